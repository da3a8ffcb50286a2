using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rectify.Workflow.Cli.Definitions;

/// <summary>One entry of a stimuli file.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Name">The bookmark's name or id, the activity's id or name, or the event's name.</param>
internal sealed record ScriptedStimulus(StimulusKind Kind, string? Name)
{
    public string? Outcome { get; init; }
    public JsonObject? Payload { get; init; }
    public JsonObject? Facts { get; init; }
    public DateTimeOffset? At { get; init; }
}

/// <summary>What an entry of a stimuli file does.</summary>
internal enum StimulusKind { Wait, Resume, Event, Cancel, Retry }

/// <summary>Reads the file of <c>--stimuli</c>.</summary>
internal static class StimuliFile
{
    public const string Help = """
        依次给出的刺激(JSON数组)。Stimuli, a JSON array, applied in order. Each entry is one of:
          {"bookmark": "name, id, activity id or activity name", "outcome": "Passed", "payload": {...}}  resume a bookmark
          {"event": "name", "payload": ...}   publish an event to the instance
          {"cancel": true} | {"retry": true}  cancel the instance | run what faulted again
        and may carry "at": "2024-01-02T09:00:00+08:00" (the clock moves there; timers due fire first; alone it only
        waits) and "facts": {"Item": {...}} (facts from then on). See ops/definition-run.md.
        """;

    public static IReadOnlyList<ScriptedStimulus> Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json) is JsonArray entries
                ? [.. entries.Select((entry, index) => Read(entry, index))]
                : throw Wrong("刺激文件应为JSON数组。A stimuli file is a JSON array.");
        }
        catch (JsonException error)
        {
            throw Wrong($"刺激文件不是JSON。The stimuli file is not JSON: {error.Message}");
        }
    }

    private static ScriptedStimulus Read(JsonNode? node, int index)
    {
        if (node is not JsonObject entry)
        {
            throw Wrong($"stimuli[{index}] 应为对象。stimuli[{index}] must be an object.");
        }

        var (kind, name) = (Text(entry, "bookmark", index), Text(entry, "event", index)) switch
        {
            ({ } bookmark, _) => (StimulusKind.Resume, bookmark),
            (_, { } @event) => (StimulusKind.Event, @event),
            _ when IsTrue(entry, "cancel") => (StimulusKind.Cancel, null),
            _ when IsTrue(entry, "retry") => (StimulusKind.Retry, null),
            _ when entry.ContainsKey("at") || entry.ContainsKey("facts") => (StimulusKind.Wait, (string?)null),
            _ => throw Wrong($"stimuli[{index}] 缺少 bookmark、event、cancel、retry 或 at。stimuli[{index}] has none of bookmark, event, cancel, retry, at."),
        };
        return new(kind, name)
        {
            Outcome = Text(entry, "outcome", index),
            Payload = entry["payload"] is null or JsonObject
                ? entry["payload"]?.DeepClone() as JsonObject
                : new JsonObject { ["payload"] = entry["payload"]?.DeepClone() },
            Facts = entry["facts"]?.DeepClone() as JsonObject,
            At = Instant(entry, index),
        };
    }

    private static DateTimeOffset? Instant(JsonObject entry, int index) => Text(entry, "at", index) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at
        : throw Wrong($"stimuli[{index}].at 不是时刻。stimuli[{index}].at is not an instant: '{text}'.");

    private static string? Text(JsonObject entry, string name, int index) => entry[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw Wrong($"stimuli[{index}].{name} 应为文字。stimuli[{index}].{name} must be a text."),
    };

    private static bool IsTrue(JsonObject entry, string name) => entry[name] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    private static TextFileException Wrong(string message) => new(message, isUsage: false);
}
