using System.Collections.Immutable;
using System.Text.Json;

namespace Rectify.Workflow.Engine.Definitions;

/// <summary>Reads the lines of a flowchart, in today's shape and in the older flat one.</summary>
internal sealed class ConnectionReader(Reading reading)
{
    public FlowConnections Read(JsonElement flowchart, string path, ImmutableArray<ActivityNode> activities)
    {
        var byId = new Dictionary<string, ActivityNode>(StringComparer.Ordinal);
        foreach (var activity in activities)
        {
            byId.TryAdd(activity.Id, activity);
        }

        // An activity of an unknown type was reported already; its lines need no second complaint.
        var refused = reading.Items(flowchart, "activities", path)
            .Select(item => Reading.TryGet(item.Element, "id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null)
            .OfType<string>().Where(id => !byId.ContainsKey(id)).ToHashSet(StringComparer.Ordinal);
        var connections = ImmutableArray.CreateBuilder<Connection>();
        var seen = new HashSet<(ActivityNode, string?, ActivityNode, string?)>();
        foreach (var (element, at) in reading.Items(flowchart, "connections", path))
        {
            if (connections.Count >= reading.Limits.ConnectionsPerFlowchart)
            {
                reading.Error(at, "connection.count", $"The flowchart has more than {reading.Limits.ConnectionsPerFlowchart} connections. Split the workflow.");
                break;
            }

            var source = End(element, "source", at);
            var target = End(element, "target", at);
            var from = Find(source, at, "source", byId, refused);
            var to = Find(target, at, "target", byId, refused);
            if (from is null || to is null)
            {
                continue;
            }

            if (seen.Add((from, source?.Port, to, target?.Port)))
            {
                connections.Add(new(connections.Count, from, source?.Port, to, target?.Port));
                CheckPort(from, source?.Port, at);
            }
        }

        return new(activities, connections.ToImmutable());
    }

    private (string Id, string? Port)? End(JsonElement connection, string end, string path)
    {
        if (connection.ValueKind != JsonValueKind.Object || !Reading.TryGet(connection, end, out var value))
        {
            reading.Error($"{path}.{end}", $"connection.{end}.missing", $"The connection has no {end}.");
            return null;
        }

        var flat = value.ValueKind == JsonValueKind.String;
        var id = flat ? value.GetString() : reading.Text(value, "activity", $"{path}.{end}");
        var port = flat ? reading.Text(connection, $"{end}Port", path) : reading.Text(value, "port", $"{path}.{end}");
        if (string.IsNullOrEmpty(id))
        {
            reading.Error($"{path}.{end}", $"connection.{end}.missing", $"The connection's {end} names no activity.");
            return null;
        }

        return (id, string.IsNullOrEmpty(port) ? null : port);
    }

    private ActivityNode? Find(
        (string Id, string? Port)? end, string path, string name, Dictionary<string, ActivityNode> byId, HashSet<string> refused)
    {
        if (end is not { } found)
        {
            return null;
        }

        if (byId.TryGetValue(found.Id, out var activity))
        {
            return activity;
        }

        if (!refused.Contains(found.Id))
        {
            reading.Error($"{path}.{name}", $"connection.{name}.unknown",
                $"The connection's {name} '{found.Id}' is not an activity of this flowchart. Remove the line or draw it again.");
        }

        return null;
    }

    private void CheckPort(ActivityNode source, string? port, string path)
    {
        var descriptor = source.Activity.Descriptor;
        if (port is null || descriptor.HasDynamicOutcomes || port == "Done")
        {
            return;
        }

        if (!descriptor.Outcomes.Contains(port))
        {
            var outcomes = descriptor.Outcomes.IsEmpty ? "Done" : string.Join(", ", descriptor.Outcomes);
            reading.Warn($"{path}.source.port", "connection.port.unknown",
                $"{source} never leaves by '{port}', so this line is never followed. It leaves by: {outcomes}.");
        }
    }
}
