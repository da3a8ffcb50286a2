using System.Text.Json;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Escalation;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Reminders;

/// <summary>Keeps an item's watch in step with its status and due date. Pure: the caller stores the row.</summary>
internal static class WatchPlan
{
    /// <summary>
    /// Sets both next instants as of now. While the ball is with somebody else they are empty; a new due date starts both
    /// plans afresh. Reminders whose day passed while nobody was owed one are not made up for.
    /// </summary>
    public static void Update(ItemWatch watch, RectificationItem item, Round round, WorkingCalendar calendar, DateTimeOffset now)
    {
        if (item.DueOn is not { } dueOn || !item.Status.OwesWork)
        {
            (watch.NextReminderAt, watch.NextReminderStep, watch.NextRungAt) = (null, null, null);
            return;
        }

        if (watch.DueOn != dueOn)
        {
            (watch.DueOn, watch.RungsDone, watch.LastRungOn) = (dueOn, 0, null);
        }

        var town = round.Settings.ToTownTime();
        (watch.NextReminderAt, watch.NextReminderStep) = NextReminder(watch, round, calendar, town, now);
        watch.NextRungAt = NextRung(watch, round, calendar, town, now);
    }

    /// <summary>The reminder plan that counts for the item: its own or the round's.</summary>
    public static ReminderPlan PlanOf(ItemWatch watch, Round round) =>
        watch.ReminderOffsets is { } own ? new([.. own]) : round.Settings.ToReminderPlan();

    /// <summary>The ladder that counts for the item: its own or the round's.</summary>
    public static Ladder LadderOf(ItemWatch watch, Round round) => watch.Ladder is { } own
        ? JsonSerializer.Deserialize<Ladder>(own, JsonSerializerOptions.Web) ?? round.Settings.Ladder
        : round.Settings.Ladder;

    /// <summary>
    /// Both instants by another calendar: the same reminder and the same rung on their new days. What is owed already stays
    /// owed; a reminder whose new day has passed becomes owed.
    /// </summary>
    public static (DateTimeOffset? ReminderAt, DateTimeOffset? RungAt) Replan(
        ItemWatch watch, Round round, WorkingCalendar calendar, DateTimeOffset now)
    {
        var town = round.Settings.ToTownTime();
        var reminder = watch.NextReminderAt > now && watch.NextReminderStep is { } step
            ? PlanOf(watch, round).Next(step, watch.DueOn, calendar) is { } next ? town.SendingInstant(next.Day) : null
            : watch.NextReminderAt;
        var rung = watch.NextRungAt > now ? NextRung(watch, round, calendar, town, now) : watch.NextRungAt;
        return (reminder, rung);
    }

    /// <summary>The instant of the next reminder after now, and which it is; null when none is left.</summary>
    public static (DateTimeOffset? At, int? Step) NextReminder(
        ItemWatch watch, Round round, WorkingCalendar calendar, TownTime town, DateTimeOffset now) =>
        PlanOf(watch, round).NextAfter(now, watch.DueOn, calendar, town) is { } next ? (town.SendingInstant(next.Day), next.Widest) : (null, null);

    /// <summary>The instant at which the next rung may fire, never before now; null when the ladder is used up.</summary>
    public static DateTimeOffset? NextRung(
        ItemWatch watch, Round round, WorkingCalendar calendar, TownTime town, DateTimeOffset now)
    {
        var today = town.DayOf(now);
        return LadderOf(watch, round).Decide(watch.DueOn, watch.RungsDone, today, calendar, watch.LastRungOn) switch
        {
            LadderDecision.WaitUntil(var day) => town.SendingInstant(day),
            LadderDecision.Fire when town.SendingInstant(today) >= now => town.SendingInstant(today),
            LadderDecision.Fire => town.SendingInstant(calendar.AddWorkingDays(today, 1)),
            _ => null,
        };
    }
}
