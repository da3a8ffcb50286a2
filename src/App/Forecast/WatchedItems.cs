using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Forecast;

/// <summary>An item as the forecast keeps it: small, because there may be many.</summary>
internal readonly record struct WatchedItem(ItemId Id, int Number, DutyHolders Duty);

/// <summary>Items of a round that stand exactly alike, so that what is decided for one holds for all.</summary>
internal sealed class Cohort(RoundOutlook round, ItemWatch watch, List<(NoticeKind Kind, int Step)> fired)
{
    public RoundOutlook Round => round;

    /// <summary>How their watches stand at the simulated instant.</summary>
    public ItemWatch Watch => watch;

    public List<WatchedItem> Items { get; } = [];

    public bool HasFired(NoticeKind kind, int step) => fired.Contains((kind, step));
}

/// <summary>A round in the forecast: its settings, its clock and what comes next in it.</summary>
internal sealed class RoundOutlook(Round round)
{
    public Round Round => round;

    public TownTime Town { get; } = round.Settings.ToTownTime();

    public PriorityQueue<Cohort, DateTimeOffset> Reminders { get; } = new();

    public PriorityQueue<Cohort, DateTimeOffset> Rungs { get; } = new();
}

/// <summary>Reads every watched item once, as a stream, and keeps together what stands alike.</summary>
internal static class WatchedItems
{
    /// <summary>Fills the rounds' queues as they stand now, or as they would stand after a change.</summary>
    public static async Task LoadAsync(
        RectifyDb db, IReadOnlyDictionary<RoundId, RoundOutlook> rounds, WorkingCalendar calendar, ForecastChange change, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var fired = await FiredAsync(db, change, cancellationToken);
        var cohorts = new Dictionary<Standing, Cohort>();
        await foreach (var row in Rows(db, rounds.Keys, change).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var (round, watch) = (rounds[row.RoundId], row.Watch ?? new() { ItemId = row.Id, DueOn = DateOnly.MinValue });
            var wanted = change.DueOn.TryGetValue(row.Id, out var other) ? other : row.DueOn;
            if (!row.Status.OwesWork || (wanted == row.DueOn && wanted != watch.DueOn))
            {
                continue;
            }

            Change(watch, wanted, row, round.Round, calendar, change, now);
            if (watch is { NextReminderAt: null, NextRungAt: null })
            {
                continue;
            }

            List<(NoticeKind, int)> done = wanted == row.DueOn
                ? [.. fired[row.Id].Where(notice => notice.DueOn == watch.DueOn).Select(notice => (notice.Kind, notice.Step))]
                : [];
            var standing = Standing.Of(row.RoundId, watch, done);
            ref var cohort = ref CollectionsMarshal.GetValueRefOrAddDefault(cohorts, standing, out _);
            cohort ??= new(round, watch, done);
            cohort.Items.Add(new(row.Id, row.Number, new(
                change.Instead(row.Official?.Value), change.InLead(row.Leader?.Value), change.InLead(row.LeadLeader?.Value), row.Unit?.Value)));
        }

        foreach (var cohort in cohorts.Values)
        {
            if (cohort.Watch.NextReminderAt is { } reminder)
            {
                cohort.Round.Reminders.Enqueue(cohort, reminder);
            }

            if (cohort.Watch.NextRungAt is { } rung)
            {
                cohort.Round.Rungs.Enqueue(cohort, rung);
            }
        }
    }

    /// <summary>What making the change would do to the watch, by the functions that then would do it.</summary>
    private static void Change(
        ItemWatch watch, DateOnly? dueOn, Row row, Round round, WorkingCalendar calendar, ForecastChange change, DateTimeOffset now)
    {
        if (dueOn != row.DueOn)
        {
            WatchPlan.Update(watch, dueOn, row.Status, round, calendar, now);
            return;
        }

        if (change.Settings.ContainsKey(round.Id))
        {
            WatchPlan.Replan(watch, dueOn, row.Status, round, calendar, now);
        }

        if (change.Table is not null)
        {
            (watch.NextReminderAt, watch.NextRungAt) = WatchPlan.Replan(watch, round, calendar, now);
        }
    }

    private static IQueryable<Row> Rows(RectifyDb db, IEnumerable<RoundId> rounds, ForecastChange change)
    {
        var (all, changed) = (rounds.ToList(), change.DueOn.Keys.ToList());
        return from item in db.Items.AsNoTracking()
               join watch in db.Watches.AsNoTracking() on item.Id equals watch.ItemId into watches
               from watch in watches.DefaultIfEmpty()
               where all.Contains(item.RoundId) && ItemStatusFacts.Owing.Contains(item.Status)
                   && (watch.NextReminderAt != null || watch.NextRungAt != null || changed.Contains(item.Id) || change.Settings.Count > 0)
               select new Row
               {
                   Id = item.Id,
                   RoundId = item.RoundId,
                   Number = item.Number,
                   Status = item.Status,
                   DueOn = item.DueOn,
                   Official = item.Duty.ResponsiblePerson,
                   Leader = item.Duty.ResponsibleLeader,
                   LeadLeader = item.Duty.LeadLeader,
                   Unit = item.Duty.ResponsibleUnit,
                   Watch = watch,
               };
    }

    /// <summary>Steps that went out and, by the watch alone, would go out again; there are few.</summary>
    private static async Task<ILookup<ItemId, (DateOnly DueOn, NoticeKind Kind, int Step)>> FiredAsync(
        RectifyDb db, ForecastChange change, CancellationToken cancellationToken)
    {
        var replanned = change.Settings.Count > 0;
        return (await (
                from watch in db.Watches.AsNoTracking()
                join notice in db.Notices.AsNoTracking() on watch.ItemId equals notice.ItemId
                where notice.DueOn == watch.DueOn
                    && ((notice.Kind == NoticeKind.Rung && notice.Step > watch.RungsDone)
                        || (notice.Kind == NoticeKind.Reminder
                            && (replanned || notice.Step <= watch.NextReminderStep || notice.Step >= 1000 || watch.NextReminderStep >= 1000)))
                select new { notice.ItemId, notice.DueOn, notice.Kind, notice.Step }).ToListAsync(cancellationToken))
            .ToLookup(notice => notice.ItemId, notice => (notice.DueOn, notice.Kind, notice.Step));
    }

    private sealed class Row
    {
        public required ItemId Id { get; init; }
        public required RoundId RoundId { get; init; }
        public required int Number { get; init; }
        public required ItemStatus Status { get; init; }
        public required DateOnly? DueOn { get; init; }
        public required Domain.People.PersonId? Official { get; init; }
        public required Domain.People.PersonId? Leader { get; init; }
        public required Domain.People.PersonId? LeadLeader { get; init; }
        public required Domain.People.UnitId? Unit { get; init; }
        public required ItemWatch? Watch { get; init; }
    }

    /// <summary>Everything the decisions read of an item.</summary>
    private readonly record struct Standing(
        RoundId Round, DateOnly DueOn, int RungsDone, DateOnly? LastRungOn, DateTimeOffset? ReminderAt, int? ReminderStep, DateTimeOffset? RungAt,
        string? Plans)
    {
        public static Standing Of(RoundId round, ItemWatch watch, List<(NoticeKind, int)> fired)
        {
            var plain = watch is { ItemPlan: null, ReminderPlan: null, ReminderOffsets: null, Ladder: null } && fired.Count == 0;
            return new(
                round, watch.DueOn, watch.RungsDone, watch.LastRungOn, watch.NextReminderAt, watch.NextReminderStep, watch.NextRungAt,
                plain ? null : string.Join('\n', watch.ItemPlan, watch.ReminderPlan,
                    watch.ReminderOffsets is { } offsets ? string.Join(',', offsets) : null, watch.Ladder, string.Join(',', fired.Order())));
        }
    }
}
