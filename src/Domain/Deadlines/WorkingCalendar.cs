using System.Collections.Frozen;

namespace Rectify.Workflow.Domain.Deadlines;

/// <summary>
/// Answers which days are worked, make-up days (调休) included. Beyond the published tables it goes by plain weekends
/// and says so: see <see cref="IsProvisional(DateOnly)"/>.
/// </summary>
public sealed class WorkingCalendar
{
    private readonly FrozenSet<DateOnly> _daysOff;
    private readonly FrozenSet<DateOnly> _workedWeekends;
    private readonly FrozenDictionary<int, CalendarYear> _years;

    /// <summary>A calendar of the given tables, at most one for each year.</summary>
    public WorkingCalendar(IEnumerable<CalendarYear> years)
    {
        ArgumentNullException.ThrowIfNull(years);
        _years = years.ToFrozenDictionary(year => year.Year);
        foreach (var year in _years.Values)
        {
            if (year.Validate() is { Count: > 0 } problems)
            {
                throw new ArgumentException($"The table of {year.Year} cannot be used: {string.Join("; ", problems.Select(problem => problem.English))}.", nameof(years));
            }
        }

        _daysOff = _years.Values.SelectMany(year => year.Holidays).SelectMany(holiday => holiday.Days()).ToFrozenSet();
        _workedWeekends = _years.Values.SelectMany(year => year.WorkedWeekends).ToFrozenSet();
    }

    /// <summary>The tables this calendar goes by, in the order of their years.</summary>
    public IReadOnlyList<CalendarYear> Years => [.. _years.Values.OrderBy(year => year.Year)];

    /// <summary>True when people work on this day.</summary>
    public bool IsWorked(DateOnly day) => _workedWeekends.Contains(day) || !(day.IsWeekend || _daysOff.Contains(day));

    /// <summary>This calendar with the table in the place of its year's.</summary>
    public WorkingCalendar With(CalendarYear table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new([.. _years.Values.Where(year => year.Year != table.Year), table]);
    }

    /// <summary>The days of a stretch that the other calendar sees differently: worked here and off there, or the reverse.</summary>
    public IReadOnlyList<DateOnly> DaysUnlike(WorkingCalendar other, DateOnly from, DateOnly to)
    {
        ArgumentNullException.ThrowIfNull(other);
        return [.. Enumerable.Range(from.DayNumber, Math.Max(0, to.DayNumber - from.DayNumber + 1)).Select(DateOnly.FromDayNumber)
            .Where(day => IsWorked(day) != other.IsWorked(day))];
    }

    /// <summary>True when no table of the day's year is known, so the answer goes by plain weekends and may change.</summary>
    public bool IsProvisional(DateOnly day) => !_years.ContainsKey(day.Year);

    /// <summary>True when counting between the two days touches a year without a table.</summary>
    public bool IsProvisional(DateOnly one, DateOnly other) =>
        Enumerable.Range(Math.Min(one.Year, other.Year), Math.Abs(one.Year - other.Year) + 1)
            .Any(year => !_years.ContainsKey(year));

    /// <summary>
    /// The <paramref name="count"/>-th working day after the day (before it, when negative); the day itself is not
    /// counted, and 0 gives the day itself, worked or not.
    /// </summary>
    public DateOnly AddWorkingDays(DateOnly day, int count)
    {
        var step = Math.Sign(count);
        for (var left = Math.Abs(count); left > 0; left -= IsWorked(day) ? 1 : 0)
        {
            day = day.AddDays(step);
        }

        return day;
    }

    /// <summary>The day when it is worked, else the last working day before it.</summary>
    public DateOnly PreviousOrSame(DateOnly day) => IsWorked(day) ? day : AddWorkingDays(day, -1);

    /// <summary>The day when it is worked, else the first working day after it.</summary>
    public DateOnly NextOrSame(DateOnly day) => IsWorked(day) ? day : AddWorkingDays(day, 1);

    /// <summary>
    /// How many working days lie after the first day up to and including the last; negative when the last lies before.
    /// Counted like <see cref="AddWorkingDays"/>: the day counted from is not counted itself, so adding the answer to it
    /// leads back to a worked last day.
    /// </summary>
    public int WorkingDaysBetween(DateOnly from, DateOnly to)
    {
        var step = Math.Sign(to.DayNumber - from.DayNumber);
        var count = 0;
        for (var day = from; day != to;)
        {
            day = day.AddDays(step);
            count += IsWorked(day) ? step : 0;
        }

        return count;
    }

    /// <summary>Working days of a whole year.</summary>
    public int CountInYear(int year) => WorkingDaysBetween(new(year - 1, 12, 31), new(year, 12, 31));
}
