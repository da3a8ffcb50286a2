using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Rounds;

/// <summary>
/// 提醒督办计划: a supervisor or administrator changes when a round reminds and chases, and what its papers print. All its items are
/// planned anew in the same transaction; what is owed already stays owed.
/// </summary>
public sealed class ChangeRoundPlan(RectifyDb db, WorkingCalendar calendar, TimeProvider clock)
{
    private const int Chunk = 500;

    public abstract record Outcome
    {
        private Outcome() { }

        /// <summary>How many items are reminded or chased at another time now.</summary>
        public sealed record Done(int Items) : Outcome;

        public sealed record NoSuchRound : Outcome;

        public sealed record NotAllowed : Outcome;

        /// <summary>Somebody changed the settings since they were shown.</summary>
        public sealed record ChangedMeanwhile : Outcome;

        public sealed record Wrong(IReadOnlyList<SettingProblem> Problems) : Outcome;
    }

    /// <summary>Tells settings apart: a form says what it was filled from.</summary>
    public static string MarkOf(RoundSettings settings) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(settings))))[..16];

    /// <summary>The rounds there are, newest first, for those who may change them.</summary>
    public async Task<IReadOnlyList<Round>> ListAsync(Viewer by, CancellationToken cancellationToken) =>
        ChangeItemPlan.MayChange(by) ? await db.Rounds.AsNoTracking().OrderByDescending(round => round.FeedbackOn).ToListAsync(cancellationToken) : [];

    public async Task<Outcome> RunAsync(
        RoundId id, string seen, Func<RoundSettings, RoundSettings> change, Viewer by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (!ChangeItemPlan.MayChange(by))
        {
            return new Outcome.NotAllowed();
        }

        Outcome outcome = new Outcome.NoSuchRound();
        await db.OnceMoreWhenOvertakenAsync(
            async token =>
            {
                outcome = await ChangeAsync(id, seen, change, by, token);
                return 0;
            },
            cancellationToken);
        return outcome;
    }

    private async Task<Outcome> ChangeAsync(
        RoundId id, string seen, Func<RoundSettings, RoundSettings> change, Viewer by, CancellationToken cancellationToken)
    {
        if (await db.Rounds.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } round)
        {
            return new Outcome.NoSuchRound();
        }

        if (MarkOf(round.Settings) != seen)
        {
            return new Outcome.ChangedMeanwhile();
        }

        var (was, now) = (round.Settings, change(round.Settings));
        if (now.Validate() is { Count: > 0 } problems)
        {
            return new Outcome.Wrong(problems);
        }

        round.Change(now);
        var acting = Acting.Person(by.Id, clock);
        db.Record(acting, "round.plan.changed", new JsonObject
        {
            ["round"] = id.ToString(),
            ["from"] = JsonNode.Parse(JsonSerializer.Serialize(was)),
            ["to"] = JsonNode.Parse(JsonSerializer.Serialize(now)),
        });
        await db.SaveChangesAsync(cancellationToken);
        return new Outcome.Done(await ReplanAsync(round, acting.At, cancellationToken));
    }

    private async Task<int> ReplanAsync(Round round, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = await (from watch in db.Watches.AsNoTracking()
                          join item in db.Items on watch.ItemId equals item.Id
                          where item.RoundId == round.Id
                          select new { Watch = watch, item.DueOn, item.Status }).ToListAsync(cancellationToken);
        var changed = 0;
        foreach (var same in rows.Where(row => row.Status.OwesWork && row.DueOn == row.Watch.DueOn).GroupBy(row => (Key.Of(row.Watch), row.Status)))
        {
            var watch = same.First().Watch;
            var old = same.Key.Item1;
            WatchPlan.Replan(watch, same.First().DueOn, same.Key.Status, round, calendar, now);
            var next = Key.Of(watch);
            foreach (var ids in next == old ? [] : same.Select(row => row.Watch.ItemId).Chunk(Chunk))
            {
                changed += await MoveAsync(ids, old, next, cancellationToken);
            }
        }

        return changed;
    }

    private async Task<int> MoveAsync(ItemId[] ids, Key old, Key next, CancellationToken cancellationToken) =>
        await db.Watches
            .Where(watch => ids.Contains(watch.ItemId) && watch.DueOn == old.DueOn && watch.RungsDone == old.RungsDone
                && watch.NextReminderAt == old.ReminderAt && watch.NextRungAt == old.RungAt)
            .ExecuteUpdateAsync(set => set
                .SetProperty(watch => watch.NextReminderAt, next.ReminderAt)
                .SetProperty(watch => watch.NextReminderStep, next.Step)
                .SetProperty(watch => watch.NextRungAt, next.RungAt), cancellationToken) is var moved && moved == ids.Length
            ? moved
            : throw new DbUpdateConcurrencyException("A watched item was changed while its round was planned anew.");

    /// <summary>What decides over a watch's next instants, and these; items that share it are moved together.</summary>
    private sealed record Key(
        DateOnly DueOn, int RungsDone, DateOnly? LastRungOn, string? Offsets, string? Plan, string? ItemPlan, string? Ladder,
        DateTimeOffset? ReminderAt, int? Step, DateTimeOffset? RungAt)
    {
        public static Key Of(ItemWatch watch) => new(
            watch.DueOn, watch.RungsDone, watch.LastRungOn, watch.ReminderOffsets is { } own ? string.Join(',', own) : null,
            watch.ReminderPlan, watch.ItemPlan, watch.Ladder, watch.NextReminderAt, watch.NextReminderStep, watch.NextRungAt);
    }
}
