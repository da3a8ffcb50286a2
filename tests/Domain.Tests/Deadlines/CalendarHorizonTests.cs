using Rectify.Workflow.Domain.Deadlines;

namespace Rectify.Workflow.Domain.Tests.Deadlines;

public sealed class CalendarHorizonTests
{
    [Theory]
    [InlineData("2023-06-01", "2024-12-31", null)]
    [InlineData("2024-11-14", "2024-12-31", null)]
    [InlineData("2024-11-15", "2024-12-31", 2025)]   // the table of the next year is out by now
    [InlineData("2025-03-01", null, 2025)]
    [InlineData("2026-03-01", "2026-12-31", null)]   // 2026 was imported, 2025 never
    public void The_horizon_ends_where_a_table_is_missing(string today, string? until, int? missing)
    {
        var calendar = new WorkingCalendar([Year(2023), Year(2024), Year(2026)]);

        var horizon = CalendarHorizon.Of(calendar, Day(today));

        Assert.Equal(until is null ? null : Day(until), horizon.Until);
        Assert.Equal(missing, horizon.Missing);
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static CalendarYear Year(int year) => new()
    {
        Year = year,
        Paper = "test",
        PublishedOn = new(year - 1, 11, 10),
        Holidays = [],
        WorkedWeekends = [],
    };
}
