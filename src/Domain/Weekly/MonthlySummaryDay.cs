using Rectify.Workflow.Domain.Deadlines;

namespace Rectify.Workflow.Domain.Weekly;

/// <summary>The day a month's summary (月报) goes out: the month's first working day.</summary>
public static class MonthlySummaryDay
{
    /// <summary>The summary day of the month a day lies in.</summary>
    public static DateOnly Of(DateOnly anyDay, WorkingCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        return calendar.NextOrSame(new DateOnly(anyDay.Year, anyDay.Month, 1));
    }
}
