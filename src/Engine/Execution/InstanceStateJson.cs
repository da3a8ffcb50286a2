using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rectify.Workflow.Engine.Execution;

/// <summary>
/// Writes and reads instance states as compact JSON: short names, nothing that has its default value, and ids left out
/// where they can be computed.
/// </summary>
public static class InstanceStateJson
{
    /// <summary>The form's number; a reader refuses a newer one.</summary>
    internal const int Form = 1;

    // Relaxed: the text goes into a column, never into a page.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The state as JSON text.</summary>
    public static string Serialize(InstanceState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            new InstanceStateWriter(writer, state).Write();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The state from JSON text. Throws <see cref="JsonException"/> when the text is not such a state.</summary>
    public static InstanceState Deserialize(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return JsonNode.Parse(json, documentOptions: new() { MaxDepth = 256 }) is JsonObject root
                ? new InstanceStateParser(root).Read()
                : throw new JsonException("An instance state must be a JSON object.");
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException or ArgumentException)
        {
            throw new JsonException($"This is not an instance state: {error.Message}", error);
        }
    }
}
