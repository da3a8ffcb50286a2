using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Papers;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Escalation;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Items;

/// <summary>Everything the page of one item shows.</summary>
public sealed record ItemDossier(RectificationItem Item, Round Round)
{
    public required IReadOnlyList<WorkTask> Tasks { get; init; }
    public required IReadOnlyList<Evidence> Evidence { get; init; }
    public required IReadOnlyList<JournalEntry> Journal { get; init; }
    public required IReadOnlyList<ItemNotice> Notices { get; init; }
    public required IReadOnlyList<Paper> Papers { get; init; }
    public required IReadOnlyList<InstanceTimer> Timers { get; init; }
    public required ItemWatch? Watch { get; init; }

    /// <summary>The next rung of the ladder that counts for the item; null when none is left or nothing is watched.</summary>
    public Rung? NextRung => Watch is { } watch && WatchPlan.LadderOf(watch, Round).Rungs is var rungs && watch.RungsDone < rungs.Length
        ? rungs[watch.RungsDone]
        : null;

    /// <summary>The reminder plan that counts for the item; null when nothing is watched.</summary>
    public ReminderPlan? ReminderPlan => Watch is { } watch ? WatchPlan.PlanOf(watch, Round) : null;

    /// <summary>The instance that has a fault an administrator must look at; null when there is none.</summary>
    public required Guid? Stopped { get; init; }
}

/// <summary>Reads one item for its page; another unit's item is not there.</summary>
public sealed class ItemQueries(RectifyDb db)
{
    /// <summary>Entries read of a long history, the newest.</summary>
    private const int MostEntries = 500;

    /// <summary>The item with all that belongs to it; null when the viewer may not know of it.</summary>
    public async Task<ItemDossier?> FindAsync(Viewer viewer, ItemId id, CancellationToken cancellationToken)
    {
        var item = await db.ItemsFor(viewer).AsNoTrackingWithIdentityResolution().Include(each => each.Measures)
            .SingleOrDefaultAsync(each => each.Id == id, cancellationToken);
        if (item is null)
        {
            return null;
        }

        var instances = db.Instances.AsNoTracking().Where(row => row.ItemId == id);
        var ids = await instances.Select(row => row.Id).ToListAsync(cancellationToken);
        return new ItemDossier(item, await db.Rounds.AsNoTracking().SingleAsync(round => round.Id == item.RoundId, cancellationToken))
        {
            Tasks = await db.Tasks.AsNoTracking().Where(task => task.ItemId == id)
                .OrderBy(task => task.OpenedAt).ThenBy(task => task.Id).ToListAsync(cancellationToken),
            Evidence = await db.Evidence.AsNoTracking().Where(file => file.ItemId == id)
                .OrderBy(file => file.UploadedAt).ThenBy(file => file.Id).ToListAsync(cancellationToken),
            Journal = await db.Journal.AsNoTracking().Where(entry => entry.ItemId == id)
                .OrderByDescending(entry => entry.Id).Take(MostEntries).ToListAsync(cancellationToken),
            Notices = await db.Notices.AsNoTracking().Where(notice => notice.ItemId == id)
                .OrderBy(notice => notice.FiredAt).ToListAsync(cancellationToken),
            Papers = await db.Papers.AsNoTracking().Where(paper => paper.ItemId == id)
                .OrderBy(paper => paper.IssuedOn).ThenBy(paper => paper.Id).ToListAsync(cancellationToken),
            Timers = await db.Timers.AsNoTracking().Where(timer => ids.Contains(timer.InstanceId))
                .OrderBy(timer => timer.DueAt).ToListAsync(cancellationToken),
            Watch = await db.Watches.AsNoTracking().SingleOrDefaultAsync(watch => watch.ItemId == id, cancellationToken),
            Stopped = await instances.Stopped.OrderByDescending(row => row.CreatedAt).Select(row => (Guid?)row.Id).FirstOrDefaultAsync(cancellationToken),
        };
    }

    /// <summary>True when the viewer may know of the item.</summary>
    public Task<bool> MaySeeAsync(Viewer viewer, ItemId id, CancellationToken cancellationToken) =>
        db.ItemsFor(viewer).AnyAsync(item => item.Id == id, cancellationToken);

    /// <summary>A file of an item the viewer may know of; null otherwise.</summary>
    public async Task<Evidence?> FindEvidenceAsync(Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        await db.Evidence.AsNoTracking().SingleOrDefaultAsync(file => file.Id == id, cancellationToken) is { } file
            && await MaySeeAsync(viewer, file.ItemId, cancellationToken) ? file : null;
}
