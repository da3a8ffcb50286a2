using Rectify.Workflow.Domain.Deadlines;

namespace Rectify.Workflow.Domain.Weekly;

/// <summary>The day a week's summary (周报) goes out: its first working day, so a week has at most one.</summary>
public static class WeeklySummaryDay
{
    /// <summary>The summary day of the week, Monday to Sunday, that a day lies in; null when all of it is off.</summary>
    public static DateOnly? Of(DateOnly anyDay, WorkingCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        var first = calendar.NextOrSame(anyDay.Monday);
        return first.Monday == anyDay.Monday ? first : null;
    }

    /// <summary>True when the summary goes out on this day.</summary>
    public static bool Is(DateOnly day, WorkingCalendar calendar) => Of(day, calendar) == day;
}
