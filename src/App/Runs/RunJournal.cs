using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Runs;

/// <summary>Which entries of an instance's journal to show; null means any.</summary>
public sealed record RunJournalFilter
{
    public IReadOnlyCollection<string>? ActivityIds { get; init; }
    public IReadOnlyCollection<string>? NodeIds { get; init; }
    public IReadOnlyCollection<string>? ExcludedTypes { get; init; }
    public IReadOnlyCollection<string>? Events { get; init; }

    internal bool Takes(LogMark mark) =>
        (ActivityIds is null || ActivityIds.Contains(mark.Activity.Id))
        && (NodeIds is null || NodeIds.Contains(mark.Activity.NodeId))
        && (ExcludedTypes is null || !ExcludedTypes.Contains(mark.Activity.Type))
        && (Events is null || Events.Contains(mark.Event));
}

/// <summary>A page of entries and how many there are altogether.</summary>
public sealed record RunJournalPage(IReadOnlyList<LogEntry> Entries, int Total);

/// <summary>The engine's journal of one instance, as the designer's viewer pages it (执行日志).</summary>
public sealed class RunJournal(RectifyDb db, RunLogs logs)
{
    /// <summary>The most one page holds.</summary>
    public const int MostPerPage = 1000;

    /// <summary>Entries in the order of their sequence; null when there is no such instance.</summary>
    public async Task<RunJournalPage?> PageAsync(
        Viewer viewer, Guid instanceId, RunJournalFilter filter, int skip, int take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (await logs.FindAsync(db, viewer, instanceId, cancellationToken) is not { } log)
        {
            return null;
        }

        var (shown, total) = (new List<LogMark>(), 0);
        foreach (var mark in log.Index.Marks)
        {
            if (filter.Takes(mark) && total++ >= skip && shown.Count < take)
            {
                shown.Add(mark);
            }
        }

        return new(await EntriesAsync(log, shown, cancellationToken), total);
    }

    /// <summary>The last entry of an activity; null when there is none.</summary>
    public async Task<LogEntry?> LastAsync(Viewer viewer, Guid instanceId, string activityId, CancellationToken cancellationToken)
    {
        if (await logs.FindAsync(db, viewer, instanceId, cancellationToken) is not { } log)
        {
            return null;
        }

        var last = log.Index.Marks.LastOrDefault(mark => mark.Activity.Id == activityId && mark.Event is "Started" or "Completed" or "Faulted");
        return last.Activity is not null && await EntriesAsync(log, [last], cancellationToken) is [var entry] ? entry : null;
    }

    private async Task<IReadOnlyList<LogEntry>> EntriesAsync(RunLog log, List<LogMark> marks, CancellationToken cancellationToken)
    {
        var stored = await db.LogEntriesAsync(log.KeptBy, marks.Select(mark => mark.Burst), cancellationToken);
        // A row that housekeeping deleted a moment ago is left out.
        return [.. marks.Where(mark => stored.ContainsKey(mark.Sequence)).Select(mark => log.Shown(stored[mark.Sequence]))];
    }
}

/// <summary>Only here are rows of the engine's log read for their particulars.</summary>
internal static class LogQueries
{
    extension(RectifyDb db)
    {
        /// <summary>The entries of those rows, by their sequence.</summary>
        public async Task<Dictionary<long, LogEntry>> LogEntriesAsync(
            Guid instanceId, IEnumerable<long> bursts, CancellationToken cancellationToken)
        {
            var entries = new Dictionary<long, LogEntry>();
            foreach (var some in bursts.Distinct().Chunk(500))
            {
                foreach (var row in await db.EngineLog.AsNoTracking()
                    .Where(row => row.InstanceId == instanceId && some.Contains(row.FirstSequence)).ToListAsync(cancellationToken))
                {
                    foreach (var entry in EngineLogJson.Read(row))
                    {
                        entries[entry.Sequence] = entry;
                    }
                }
            }

            return entries;
        }
    }
}
