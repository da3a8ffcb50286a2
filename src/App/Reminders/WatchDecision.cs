using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Escalation;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Reminders;

/// <summary>
/// What plan and ladder say of one watched item at an instant, and when it is to be asked again. Pure: the sweeps do what it says, the
/// forecast (预告) only tells it, so that the two can never differ.
/// </summary>
internal static class WatchDecision
{
    /// <summary>The reminder that goes out now, if one does.</summary>
    /// <param name="watch">The item's watch; it counts only while the item owes work by the watch's own due date.</param>
    /// <param name="owes">True when it does.</param>
    /// <param name="round">The item's round.</param>
    /// <param name="calendar">The working calendar.</param>
    /// <param name="now">The instant of the sweep.</param>
    /// <param name="fired">True for a step that went out already.</param>
    public static ReminderDecision Reminder(
        ItemWatch watch, bool owes, Round round, WorkingCalendar calendar, DateTimeOffset now, Func<int, bool> fired)
    {
        if (!owes)
        {
            return new(null, null, null);
        }

        var fire = watch.NextReminderAt is { } owedSince
            ? WatchPlan.PlanOf(watch, round).Fire(
                owedSince, now, watch.DueOn, round.Settings.ToSendingDays(calendar), WatchPlan.TownOf(watch, round), watch.NextReminderStep)
            : null;
        var next = WatchPlan.NextReminder(watch, round, calendar, now);
        return new(fire is not null && !fired(fire.Reminder.Offset) ? fire : null, next.At, next.Step);
    }

    /// <summary>The rung that is taken now, if one is.</summary>
    /// <param name="watch">The item's watch; it counts only while the item owes work by the watch's own due date.</param>
    /// <param name="owes">True when it does.</param>
    /// <param name="round">The item's round.</param>
    /// <param name="calendar">The working calendar.</param>
    /// <param name="today">The town's day.</param>
    /// <param name="fired">True for a rung that was taken already.</param>
    public static RungDecision Rung(
        ItemWatch watch, bool owes, Round round, WorkingCalendar calendar, DateOnly today, Func<int, bool> fired)
    {
        if (!owes)
        {
            return new(null, watch.RungsDone, watch.LastRungOn, null);
        }

        // A step that was under way may have put back the watch's count; the notices are the record.
        var done = watch.RungsDone;
        while (fired(done + 1))
        {
            done++;
        }

        var (ladder, days) = (WatchPlan.LadderOf(watch, round), round.Settings.ToSendingDays(calendar));
        var fire = ladder.Decide(watch.DueOn, done, today, days, watch.LastRungOn) as LadderDecision.Fire;
        var (after, last) = fire is null ? (done, watch.LastRungOn) : (done + 1, today);
        var next = ladder.Decide(watch.DueOn, after, today, days, last) is LadderDecision.WaitUntil(var day)
            ? WatchPlan.TownOf(watch, round).SendingInstant(day)
            : (DateTimeOffset?)null;
        return new(fire, after, last, next);
    }
}

/// <summary>What a sweep does about an item's reminders.</summary>
/// <param name="Fire">The reminder that goes out; null when none does.</param>
/// <param name="NextAt">When to ask again; null when no reminder is left.</param>
/// <param name="NextStep">Which reminder that will be.</param>
internal readonly record struct ReminderDecision(FiredReminder? Fire, DateTimeOffset? NextAt, int? NextStep);

/// <summary>What a sweep does about an item's ladder.</summary>
/// <param name="Fire">The rung that is taken; null when none is.</param>
/// <param name="Done">Rungs taken for the due date, this one included.</param>
/// <param name="LastRungOn">The day the last of them was taken.</param>
/// <param name="NextAt">When to ask again; null when the ladder is used up.</param>
internal readonly record struct RungDecision(LadderDecision.Fire? Fire, int Done, DateOnly? LastRungOn, DateTimeOffset? NextAt);
