using System.Text.Json;

namespace Rectify.Workflow.Domain.Journal;

/// <summary>The form an exported journal has: one entry a line, canonical JSON with its digest as the member "digest".</summary>
public static class JournalFile
{
    private const string DigestMember = "digest";
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 512 };

    /// <summary>The line of an entry whose canonical text and digest are given.</summary>
    public static string Line(string canonical, string digest)
    {
        ArgumentNullException.ThrowIfNull(canonical);
        return $"{canonical[..^1]},\"{DigestMember}\":\"{digest}\"}}";
    }

    /// <summary>Reads a line; null when it is not one.</summary>
    public static ChainEntry? Read(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Strict);
            var root = document.RootElement;
            return root.ValueKind is JsonValueKind.Object
                && Text(root, "chain") is { } chain && Guid.TryParseExact(chain, "D", out var town)
                && Number(root, "position") is { } position && Text(root, "previous") is { } previous
                && Number(root, "id") is { } id && Text(root, DigestMember) is { } digest
                && root.EnumerateObject().Select(member => member.Name).Distinct(StringComparer.Ordinal).Count() == root.EnumerateObject().Count()
                    ? new(town, position, previous, id, digest, JournalChain.Digest(CanonicalJson.WriteWithout(root, DigestMember)))
                    : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;   // no JSON, or a text with half a surrogate pair
        }
    }

    private static string? Text(JsonElement root, string member) =>
        root.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement root, string member) =>
        root.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}
