using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Runs;

/// <summary>One instance: its row, its state, and how what is under way in it stands.</summary>
public sealed record RunDetail(RunRow Row, InstanceState State, IReadOnlyList<ExecutionSummary> UnderWay)
{
    /// <summary>Set when this is what an instance was before it was moved.</summary>
    public RunStage? Stage { get; init; }
}

/// <summary>What an administrator waits for to change.</summary>
public sealed record RunProgress(InstanceStatus Status, InstanceSubStatus SubStatus, DateTimeOffset UpdatedAt);

/// <summary>A variable of the workflow and its value now.</summary>
public sealed record RunVariable(string Id, string Name, JsonNode? Value);

/// <summary>Reads one instance as it is now, or by the id of a stage as it was before a move.</summary>
public sealed class RunReading(RectifyDb db, RunLogs logs)
{
    /// <summary>The instance; null when there is none.</summary>
    public async Task<RunDetail?> FindAsync(Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        if (await db.StoodAsync(db.InstancesFor(viewer), id, cancellationToken) is not var (row, stage)
            || await logs.FindAsync(db, viewer, id, cancellationToken) is not { } log)
        {
            return null;
        }

        var version = await db.Definitions.Where(each => each.DefinitionId == row.DefinitionId && each.Version == row.DefinitionVersion)
            .Select(each => (Guid?)each.Id).FirstOrDefaultAsync(cancellationToken);
        var state = InstanceStateJson.Deserialize(row.State);
        return new(
            new(row.Id, row.DefinitionId, row.DefinitionVersion, version, row.Status, row.SubStatus, row.CorrelationId,
                row.Name, row.IncidentCount, row.CreatedAt, row.UpdatedAt, row.FinishedAt)
            { ItemId = row.ItemId },
            state with { Bookmarks = [.. state.Bookmarks.Select(bookmark => Of(row.Id, bookmark))] },
            RunExecutions.OfFrames(log, state.Frames.Select(frame => frame.Number)))
        { Stage = stage };
    }

    private static Bookmark Of(Guid id, Bookmark bookmark) =>
        bookmark with { ActivityInstanceId = RunIds.Execution(id, EngineLogJson.NumberOf(bookmark.ActivityInstanceId)) };

    /// <summary>How far it is, read every few seconds while somebody looks on; null when there is no such instance.</summary>
    public async Task<RunProgress?> ProgressAsync(Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        await db.InstancesFor(viewer).Where(row => row.Id == id)
            .Select(row => new RunProgress(row.Status, row.SubStatus, row.UpdatedAt)).SingleOrDefaultAsync(cancellationToken)
        ?? (await db.StageAsync(db.InstancesFor(viewer), id, cancellationToken) is (_, var then) ? new(then.Status, then.SubStatus, then.UpdatedAt) : null);

    /// <summary>Grows with each step; null when there is no such instance, and of a stage, of which nothing new is ever told.</summary>
    public Task<int?> VersionAsync(Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        db.InstancesFor(viewer).Where(row => row.Id == id).Select(row => (int?)row.Version).SingleOrDefaultAsync(cancellationToken);

    /// <summary>The workflow's variables; null when there is no such instance.</summary>
    public async Task<IReadOnlyList<RunVariable>?> VariablesAsync(Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        if (await db.StoodAsync(db.InstancesFor(viewer), id, cancellationToken) is not var (row, _))
        {
            return null;
        }

        var workflow = InstanceStateJson.Deserialize(row.State).Frames.FirstOrDefault(frame => frame.Parent == 0);
        var definition = await logs.DefinitionAsync(db, new(row.DefinitionId, row.DefinitionVersion), cancellationToken);
        var declared = definition?.Workflow.Variables ?? [];
        return
        [
            .. declared.Select(variable => new RunVariable(
                variable.Id, variable.Name, workflow?.Variables.GetValueOrDefault(variable.Id))),
            // Scripts may set variables that nobody declared.
            .. (workflow?.LoopValues ?? []).Select(pair => new RunVariable(pair.Key, pair.Key, pair.Value)),
        ];
    }
}
