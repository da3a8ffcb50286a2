using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Runs;

/// <summary>
/// The log of the instances somebody looks at, indexed in memory. A log only grows, one row a step and each under the
/// instance's version; so what was read once stays true, on every host, and a look costs what was added since.
/// </summary>
public sealed class RunLogs(DefinitionCatalog definitions) : IDisposable
{
    /// <summary>Log entries kept in memory altogether; some fifty bytes each.</summary>
    private const int MostEntries = 400_000;

    private readonly MemoryCache _indexes = new(new MemoryCacheOptions { SizeLimit = MostEntries });

    /// <summary>The log of an instance as it is now; null when there is none that the viewer sees.</summary>
    internal Task<RunLog?> FindAsync(RectifyDb db, Viewer viewer, Guid instanceId, CancellationToken cancellationToken) =>
        FindAsync(db, db.InstancesFor(viewer), instanceId, cancellationToken);

    /// <summary>The same among the instances given.</summary>
    internal async Task<RunLog?> FindAsync(
        RectifyDb db, IQueryable<StoredInstance> among, Guid instanceId, CancellationToken cancellationToken)
    {
        var head = await among.Where(row => row.Id == instanceId)
            .Select(row => new { row.Version, row.SubStatus, row.DefinitionId, row.DefinitionVersion, row.PastVersions, row.UpdatedAt })
            .SingleOrDefaultAsync(cancellationToken);
        if (head is null)
        {
            return await AtStageAsync(db, among, instanceId, cancellationToken);
        }

        var definition = new RunDefinition(head.DefinitionId, head.DefinitionVersion, head.PastVersions);
        var (known, upTo) = _indexes.Get<Known>(instanceId) ?? new(LogIndex.Empty, default);
        if (known.Version != head.Version || upTo != head.UpdatedAt)
        {
            known = await ContinueAsync(db, instanceId, known, head.Version, cancellationToken);
            if (known.IsTrimmed)
            {
                var state = await db.Instances.AsNoTracking().Where(row => row.Id == instanceId).Select(row => row.State).SingleAsync(cancellationToken);
                known = known.WithForgotten(await UnderWayAsync(db, state, definition, cancellationToken));
            }

            Keep(instanceId, new(known, head.UpdatedAt));
        }

        return new(instanceId, instanceId, definition, head.SubStatus, head.UpdatedAt, known);
    }

    /// <summary>The log up to a move; it never grows.</summary>
    private async Task<RunLog?> AtStageAsync(
        RectifyDb db, IQueryable<StoredInstance> among, Guid stageId, CancellationToken cancellationToken)
    {
        if (await db.StageAsync(among, stageId, cancellationToken) is not var (stage, then))
        {
            return null;
        }

        var definition = new RunDefinition(then.DefinitionId, then.DefinitionVersion, then.PastVersions);
        if (_indexes.Get<Known>(stageId) is not { Index: var index })
        {
            index = LogIndex.Empty.With(then.Version, await db.EngineLog.AsNoTracking()
                .Where(row => row.InstanceId == stage.InstanceId && row.FirstSequence <= stage.LastEntry)
                .OrderBy(row => row.FirstSequence).ToListAsync(cancellationToken));
            index = index.IsTrimmed ? index.WithForgotten(await UnderWayAsync(db, then.State, definition, cancellationToken)) : index;
            Keep(stageId, new(index, then.UpdatedAt));
        }

        return new(stageId, stage.InstanceId, definition, then.SubStatus, then.UpdatedAt, index);
    }

    private void Keep(Guid id, Known known) => _indexes.Set(id, known, new MemoryCacheEntryOptions
    {
        Size = known.Index.Marks.Count + 100,
        SlidingExpiration = TimeSpan.FromMinutes(10),
    });

    /// <summary>The definition an instance runs; null when it can no longer be read.</summary>
    internal async Task<Definition?> DefinitionAsync(RectifyDb db, RunDefinition run, CancellationToken cancellationToken)
    {
        try
        {
            return await definitions.GetAsync(db, run.Id, run.Version, cancellationToken);
        }
        catch (InvalidOperationException)
        {
            // The instance is still worth looking at; only names and fixed inputs are missing.
            return null;
        }
    }

    public void Dispose() => _indexes.Dispose();

    /// <summary>Reads on from the last row known; where that row is another one, an instance was deleted and put back.</summary>
    private static async Task<LogIndex> ContinueAsync(
        RectifyDb db, Guid instanceId, LogIndex known, int version, CancellationToken cancellationToken)
    {
        var last = known.LastBurst;
        var rows = await db.EngineLog.AsNoTracking().Where(row => row.InstanceId == instanceId && row.FirstSequence >= last)
            .OrderBy(row => row.FirstSequence).ToListAsync(cancellationToken);
        return last == 0 || (rows is [var first, ..] && first.FirstSequence == last && first.At == known.Marks[^1].At)
            ? known.With(version, rows.Where(row => row.FirstSequence > last))
            : LogIndex.Empty.With(version, await db.EngineLog.AsNoTracking().Where(row => row.InstanceId == instanceId)
                .OrderBy(row => row.FirstSequence).ToListAsync(cancellationToken));
    }

    private sealed record Known(LogIndex Index, DateTimeOffset UpTo);

    private async Task<IEnumerable<Execution>> UnderWayAsync(
        RectifyDb db, string json, RunDefinition run, CancellationToken cancellationToken)
    {
        var definition = await DefinitionAsync(db, run, cancellationToken);
        var state = InstanceStateJson.Deserialize(json);
        var waiting = state.Bookmarks.Select(bookmark => EngineLogJson.NumberOf(bookmark.ActivityInstanceId)).ToHashSet();
        return state.Frames.Select(frame => new Execution(frame.Number, frame.Parent, ActivityOf(definition, frame))
        {
            Status = frame.Status switch
            {
                FrameStatus.Completed => ExecutionStatus.Completed,
                FrameStatus.Canceled => ExecutionStatus.Canceled,
                FrameStatus.Faulted => ExecutionStatus.Faulted,
                _ => ExecutionStatus.Running,
            },
            Waits = waiting.Contains(frame.Number),
        });
    }

    private static LoggedActivity ActivityOf(Definition? definition, Frame frame) =>
        definition?.NodesByKey.GetValueOrDefault(frame.ActivityKey) is { } node
            ? new(node.NodeId, node.Id, node.Type, node.Name, node.Version)
            : new(frame.ActivityKey, frame.ActivityKey, "Elsa.NotFoundActivity", null, 1);
}

/// <summary>The version of a definition that an instance runs, and those it ran before it was moved.</summary>
internal sealed record RunDefinition(string Id, int Version, string? PastVersions = null)
{
    /// <summary>The version under which an entry of the log was written.</summary>
    public RunDefinition At(long sequence) => PastVersions is null ? this : new(Id, VersionSpans.At(PastVersions, Version, sequence));
}

/// <summary>An instance's log, ready to be asked.</summary>
/// <param name="InstanceId">The id it was asked for by, which may be a stage's.</param>
/// <param name="KeptBy">The instance whose rows hold the entries.</param>
internal sealed record RunLog(
    Guid InstanceId, Guid KeptBy, RunDefinition Definition, InstanceSubStatus SubStatus, DateTimeOffset UpdatedAt, LogIndex Index)
{
    /// <summary>An entry as whoever asked knows the executions: by ids that lead back to the same stage.</summary>
    public LogEntry Shown(LogEntry entry) => InstanceId == KeptBy ? entry : entry with
    {
        ActivityInstanceId = RunIds.Execution(InstanceId, EngineLogJson.NumberOf(entry.ActivityInstanceId)),
        ParentActivityInstanceId = entry.ParentActivityInstanceId is { } parent ? RunIds.Execution(InstanceId, EngineLogJson.NumberOf(parent)) : null,
    };

    /// <summary>Of an instance that is over nothing runs any more, whatever the log says last.</summary>
    public Execution Settled(Execution execution) =>
        SubStatus is InstanceSubStatus.Finished or InstanceSubStatus.Cancelled && execution.Status is ExecutionStatus.Running
            ? execution with { Status = ExecutionStatus.Canceled, CompletedAt = UpdatedAt, Waits = false }
            : execution;
}
