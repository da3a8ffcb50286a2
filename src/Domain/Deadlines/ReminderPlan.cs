using System.Collections.Immutable;

namespace Rectify.Workflow.Domain.Deadlines;

/// <summary>On which working days before its due date an item's official is reminded (到期提醒).</summary>
/// <param name="Offsets">Working days before the due date; 0 is the due date itself or the working day before it.</param>
public sealed record ReminderPlan(ImmutableArray<int> Offsets)
{
    /// <summary>10, 5, 3 and 1 working days before.</summary>
    public static ReminderPlan Default { get; } = new([10, 5, 3, 1]);

    /// <summary>The days of the plan, earliest first; two offsets that fall on one day give one reminder.</summary>
    public IReadOnlyList<Reminder> Days(DateOnly dueOn, WorkingCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        return [.. Offsets
            .Where(offset => offset >= 0)
            .Select(offset => (Offset: offset, Day: calendar.AddWorkingDays(
                offset == 0 ? calendar.PreviousOrSame(dueOn) : dueOn, -offset)))
            .GroupBy(reminder => reminder.Day, (day, same) => new Reminder(
                same.Min(reminder => reminder.Offset), day, calendar.IsProvisional(day, dueOn)) { Widest = same.Max(reminder => reminder.Offset) })
            .OrderBy(reminder => reminder.Day)];
    }

    /// <summary>
    /// Where the reminder that comes next lies in a calendar, whichever it was planned by; null when its offset is no longer
    /// part of the plan. Its day may have passed: then it is owed.
    /// </summary>
    /// <param name="step">The widest offset that reminder stands for.</param>
    /// <param name="dueOn">The due date.</param>
    /// <param name="calendar">The calendar to plan by.</param>
    public Reminder? Next(int step, DateOnly dueOn, WorkingCalendar calendar) =>
        Days(dueOn, calendar).FirstOrDefault(reminder => reminder.Offset <= step);

    /// <summary>The first reminder whose instant lies after the given one; null when none is left.</summary>
    public Reminder? NextAfter(DateTimeOffset after, DateOnly dueOn, WorkingCalendar calendar, TownTime town)
    {
        ArgumentNullException.ThrowIfNull(town);
        return Days(dueOn, calendar).FirstOrDefault(reminder => town.SendingInstant(reminder.Day) > after);
    }

    /// <summary>
    /// What to send now for a reminder that was owed since an instant. However many were missed, one goes out: the
    /// newest, marked late when its day has passed. Null on a day off, when nothing is due, and after the due date,
    /// where the ladder takes over.
    /// </summary>
    public FiredReminder? Fire(DateTimeOffset owedSince, DateTimeOffset now, DateOnly dueOn, WorkingCalendar calendar, TownTime town)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        ArgumentNullException.ThrowIfNull(town);
        var today = town.DayOf(now);
        if (today > dueOn || !calendar.IsWorked(today))
        {
            return null;
        }

        var owed = Days(dueOn, calendar)
            .Where(reminder => town.SendingInstant(reminder.Day) is var at && owedSince <= at && at <= now)
            .ToList();
        return owed is [.., var newest]
            ? new(newest, Late: newest.Day < today, [.. owed.Take(owed.Count - 1)])
            : null;
    }
}

/// <summary>One reminder of a plan.</summary>
/// <param name="Offset">Working days before the due date.</param>
/// <param name="Day">The working day it goes out on.</param>
/// <param name="Provisional">True when a year without a table lies between, so the day may still move.</param>
public sealed record Reminder(int Offset, DateOnly Day, bool Provisional)
{
    /// <summary>The greatest of the offsets that fall on this day; <see cref="Offset"/> is the smallest.</summary>
    public int Widest { get; init; } = Offset;
}

/// <summary>A reminder that goes out now, and the earlier ones it stands for as well.</summary>
public sealed record FiredReminder(Reminder Reminder, bool Late, ImmutableArray<Reminder> Missed);
