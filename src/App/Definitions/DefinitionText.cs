using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rectify.Workflow.App.Definitions;

/// <summary>A definition as text: how it is read from strangers, kept, and written to files.</summary>
public static class DefinitionText
{
    /// <summary>The largest definition taken, in characters.</summary>
    public const int MaxLength = 8 * 1024 * 1024;

    private static readonly JsonSerializerOptions Kept = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Filed = new(Kept) { WriteIndented = true, NewLine = "\n" };

    internal static JsonDocumentOptions Strict { get; } = new()
    {
        MaxDepth = 256,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        AllowDuplicateProperties = false,
    };

    /// <summary>Reads an object; null when the bytes are not one, are too large or hold half characters.</summary>
    public static JsonObject? Read(ReadOnlySpan<byte> utf8)
    {
        var start = utf8.StartsWith("\uFEFF"u8) ? 3 : 0;
        if (utf8.Length > MaxLength * 3L || !HasWholeTexts(utf8[start..]))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(utf8[start..], documentOptions: Strict) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads an object; null when the text is not one.</summary>
    public static JsonObject? Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    /// <summary>Compact, for the database.</summary>
    public static string Keep(JsonObject definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return definition.ToJsonString(Kept);
    }

    /// <summary>Indented and in lines, so that two versions of a file compare well.</summary>
    public static string File(JsonObject definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return definition.ToJsonString(Filed) + "\n";
    }

    // An escape that is half a character would only blow up when the text is used, so it is looked for here.
    private static bool HasWholeTexts(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions
        {
            MaxDepth = 256,
            AllowTrailingCommas = true,
            CommentHandling = JsonCommentHandling.Skip,
        });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                {
                    _ = reader.GetString();
                }
            }

            return true;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
