namespace Rectify.Workflow.Domain.Deadlines;

/// <summary>
/// How far ahead the days off are known (日历覆盖期). The next year's table is published in autumn, so from 15 November on it is
/// missed; before that only the year itself is.
/// </summary>
/// <param name="Until">The last known day without a gap from today on; null when the year of today is unknown.</param>
/// <param name="Missing">The year whose table should be imported by now; null when none is.</param>
public sealed record CalendarHorizon(DateOnly? Until, int? Missing)
{
    /// <summary>The horizon on a day.</summary>
    public static CalendarHorizon Of(WorkingCalendar calendar, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        var known = calendar.Years.Select(year => year.Year).ToHashSet();
        var next = today.Year;
        while (known.Contains(next))
        {
            next++;
        }

        var wanted = today >= new DateOnly(today.Year, 11, 15) ? today.Year + 1 : today.Year;
        return new(next == today.Year ? null : new(next - 1, 12, 31), next <= wanted ? next : null);
    }
}
