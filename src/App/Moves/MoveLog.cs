using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Moves;

/// <summary>What a move leaves in the engine's log: where each activity under way stands from now on.</summary>
internal static class MoveLog
{
    extension(RectifyDb db)
    {
        /// <summary>Adds the entries and puts the state, which now counts them, into the instance's row.</summary>
        public void Place(StoredInstance instance, Definition definition, InstanceState state, DateTimeOffset at)
        {
            var entries = Entries(definition, state, instance.DefinitionVersion, at);
            db.EngineLog.Add(new()
            {
                InstanceId = instance.Id,
                FirstSequence = state.Counters.LogEntries + 1,
                At = at,
                Entries = EngineLogJson.Write(entries, definition),
            });
            instance.PastVersions = VersionSpans.Add(instance.PastVersions, instance.DefinitionVersion, state.Counters.LogEntries);
            instance.DefinitionVersion = definition.Version;
            instance.State = InstanceStateJson.Serialize(state with
            {
                Counters = state.Counters with { LogEntries = state.Counters.LogEntries + entries.Length },
            });
            instance.UpdatedAt = at;
            instance.Version++;
        }
    }

    private static ImmutableArray<LogEntry> Entries(Definition definition, InstanceState state, int before, DateTimeOffset at) =>
    [
        .. state.Frames.Where(frame => frame.Status is FrameStatus.Running or FrameStatus.Faulted).Select((frame, index) =>
        {
            var node = definition.NodesByKey[frame.ActivityKey];
            return new LogEntry(
                state.Counters.LogEntries + 1 + index, at, Runs.Execution.Placed, $"{state.Id}-{frame.Number}",
                frame.Parent == 0 ? null : $"{state.Id}-{frame.Parent}", node.Id, node.NodeId, node.Type, node.Name,
                new JsonObject { ["fromVersion"] = before, ["toVersion"] = definition.Version })
            { ActivityTypeVersion = node.Version };
        }),
    ];
}
