using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rectify.Workflow.Engine.Execution;

/// <summary>Writes one state.</summary>
internal sealed class InstanceStateWriter(Utf8JsonWriter writer, InstanceState state)
{
    public void Write()
    {
        writer.WriteStartObject();
        writer.WriteNumber("v", InstanceStateJson.Form);
        writer.WriteString("id", state.Id);
        writer.WriteString("d", state.DefinitionId);
        Number("dv", state.DefinitionVersion);
        Number("s", (int)state.Status);
        Number("ss", (int)state.SubStatus);
        Text("c", state.CorrelationId);
        Text("n", state.Name);
        Text("tr", state.TriggerActivityId);
        Instant("t0", state.StartedAt);
        Instant("t1", state.FinishedAt);
        Values("in", state.Input);
        Values("out", state.Output);
        Texts("o", state.Outcomes);
        List("b", state.Bookmarks, Write);
        List("i", state.Incidents, Write);
        List("f", state.Frames, Write);
        List("p", state.Pending, Write);
        List("k", state.Outputs, Write);
        Node("l", state.LastResult);
        Write(state.Counters);
        writer.WriteEndObject();
    }

    private void Write(Counters counters)
    {
        writer.WriteStartArray("#");
        writer.WriteNumberValue(counters.Frames);
        writer.WriteNumberValue(counters.Bookmarks);
        writer.WriteNumberValue(counters.Guids);
        writer.WriteNumberValue(counters.LogEntries);
        writer.WriteEndArray();
    }

    private void Write(Bookmark bookmark)
    {
        writer.WriteString("i", bookmark.Id);
        writer.WriteString("k", bookmark.Kind);
        writer.WriteString("n", bookmark.Name);
        Activity(bookmark.ActivityInstanceId);
        writer.WriteString("a", bookmark.ActivityId);
        writer.WriteString("p", bookmark.NodeId);
        writer.WriteString("t", bookmark.ActivityType);
    }

    private void Write(Incident incident)
    {
        Activity(incident.ActivityInstanceId);
        writer.WriteString("a", incident.ActivityId);
        writer.WriteString("p", incident.NodeId);
        writer.WriteString("t", incident.ActivityType);
        writer.WriteString("m", incident.Message);
        Instant("w", incident.At);
    }

    private void Write(Frame frame)
    {
        writer.WriteNumber("n", frame.Number);
        Number("u", frame.Parent);
        writer.WriteString("a", frame.ActivityKey);
        Number("s", (int)frame.Status);
        Values("v", frame.Variables);
        Values("l", frame.LoopValues);
        Node("m", frame.Memory);
        if (frame.Step != 0)
        {
            writer.WriteNumber("c", frame.Step);
        }

        Flag("br", frame.Breaking);
        Flag("bk", frame.ByBackwardLine);
        if (frame.Unhandled is { } unhandled)
        {
            writer.WriteStartObject("un");
            writer.WriteString("a", unhandled.ActivityKey);
            Texts("o", unhandled.Outcomes);
            Flag("p", unhandled.IsPlain);
            Flag("bk", unhandled.ByBackwardLine);
            writer.WriteEndObject();
        }

        if (frame.Flow is { } flow)
        {
            writer.WriteStartObject("fl");
            Numbers("a", flow.ActivityVisits);
            Numbers("l", flow.LineVisits);
            Numbers("f", [.. flow.LineFollowed.Select(followed => followed ? 1 : 0)]);
            if (!flow.Tokens.IsEmpty)
            {
                Numbers("t", [.. flow.Tokens.Select(t => (t.Line * 4) + (t.Consumed ? 2 : 0) + (t.Blocked ? 1 : 0))]);
            }

            writer.WriteEndObject();
        }
    }

    private void Write(PendingWork pending)
    {
        writer.WriteString("a", pending.ActivityKey);
        Number("u", pending.Owner);
        Flag("bk", pending.ByBackwardLine);
        Values("l", pending.LoopValues);
    }

    private void Write(KeptOutput output)
    {
        writer.WriteString("a", output.ActivityKey);
        writer.WriteString("n", output.Name);
        Node("v", output.Value);
    }

    // An activity instance id is the instance's id and a number; only the number is stored.
    private void Activity(string activityInstanceId)
    {
        if (activityInstanceId.Length > state.Id.Length + 1
            && int.TryParse(activityInstanceId.AsSpan(state.Id.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            writer.WriteNumber("x", number);
        }
    }

    private void List<T>(string name, ImmutableArray<T> items, Action<T> write)
    {
        if (items.IsDefaultOrEmpty)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStartObject();
            write(item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void Values(string name, ImmutableDictionary<string, JsonNode?> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        writer.WriteStartObject(name);
        foreach (var (key, value) in values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.WritePropertyName(key);
            if (value is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                value.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    private void Numbers(string name, ImmutableArray<int> numbers)
    {
        var used = numbers.Length;
        while (used > 0 && numbers[used - 1] == 0)
        {
            used--;
        }

        writer.WriteStartArray(name);
        writer.WriteNumberValue(numbers.Length);
        foreach (var number in numbers.AsSpan(0, used))
        {
            writer.WriteNumberValue(number);
        }

        writer.WriteEndArray();
    }

    private void Texts(string name, ImmutableArray<string> texts)
    {
        if (texts.IsDefaultOrEmpty)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private void Node(string name, JsonNode? value)
    {
        if (value is not null)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }

    private void Number(string name, int value)
    {
        if (value != 0)
        {
            writer.WriteNumber(name, value);
        }
    }

    private void Text(string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private void Flag(string name, bool value)
    {
        if (value)
        {
            writer.WriteBoolean(name, true);
        }
    }

    private void Instant(string name, DateTimeOffset? at)
    {
        if (at is { } instant)
        {
            writer.WriteString(name, instant);
        }
    }
}
