using System.Collections.Immutable;

namespace Rectify.Workflow.Domain.Deadlines;

/// <summary>One year's holiday plan as the State Council published it (节假日安排).</summary>
/// <remarks>A plan may reach into the last days of the year before: 31 December 2022 stands in the plan of 2023.</remarks>
public sealed record CalendarYear
{
    /// <summary>No stretch off was ever longer than nine days; a longer one is a slip of the pen.</summary>
    public const int LongestHoliday = 16;

    public required int Year { get; init; }

    /// <summary>The paper's number, or its title when it has none.</summary>
    public required string Paper { get; init; }

    public required DateOnly PublishedOn { get; init; }

    /// <summary>Stretches off, weekends within them included.</summary>
    public required ImmutableArray<Holiday> Holidays { get; init; }

    /// <summary>Weekend days that are worked instead (调休上班).</summary>
    public required ImmutableArray<DateOnly> WorkedWeekends { get; init; }

    /// <summary>The first day the plan may speak of: late December of the year before.</summary>
    public DateOnly FirstDay => new(Year - 1, 12, 24);

    /// <summary>The last day it may speak of.</summary>
    public DateOnly LastDay => new(Year, 12, 31);

    /// <summary>Everything wrong with the table, each with the day it is about; empty when it can be used.</summary>
    public IReadOnlyList<CalendarProblem> Validate() =>
    [
        .. Holidays.Where(holiday => holiday.To < holiday.From)
            .Select(holiday => new CalendarProblem(holiday.From, $"结束日期{holiday.To:O}早于开始日期{holiday.From:O}", $"{holiday.To:O}, its end, lies before {holiday.From:O}, its beginning")),
        .. Holidays.Where(holiday => holiday.To.DayNumber - holiday.From.DayNumber >= LongestHoliday)
            .Select(holiday => new CalendarProblem(holiday.From, $"连续放假超过{LongestHoliday}天", $"More than {LongestHoliday} days off in a row")),
        .. Holidays.SelectMany(holiday => new[] { holiday.From, holiday.To }).Distinct().Concat(WorkedWeekends).Where(day => day < FirstDay || day > LastDay)
            .Select(day => new CalendarProblem(day, $"{day:O}不属于{Year}年的安排", $"{day:O} is not a day of the plan of {Year}")),
        .. WorkedWeekends.Where(day => !day.IsWeekend)
            .Select(day => new CalendarProblem(day, $"{day:O}不是周末，不能是调休上班日", $"{day:O} is not a weekend, so it cannot be a make-up day")),
        .. WorkedWeekends.Where(day => Holidays.Any(holiday => holiday.Covers(day)))
            .Select(day => new CalendarProblem(day, $"{day:O}既放假又上班", $"{day:O} is both off and worked")),
        .. WorkedWeekends.GroupBy(day => day).Where(same => same.Skip(1).Any())
            .Select(same => new CalendarProblem(same.Key, $"{same.Key:O}写了两次", $"{same.Key:O} stands there twice")),
        .. Holidays.SelectMany((holiday, index) => Holidays.Take(index).Where(other => other.From <= holiday.To && holiday.From <= other.To)
            .Select(other => new CalendarProblem(holiday.From > other.From ? holiday.From : other.From,
                $"“{holiday.Name}”与“{other.Name}”的放假日期重叠", $"The days off of “{holiday.Name}” and “{other.Name}” overlap"))),
    ];
}

/// <summary>Something wrong with a day table, in both languages.</summary>
public sealed record CalendarProblem(DateOnly Day, string Chinese, string English);

/// <summary>A stretch of days off under one name.</summary>
public sealed record Holiday(string Name, DateOnly From, DateOnly To)
{
    /// <summary>True when the day lies within the stretch.</summary>
    public bool Covers(DateOnly day) => From <= day && day <= To;

    /// <summary>Every day of the stretch.</summary>
    public IEnumerable<DateOnly> Days()
    {
        for (var day = From; day <= To; day = day.AddDays(1))
        {
            yield return day;
        }
    }
}
