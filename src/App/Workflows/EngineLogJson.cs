using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Workflows;

/// <summary>The stored form of engine log entries.</summary>
internal static partial class EngineLogJson
{
    private static readonly Context Compact = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });

    public static string Write(ImmutableArray<LogEntry> entries) =>
        JsonSerializer.Serialize(entries, Compact.ImmutableArrayLogEntry);

    public static ImmutableArray<LogEntry> Read(string json) =>
        JsonSerializer.Deserialize(json, Compact.ImmutableArrayLogEntry);

    [JsonSerializable(typeof(ImmutableArray<LogEntry>))]
    private sealed partial class Context : JsonSerializerContext;
}
