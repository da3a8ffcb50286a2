using Rectify.Workflow.Domain.Deadlines;

namespace Rectify.Workflow.Domain.Weekly;

/// <summary>The day a summary goes out.</summary>
public static class SummaryDay
{
    /// <summary>The summary day of the week or month a day lies in; null when the whole week is off.</summary>
    public static DateOnly? Of(SummaryRhythm rhythm, DateOnly anyDay, WorkingCalendar calendar) => rhythm is SummaryRhythm.Monthly
        ? MonthlySummaryDay.Of(anyDay, calendar)
        : WeeklySummaryDay.Of(anyDay, calendar);
}
