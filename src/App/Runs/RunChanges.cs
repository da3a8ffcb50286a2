using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.Runs;

/// <summary>What happened to instances since somebody looked last, for viewers that follow them live.</summary>
public sealed class RunChanges(RectifyDb db, RunLogs logs)
{
    /// <summary>The versions the instances have now; one that was deleted has none.</summary>
    public async Task<IReadOnlyDictionary<Guid, int>> VersionsAsync(IReadOnlyCollection<Guid> instances, CancellationToken cancellationToken)
    {
        var versions = new Dictionary<Guid, int>();
        foreach (var some in instances.Chunk(500))
        {
            foreach (var row in await db.Instances.AsNoTracking().Where(row => some.Contains(row.Id))
                .Select(row => new { row.Id, row.Version }).ToListAsync(cancellationToken))
            {
                versions[row.Id] = row.Version;
            }
        }

        return versions;
    }

    /// <summary>The badges that may have changed since that version; those of the workflow and its root are on no canvas.</summary>
    public async Task<IReadOnlyList<ActivityStats>> StatsAsync(Guid instance, int since, CancellationToken cancellationToken)
    {
        if (await logs.FindAsync(db, db.Instances.AsNoTracking(), instance, cancellationToken) is not { } log)
        {
            return [];
        }

        // Each step raises the version by one and adds at most one row.
        var bursts = log.Index.Marks.Select(mark => mark.Burst).Distinct().TakeLast(Math.Max(log.Index.Version - since, 1)).ToHashSet();
        return RunExecutions.StatsOf(log, log.Index.Marks
            .Where(mark => bursts.Contains(mark.Burst) && log.Index.Executions.TryGetValue(mark.Parent, out var around) && around.Parent != 0)
            .Select(mark => mark.Activity.NodeId));
    }
}
