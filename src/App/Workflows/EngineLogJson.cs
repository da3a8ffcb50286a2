using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Workflows;

/// <summary>
/// The stored form of one burst's log entries, short because half of what a waiting instance takes in the database is
/// its log: each activity is described once, entries point at it, and what the row says already is left out.
/// </summary>
/// <remarks>
/// <c>{"a":[[nodeId, type, name, version, id?], ...], "e":[[event, activity, number, parent, data?], ...]}</c>, where number
/// and parent are those of the frame; the id stands there only when it is not the end of the node's path.
/// </remarks>
internal static class EngineLogJson
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Fixed inputs are left out: they stand in the definition.</summary>
    public static string Write(ImmutableArray<LogEntry> entries, Definition? definition = null)
    {
        var activities = new Dictionary<(string, string, string?, int), int>();
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            json.WriteStartArray("a");
            foreach (var entry in entries)
            {
                if (activities.TryAdd(Activity(entry), activities.Count))
                {
                    WriteActivity(json, entry);
                }
            }

            json.WriteEndArray();
            json.WriteStartArray("e");
            foreach (var entry in entries)
            {
                json.WriteStartArray();
                json.WriteStringValue(entry.Event);
                json.WriteNumberValue(activities[Activity(entry)]);
                json.WriteNumberValue(NumberOf(entry.ActivityInstanceId));
                json.WriteNumberValue(NumberOf(entry.ParentActivityInstanceId));
                WriteData(json, entry, definition);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    /// <summary>The entries of a row, with everything the row itself says put back.</summary>
    public static ImmutableArray<LogEntry> Read(EngineLogBurst burst)
    {
        using var document = JsonDocument.Parse(burst.Entries);
        var activities = document.RootElement.GetProperty("a").EnumerateArray().Select(ReadActivity).ToArray();
        var stored = document.RootElement.GetProperty("e");
        var entries = ImmutableArray.CreateBuilder<LogEntry>(stored.GetArrayLength());
        var instance = burst.InstanceId.ToString("N");
        foreach (var entry in stored.EnumerateArray())
        {
            var (activity, parent) = (activities[entry[1].GetInt32()], entry[3].GetInt32());
            entries.Add(activity with
            {
                Sequence = burst.FirstSequence + entries.Count,
                At = burst.At,
                Event = entry[0].GetString() ?? "",
                ActivityInstanceId = $"{instance}-{entry[2].GetInt32()}",
                ParentActivityInstanceId = parent == 0 ? null : $"{instance}-{parent}",
                Data = entry.GetArrayLength() > 4 ? JsonObject.Create(entry[4].Clone()) : null,
            });
        }

        return entries.MoveToImmutable();
    }

    /// <summary>The number at the end of an activity instance's id; 0 when there is none.</summary>
    public static int NumberOf(string? activityInstanceId) =>
        activityInstanceId is not null
        && int.TryParse(activityInstanceId.AsSpan(activityInstanceId.LastIndexOf('-') + 1), out var number) ? number : 0;

    private static (string, string, string?, int) Activity(LogEntry entry) =>
        (entry.NodeId, entry.ActivityType, entry.ActivityName, entry.ActivityTypeVersion);

    private static void WriteActivity(Utf8JsonWriter json, LogEntry entry)
    {
        json.WriteStartArray();
        json.WriteStringValue(entry.NodeId);
        json.WriteStringValue(entry.ActivityType);
        json.WriteStringValue(entry.ActivityName);
        json.WriteNumberValue(entry.ActivityTypeVersion);
        if (LastOf(entry.NodeId) != entry.ActivityId)
        {
            json.WriteStringValue(entry.ActivityId);
        }

        json.WriteEndArray();
    }

    private static void WriteData(Utf8JsonWriter json, LogEntry entry, Definition? definition)
    {
        var node = definition?.NodesByKey.GetValueOrDefault(entry.ActivityId) is { } found && found.NodeId == entry.NodeId ? found : null;
        var members = (entry.Data ?? []).Where(member => member.Key != "inputs").ToList();
        var inputs = (entry.Data?["inputs"] as JsonObject ?? [])
            .Where(input => node?.Inputs.GetValueOrDefault(input.Key) is not Expression.Literal).ToList();
        if (members.Count + inputs.Count == 0)
        {
            return;
        }

        json.WriteStartObject();
        WriteMembers(json, members);
        if (inputs.Count > 0)
        {
            json.WriteStartObject("inputs");
            WriteMembers(json, inputs);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, List<KeyValuePair<string, JsonNode?>> members)
    {
        foreach (var (name, value) in members)
        {
            json.WritePropertyName(name);
            if (value is null)
            {
                json.WriteNullValue();
            }
            else
            {
                value.WriteTo(json);
            }
        }
    }

    private static LogEntry ReadActivity(JsonElement activity)
    {
        var node = activity[0].GetString() ?? "";
        var id = activity.GetArrayLength() > 4 ? activity[4].GetString() ?? "" : LastOf(node);
        return new(0, default, "", "", null, id, node, activity[1].GetString() ?? "", activity[2].GetString(), null)
        {
            ActivityTypeVersion = activity[3].GetInt32(),
        };
    }

    private static string LastOf(string nodeId) => nodeId[(nodeId.LastIndexOf(':') + 1)..];
}
