using CsCheck;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Weekly;
using static Rectify.Workflow.Domain.Tests.Days;

namespace Rectify.Workflow.Domain.Tests.Weekly;

public sealed class WeeklySummaryDayTests
{
    [Theory]
    [InlineData("2024-01-01", "2024-01-02")]   // Monday is a holiday
    [InlineData("2024-01-07", "2024-01-02")]   // Sunday ends the same week
    [InlineData("2023-12-31", "2023-12-25")]
    [InlineData("2023-10-04", "2023-10-07")]   // five days off, then a worked Saturday
    [InlineData("2023-04-23", "2023-04-17")]   // a worked Sunday gives no second summary
    [InlineData("2026-02-18", null)]           // the whole week is off
    public void The_summary_goes_out_on_the_first_working_day_of_the_week(string any, string? expected) =>
        Assert.Equal(expected is null ? null : Day(expected), WeeklySummaryDay.Of(Day(any), Calendar));

    [Fact]
    public void A_week_has_at_most_one_summary_and_it_is_a_working_day() =>
        Gen.Int[Day("2021-12-27").DayNumber, Day("2027-03-31").DayNumber].Select(DateOnly.FromDayNumber).Sample(any =>
        {
            var week = Enumerable.Range(0, 7).Select(any.Monday.AddDays).ToList();
            var days = week.Where(day => WeeklySummaryDay.Is(day, Calendar)).ToList();
            return week.Exists(Calendar.IsWorked) ? days.Count == 1 && Calendar.IsWorked(days[0]) : days.Count == 0;
        });
}
