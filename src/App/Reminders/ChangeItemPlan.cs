using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Reminders;

/// <summary>
/// 本件提醒计划: a supervisor or administrator gives one item a plan of its own, or takes it back. When it is next reminded or chased
/// is computed anew in the same transaction; what is owed already stays owed.
/// </summary>
public sealed class ChangeItemPlan(RectifyDb db, WorkingCalendar calendar, TimeProvider clock)
{
    public abstract record Outcome
    {
        private Outcome() { }

        public sealed record Done : Outcome;

        public sealed record NoSuchItem : Outcome;

        public sealed record NotAllowed : Outcome;

        /// <summary>The item is closed, or has no due date: nothing is watched.</summary>
        public sealed record NotWatched : Outcome;

        public sealed record Wrong(SettingProblem Problem) : Outcome;
    }

    /// <summary>True for those who may.</summary>
    public static bool MayChange(Viewer viewer)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        return viewer.Is(Roles.Supervisor) || viewer.Is(Roles.Administrator);
    }

    /// <summary>Sets the plan; an empty one takes the round's again.</summary>
    public async Task<Outcome> RunAsync(ItemId id, OwnPlan plan, Viewer by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (!await db.ItemsFor(by).AnyAsync(item => item.Id == id, cancellationToken))
        {
            return new Outcome.NoSuchItem();
        }

        if (!MayChange(by))
        {
            return new Outcome.NotAllowed();
        }

        if (plan.Validate() is [var problem, ..])
        {
            return new Outcome.Wrong(problem);
        }

        Outcome outcome = new Outcome.NotWatched();
        await db.OnceMoreWhenOvertakenAsync(
            async token =>
            {
                outcome = await ChangeAsync(id, plan.Write(), by, token);
                return 0;
            },
            cancellationToken);
        return outcome;
    }

    private async Task<Outcome> ChangeAsync(ItemId id, string? plan, Viewer by, CancellationToken cancellationToken)
    {
        var item = await db.Items.AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken);
        if (await db.Watches.AsNoTracking().SingleOrDefaultAsync(watch => watch.ItemId == id, cancellationToken) is not { } old)
        {
            return new Outcome.NotWatched();
        }

        var round = await db.Rounds.AsNoTracking().SingleAsync(row => row.Id == item.RoundId, cancellationToken);
        var acting = Acting.Person(by.Id, clock);
        var now = acting.At;
        var (reminderAt, rungAt) = (old.NextReminderAt, old.NextRungAt);
        var was = old.ItemPlan;
        old.ItemPlan = plan;
        WatchPlan.Replan(old, item.DueOn, item.Status, round, calendar, now);
        if (await db.Watches
            .Where(watch => watch.ItemId == id && watch.DueOn == old.DueOn && watch.RungsDone == old.RungsDone
                && watch.NextReminderAt == reminderAt && watch.NextRungAt == rungAt && watch.ItemPlan == was)
            .ExecuteUpdateAsync(set => set
                .SetProperty(watch => watch.ItemPlan, plan)
                .SetProperty(watch => watch.NextReminderAt, old.NextReminderAt)
                .SetProperty(watch => watch.NextReminderStep, old.NextReminderStep)
                .SetProperty(watch => watch.NextRungAt, old.NextRungAt), cancellationToken) != 1)
        {
            throw new DbUpdateConcurrencyException("The item's watch was changed while its plan was.");
        }

        db.Record(acting, "item.plan.changed", new() { ["from"] = was, ["to"] = plan }, id);
        return new Outcome.Done();
    }
}
