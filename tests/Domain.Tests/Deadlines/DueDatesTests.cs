using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;
using static Rectify.Workflow.Domain.Tests.Days;

namespace Rectify.Workflow.Domain.Tests.Deadlines;

public sealed class DueDatesTests
{
    [Theory]
    [InlineData(TimeLimitKind.AtOnce, null, "2023-04-13")]
    [InlineData(TimeLimitKind.Concentrated, null, "2023-09-14")]
    [InlineData(TimeLimitKind.LongTerm, null, "2023-09-14")]
    [InlineData(TimeLimitKind.FixedDate, "2023-12-31", "2023-12-31")]
    public void Each_kind_of_limit_has_its_due_date(TimeLimitKind limit, string? fixedOn, string due) => Assert.Equal(
        Day(due), DueDates.Of(limit, fixedOn is null ? null : Day(fixedOn), Day("2023-03-14"), new()));

    [Fact]
    public void A_fixed_date_the_ledger_leaves_open_is_no_due_date() =>
        Assert.Null(DueDates.Of(TimeLimitKind.FixedDate, null, Day("2023-03-14"), new()));

    [Fact]
    public void Months_are_calendar_months_and_end_with_a_shorter_month() => Assert.Equal(
        Day("2024-02-29"), DueDates.Of(TimeLimitKind.Concentrated, null, Day("2023-08-31"), new()));

    [Fact]
    public void A_day_off_does_not_move_a_due_date()
    {
        var due = DueDates.Of(TimeLimitKind.Concentrated, null, Day("2023-04-01"), new());

        Assert.Equal(Day("2023-10-01"), due);
        Assert.False(Calendar.IsWorked(Day("2023-10-01")));
    }

    [Fact]
    public void Reopened_items_and_reviews_follow_the_rounds_settings()
    {
        var settings = new RoundSettings { AtOnceDays = 15, ReviewEveryMonths = 6 };

        Assert.Equal(Day("2024-01-30"), DueDates.AfterReopening(Day("2024-01-15"), settings));
        Assert.Equal(Day("2024-07-15"), DueDates.NextReview(Day("2024-01-15"), settings));
    }
}
