using System.Text.Json.Nodes;
using Rectify.Workflow.App.Definitions;

namespace Rectify.Workflow.Web.Elsa;

/// <summary>Reads JSON bodies as they come, unknown members included.</summary>
internal static class ElsaBody
{
    private const int MaxBytes = DefinitionText.MaxLength * 3;

    /// <summary>The body as an object; an empty one is an empty object. Anything else ends the call with 400.</summary>
    public static async Task<JsonObject> ReadAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[64 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(chunk, context.RequestAborted)) > 0)
        {
            if (buffer.Length + read > MaxBytes)
            {
                throw new BadHttpRequestException("The definition is too large.", StatusCodes.Status413PayloadTooLarge);
            }

            await buffer.WriteAsync(chunk.AsMemory(0, read), context.RequestAborted);
        }

        return buffer.Length == 0 ? [] : DefinitionText.Read(buffer.GetBuffer().AsSpan(0, (int)buffer.Length))
            ?? throw new BadHttpRequestException("The body is not a JSON object.");
    }

    /// <summary>A text member; null when it is absent or something else.</summary>
    public static string? Text(this JsonObject body, string name) =>
        body[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>The texts of a list member; empty when it is absent.</summary>
    public static IReadOnlyList<string> Texts(this JsonObject body, string name) => body[name] is JsonArray list
        ? [.. list.OfType<JsonValue>().Select(value => value.TryGetValue<string>(out var text) ? text : null).OfType<string>().Distinct()]
        : [];

    /// <summary>True for true and "true".</summary>
    public static bool Flag(this JsonObject body, string name) => body[name] is JsonValue value
        && (value.TryGetValue<bool>(out var flag) ? flag : value.TryGetValue<string>(out var text) && bool.TryParse(text, out var parsed) && parsed);
}
