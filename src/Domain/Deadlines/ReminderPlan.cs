using System.Collections.Immutable;

namespace Rectify.Workflow.Domain.Deadlines;

/// <summary>On which days before its due date an item's official is reminded (到期提醒).</summary>
/// <param name="Offsets">Working days before the due date; 0 is the due date itself or the working day before it.</param>
public sealed record ReminderPlan(ImmutableArray<int> Offsets)
{
    /// <summary>10, 5, 3 and 1 working days before.</summary>
    public static ReminderPlan Default { get; } = new([10, 5, 3, 1]);

    /// <summary>Calendar days (自然日) before the due date; one that falls on a day off goes out on the working day before.</summary>
    public ImmutableArray<int> CalendarOffsets { get; init; } = [];

    /// <summary>
    /// The days of the plan, earliest first; two offsets that fall on one day give one reminder. What falls on a quiet day is
    /// moved to the sending day before it: a warning is never later than planned.
    /// </summary>
    public IReadOnlyList<Reminder> Days(DateOnly dueOn, SendingDays days)
    {
        ArgumentNullException.ThrowIfNull(days);
        var calendar = days.Calendar;
        var perDay = Offsets.Where(offset => offset >= 0)
            .Select(offset => (Step: offset, Day: calendar.AddWorkingDays(offset == 0 ? calendar.PreviousOrSame(dueOn) : dueOn, -offset)))
            .Concat(CalendarOffsets.Where(offset => offset >= 0)
                .Select(offset => (Step: ReminderStep.OfCalendarDays(offset), Day: dueOn.AddDays(-offset))))
            .GroupBy(offset => days.OnOrBefore(offset.Day), offset => offset.Step)
            .OrderByDescending(sameDay => sameDay.Key);

        // From the last day to the first: the widest of this day and all that follow it says which are still to come.
        var (reminders, widest) = (new List<Reminder>(), 0);
        foreach (var sameDay in perDay)
        {
            widest = sameDay.Append(widest).MaxBy(ReminderStep.Reach);
            reminders.Add(new(sameDay.MinBy(ReminderStep.Reach), sameDay.Key, calendar.IsProvisional(sameDay.Key, dueOn)) { Widest = widest });
        }

        reminders.Reverse();
        return reminders;
    }

    /// <summary>
    /// Where the reminder that comes next lies in a calendar, whichever it was planned by; null when its offset is no longer
    /// part of the plan. Its day may have passed: then it is owed.
    /// </summary>
    /// <param name="step">The widest offset that reminder stands for.</param>
    /// <param name="dueOn">The due date.</param>
    /// <param name="days">The days to plan by.</param>
    public Reminder? Next(int step, DateOnly dueOn, SendingDays days) =>
        Days(dueOn, days).FirstOrDefault(reminder => ReminderStep.Reach(reminder.Offset) <= ReminderStep.Reach(step));

    /// <summary>The first reminder whose instant lies after the given one; null when none is left.</summary>
    public Reminder? NextAfter(DateTimeOffset after, DateOnly dueOn, SendingDays days, TownTime town)
    {
        ArgumentNullException.ThrowIfNull(town);
        return Days(dueOn, days).FirstOrDefault(reminder => town.SendingInstant(reminder.Day) > after);
    }

    /// <summary>
    /// What to send now for a reminder that was owed since an instant. However many were missed, one goes out: the
    /// newest, marked late when its day has passed. Null on a day off or a quiet day, when nothing is due, and after the due date,
    /// where the ladder takes over.
    /// </summary>
    /// <param name="owed">The offset that fell on the instant: a plan changed since may know it no more, but what is owed stays owed.</param>
    public FiredReminder? Fire(DateTimeOffset owedSince, DateTimeOffset now, DateOnly dueOn, SendingDays days, TownTime town, int? owed = null)
    {
        ArgumentNullException.ThrowIfNull(days);
        ArgumentNullException.ThrowIfNull(town);
        var today = town.DayOf(now);
        if (today > dueOn || !days.IsOpen(today))
        {
            return null;
        }

        var missed = Days(dueOn, days)
            .Where(reminder => town.SendingInstant(reminder.Day) is var at && owedSince <= at && at <= now)
            .ToList();
        if (missed.Count == 0 && owed is { } offset && owedSince <= now)
        {
            var day = town.DayOf(owedSince);
            missed.Add(new(offset, day, days.Calendar.IsProvisional(day, dueOn)));
        }

        return missed is [.., var newest]
            ? new(newest, Late: newest.Day < today, [.. missed.Take(missed.Count - 1)])
            : null;
    }
}

/// <summary>One reminder of a plan.</summary>
/// <param name="Offset">Which offset it is, as <see cref="ReminderStep"/> writes it: working days before the due date, as a rule.</param>
/// <param name="Day">The working day it goes out on.</param>
/// <param name="Provisional">True when a year without a table lies between, so the day may still move.</param>
public sealed record Reminder(int Offset, DateOnly Day, bool Provisional)
{
    /// <summary>The greatest of the offsets that fall on this day or a later one; <see cref="Offset"/> is this day's smallest.</summary>
    public int Widest { get; init; } = Offset;
}

/// <summary>A reminder that goes out now, and the earlier ones it stands for as well.</summary>
public sealed record FiredReminder(Reminder Reminder, bool Late, ImmutableArray<Reminder> Missed);

/// <summary>Writes an offset as one number: working days as they are, calendar days from 1000 on.</summary>
public static class ReminderStep
{
    private const int Calendar = 1000;

    /// <summary>The number of an offset in calendar days.</summary>
    public static int OfCalendarDays(int days) => Calendar + days;

    /// <summary>The offset and whether it counts calendar days.</summary>
    public static (int Days, bool InCalendarDays) Read(int step) => step >= Calendar ? (step - Calendar, true) : (step, false);

    /// <summary>How far an offset reaches, to compare both kinds: five working days are a week.</summary>
    internal static int Reach(int step) => Read(step) is (var days, true) ? days * 5 : step * 7;
}
