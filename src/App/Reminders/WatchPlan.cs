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
    public static void Update(ItemWatch watch, RectificationItem item, Round round, WorkingCalendar calendar, DateTimeOffset now) =>
        Update(watch, item.DueOn, item.Status, round, calendar, now);

    /// <summary>The same by what counts of the item.</summary>
    public static void Update(ItemWatch watch, DateOnly? due, ItemStatus status, Round round, WorkingCalendar calendar, DateTimeOffset now)
    {
        if (due is not { } dueOn || !status.OwesWork)
        {
            (watch.NextReminderAt, watch.NextReminderStep, watch.NextRungAt) = (null, null, null);
            return;
        }

        if (watch.DueOn != dueOn)
        {
            (watch.DueOn, watch.RungsDone, watch.LastRungOn) = (dueOn, 0, null);
        }

        (watch.NextReminderAt, watch.NextReminderStep) = NextReminder(watch, round, calendar, now);
        watch.NextRungAt = NextRung(watch, round, calendar, now);
    }

    /// <summary>The reminder plan that counts for the item: its own, else its workflow's, else the round's.</summary>
    public static ReminderPlan PlanOf(ItemWatch watch, Round round)
    {
        if (OwnPlan.Read(watch.ItemPlan) is { SetsDays: true } own)
        {
            return Plan(own);
        }

        var activity = OwnPlan.Read(watch.ReminderPlan);
        return watch.ReminderOffsets is { } offsets ? Plan((activity ?? new()) with { WorkingDays = [.. offsets] })
            : activity is { SetsDays: true } ? Plan(activity)
            : round.Settings.ToReminderPlan();

        static ReminderPlan Plan(OwnPlan own) => new(own.WorkingDays ?? []) { CalendarOffsets = own.CalendarDays ?? [] };
    }

    /// <summary>The town's clock with the sending hour that counts for the item.</summary>
    public static TownTime TownOf(ItemWatch watch, Round round)
    {
        var town = round.Settings.ToTownTime();
        return (OwnPlan.Read(watch.ItemPlan)?.SendingHour ?? OwnPlan.Read(watch.ReminderPlan)?.SendingHour) is { } hour ? town with { SendingHour = hour } : town;
    }

    /// <summary>The ladder that counts for the item: its own or the round's.</summary>
    public static Ladder LadderOf(ItemWatch watch, Round round) => ReadLadder(watch.Ladder) ?? round.Settings.Ladder;

    /// <summary>The ladder of a JSON text; null for none.</summary>
    public static Ladder? ReadLadder(string? json)
    {
        try
        {
            var ladder = json is null ? null : JsonSerializer.Deserialize<Ladder>(json, JsonSerializerOptions.Web);
            return ladder is null || (!ladder.Rungs.IsDefault && ladder.Rungs.All(rung => rung is not null) && ladder.Validate().Count == 0)
                ? ladder
                : throw new FormatException("The escalation ladder cannot be used: each rung needs an audience and must fire later than the one before.");
        }
        catch (JsonException error)
        {
            throw new FormatException("""An escalation ladder is written as { "rungs": [ { "afterWorkingDays": 1, "audience": ["Official"] } ] }.""", error);
        }
    }

    /// <summary>
    /// Both instants by another calendar: the same reminder and the same rung on their new days. What is owed already stays
    /// owed; a reminder whose new day has passed becomes owed.
    /// </summary>
    public static (DateTimeOffset? ReminderAt, DateTimeOffset? RungAt) Replan(
        ItemWatch watch, Round round, WorkingCalendar calendar, DateTimeOffset now)
    {
        var reminder = watch.NextReminderAt > now && watch.NextReminderStep is { } step
            ? PlanOf(watch, round).Next(step, watch.DueOn, round.Settings.ToSendingDays(calendar)) is { } next
                ? TownOf(watch, round).SendingInstant(next.Day)
                : null
            : watch.NextReminderAt;
        var rung = watch.NextRungAt > now ? NextRung(watch, round, calendar, now) : watch.NextRungAt;
        return (reminder, rung);
    }

    /// <summary>
    /// Both instants by another plan: from now on it counts. What is owed already stays owed, so that a change of plan swallows nothing.
    /// </summary>
    public static void Replan(ItemWatch watch, DateOnly? due, ItemStatus status, Round round, WorkingCalendar calendar, DateTimeOffset now)
    {
        var (reminderAt, step, rungAt) = (watch.NextReminderAt, watch.NextReminderStep, watch.NextRungAt);
        Update(watch, due, status, round, calendar, now);
        if (due is not null && status.OwesWork)
        {
            (watch.NextReminderAt, watch.NextReminderStep) = reminderAt <= now ? (reminderAt, step) : (watch.NextReminderAt, watch.NextReminderStep);
            watch.NextRungAt = rungAt <= now ? rungAt : watch.NextRungAt;
        }
    }

    /// <summary>The instant of the next reminder after now, and which it is; null when none is left.</summary>
    public static (DateTimeOffset? At, int? Step) NextReminder(ItemWatch watch, Round round, WorkingCalendar calendar, DateTimeOffset now)
    {
        var town = TownOf(watch, round);
        return PlanOf(watch, round).NextAfter(now, watch.DueOn, round.Settings.ToSendingDays(calendar), town) is { } next
            ? (town.SendingInstant(next.Day), next.Widest)
            : (null, null);
    }

    /// <summary>The instant at which the next rung may fire, never before now; null when the ladder is used up.</summary>
    public static DateTimeOffset? NextRung(ItemWatch watch, Round round, WorkingCalendar calendar, DateTimeOffset now)
    {
        var (town, days) = (TownOf(watch, round), round.Settings.ToSendingDays(calendar));
        var today = town.DayOf(now);
        return LadderOf(watch, round).Decide(watch.DueOn, watch.RungsDone, today, days, watch.LastRungOn) switch
        {
            LadderDecision.WaitUntil(var day) => town.SendingInstant(day),
            LadderDecision.Fire when town.SendingInstant(today) >= now => town.SendingInstant(today),
            LadderDecision.Fire => town.SendingInstant(days.After(today)),
            _ => null,
        };
    }
}
