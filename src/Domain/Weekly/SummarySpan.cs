using System.Collections.Immutable;
using Rectify.Workflow.Domain.Deadlines;

namespace Rectify.Workflow.Domain.Weekly;

/// <summary>A day and the instant on it at which things are looked at.</summary>
public sealed record SummaryMoment(DateOnly Day, DateTimeOffset At);

/// <summary>
/// What a summary looks at and what it compares with. The moments before are those at which the earlier summaries were due,
/// whether or not one was sent: neither downtime nor the hour of a preview changes a comparison.
/// </summary>
/// <param name="Now">What it tells of.</param>
/// <param name="Before">When the summary before it was due (上周、上月).</param>
/// <param name="Earlier">When the one before that was due; between the two lies what "last week" means.</param>
/// <param name="Trend">The moments of the trend, oldest first; the last is now.</param>
public sealed record SummarySpan(
    SummaryRhythm Rhythm, SummaryMoment Now, SummaryMoment Before, SummaryMoment Earlier, ImmutableArray<SummaryMoment> Trend)
{
    /// <summary>How many moments the trend has at most.</summary>
    public const int TrendLength = 12;

    /// <summary>The span that ends at a moment; the trend does not reach behind the round's beginning.</summary>
    public static SummarySpan Of(SummaryRhythm rhythm, SummaryMoment now, DateOnly since, TownTime town, WorkingCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(now);
        ArgumentNullException.ThrowIfNull(town);
        var earlier = Enumerable.Range(1, TrendLength - 1).Select(Back).ToList();
        return new(rhythm, now, earlier[0], earlier[1],
            [.. earlier.TakeWhile(moment => moment.Day >= since).Reverse(), now]);

        SummaryMoment Back(int count)
        {
            var day = DayOf(rhythm, Shift(rhythm, now.Day, -count), calendar);
            return new(day, town.SendingInstant(day));
        }
    }

    /// <summary>The day on which the summary of the week or month is due; a week that is all off counts from its Monday.</summary>
    public static DateOnly DayOf(SummaryRhythm rhythm, DateOnly anyDay, WorkingCalendar calendar) => rhythm is SummaryRhythm.Monthly
        ? MonthlySummaryDay.Of(anyDay, calendar)
        : WeeklySummaryDay.Of(anyDay, calendar) ?? anyDay.Monday;

    private static DateOnly Shift(SummaryRhythm rhythm, DateOnly day, int count) => rhythm is SummaryRhythm.Monthly
        ? new DateOnly(day.Year, day.Month, 1).AddMonths(count)
        : day.Monday.AddDays(7 * count);
}
