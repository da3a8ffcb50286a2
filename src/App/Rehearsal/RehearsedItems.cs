using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;
using Rectify.Workflow.Domain.Weekly;

namespace Rectify.Workflow.App.Rehearsal;

/// <summary>
/// The items as they stood at an instant, and what people then did to them. Status and due date come from the item's own history,
/// each change at its instant; the rules of the jobs then meet the items as they were.
/// </summary>
internal sealed class RehearsedItems
{
    private readonly Dictionary<ItemId, (WeeklyRow Row, RoundId Round, ItemWatch? Plans)> _items = [];
    private readonly Dictionary<RoundId, Round> _rounds = [];
    private readonly PriorityQueue<ItemId, DateTimeOffset> _facts = new();

    /// <summary>When somebody next did something to an item.</summary>
    public DateTimeOffset? Next => _facts.TryPeek(out _, out var at) ? at : null;

    /// <summary>Reads the items out of the sandbox, where they lie as they are today, and puts them back to an instant.</summary>
    public async Task RewindAsync(RectifyDb db, WorkingCalendar calendar, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        foreach (var round in await db.Rounds.AsNoTracking().ToListAsync(cancellationToken))
        {
            _rounds[round.Id] = round;
        }

        var watches = await db.Watches.AsNoTracking().ToDictionaryAsync(watch => watch.ItemId, cancellationToken);
        await foreach (var item in db.Items.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var row = new WeeklyRow(item.Id, item.Number, item.Title, item.Status, item.DueOn)
            {
                RegisteredAt = item.Id.MadeAt,
                StatusChanges = item.StatusChanges,
                DueChanges = item.DueChanges,
            };
            _items[item.Id] = (row, item.RoundId, watches.GetValueOrDefault(item.Id));
            var moments = item.StatusChanges.Select(change => change.At).Concat(item.DueChanges.Select(change => change.GrantedAt));
            foreach (var at in moments.Where(at => at > from && at <= until).Distinct())
            {
                _facts.Enqueue(item.Id, at);
            }
        }

        await db.Watches.ExecuteDeleteAsync(cancellationToken);
        var fired = (await db.Notices.AsNoTracking().Where(notice => notice.Kind == NoticeKind.Rung)
            .Select(notice => new { notice.ItemId, notice.DueOn, notice.FiredOn }).ToListAsync(cancellationToken)).ToLookup(notice => notice.ItemId);
        foreach (var id in _items.Keys)
        {
            await StandAsync(db, id, calendar, from, due => [.. fired[id].Where(notice => notice.DueOn == due).Select(notice => notice.FiredOn)], cancellationToken);
        }
    }

    /// <summary>Does what people did up to an instant.</summary>
    public async Task ActAsync(RectifyDb db, WorkingCalendar calendar, DateTimeOffset now, CancellationToken cancellationToken)
    {
        while (_facts.TryPeek(out var id, out var at) && at <= now)
        {
            _facts.Dequeue();
            var fired = await db.Notices.AsNoTracking().Where(notice => notice.ItemId == id && notice.Kind == NoticeKind.Rung)
                .Select(notice => new { notice.DueOn, notice.FiredOn }).ToListAsync(cancellationToken);
            await StandAsync(db, id, calendar, at, due => [.. fired.Where(notice => notice.DueOn == due).Select(notice => notice.FiredOn)], cancellationToken);
        }
    }

    private async Task StandAsync(
        RectifyDb db, ItemId id, WorkingCalendar calendar, DateTimeOffset at, Func<DateOnly, List<DateOnly>> rungs, CancellationToken cancellationToken)
    {
        var (row, round, plans) = _items[id];
        var (status, dueOn) = row.AsOf(at) is { } then ? (then.Status, then.DueOn) : (ItemStatus.Registered, row.DueOn);
        await db.Items.Where(item => item.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(item => item.Status, status).SetProperty(item => item.DueOn, dueOn), cancellationToken);
        await db.Watches.Where(watch => watch.ItemId == id).ExecuteDeleteAsync(cancellationToken);
        if (dueOn is not { } due || !status.OwesWork)
        {
            return;
        }

        var fired = rungs(due);
        var watch = new ItemWatch
        {
            ItemId = id,
            DueOn = due,
            ItemPlan = plans?.ItemPlan,
            ReminderPlan = plans?.ReminderPlan,
            ReminderOffsets = plans?.ReminderOffsets,
            Ladder = plans?.Ladder,
            RungsDone = fired.Count,
            LastRungOn = fired.Count > 0 ? fired.Max() : null,
        };
        WatchPlan.Update(watch, due, status, _rounds[round], calendar, at);
        db.Watches.Add(watch);
        await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();
    }
}
