using System.Collections.Immutable;

namespace Rectify.Workflow.Domain.Deadlines;

/// <summary>One year's holiday plan as the State Council published it (节假日安排).</summary>
/// <remarks>A plan may reach into the last days of the year before: 31 December 2022 stands in the plan of 2023.</remarks>
public sealed record CalendarYear
{
    public required int Year { get; init; }

    /// <summary>The paper's number, or its title when it has none.</summary>
    public required string Paper { get; init; }

    public required DateOnly PublishedOn { get; init; }

    /// <summary>Stretches off, weekends within them included.</summary>
    public required ImmutableArray<Holiday> Holidays { get; init; }

    /// <summary>Weekend days that are worked instead (调休上班).</summary>
    public required ImmutableArray<DateOnly> WorkedWeekends { get; init; }

    /// <summary>Everything wrong with the table, in words for whoever imports it; empty when it can be used.</summary>
    public IReadOnlyList<string> Validate() =>
    [
        .. Holidays.Where(holiday => holiday.To < holiday.From)
            .Select(holiday => $"{holiday.Name}: {holiday.To:O} 早于 {holiday.From:O} (ends before it begins)"),
        .. Holidays.SelectMany(holiday => new[] { holiday.From, holiday.To }).Concat(WorkedWeekends).Where(day => !Governs(day))
            .Select(day => $"{day:O} 不属于 {Year} 年的安排 (is not a day of this plan)"),
        .. WorkedWeekends.Where(day => !day.IsWeekend)
            .Select(day => $"{day:O} 不是周末 (is not a weekend, so it cannot be a make-up day)"),
        .. WorkedWeekends.Where(day => Holidays.Any(holiday => holiday.Covers(day)))
            .Select(day => $"{day:O} 既放假又上班 (is both off and worked)"),
    ];

    private bool Governs(DateOnly day) => day.Year == Year || (day.Year == Year - 1 && day is { Month: 12, Day: >= 24 });
}

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
