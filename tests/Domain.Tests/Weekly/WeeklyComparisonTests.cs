using CsCheck;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Weekly;
using static Rectify.Workflow.Domain.Tests.Days;

namespace Rectify.Workflow.Domain.Tests.Weekly;

/// <summary>This week against last week, from nothing but the instants at which things happened.</summary>
public sealed class WeeklyComparisonTests
{
    // Mondays without holidays: the 8th, the 15th and the 22nd of January 2024.
    private static readonly DateOnly Monday = Day("2024-01-22");

    [Fact]
    public void Each_change_counts_in_the_week_it_happened_in_to_the_minute()
    {
        var figures = Told(Monday,
            Item(1, "2024-01-31", ("2024-01-02", "09:00", ItemStatus.Implementing), ("2024-01-15", "08:30", ItemStatus.Closed)),
            Item(2, "2024-01-31", ("2024-01-02", "09:00", ItemStatus.Implementing), ("2024-01-15", "08:31", ItemStatus.Closed)),
            Item(3, "2024-01-31", ("2024-01-02", "09:00", ItemStatus.Implementing), ("2024-01-22", "08:31", ItemStatus.Closed)));

        Assert.Equal((2, 1, 1), (figures.All.Closed, figures.Before.Closed, figures.All.GoingOn));
        Assert.Equal((1, 1), (figures.Moved.Closed, figures.MovedBefore.Closed));
    }

    [Fact]
    public void Begun_and_reopened_items_are_what_was_opened()
    {
        var figures = Told(Monday,
            Item(1, "2024-03-31", ("2024-01-16", "09:00", ItemStatus.Assigning)),
            Item(2, "2024-03-31", ("2023-12-01", "09:00", ItemStatus.LongTerm), ("2024-01-17", "09:00", ItemStatus.Implementing)),
            Item(3, "2024-03-31", ("2024-01-09", "09:00", ItemStatus.Assigning), ("2024-01-17", "09:00", ItemStatus.Closed)),
            Item(4, "2024-03-31", ("2024-01-16", "09:00", ItemStatus.Assigning), ("2024-01-17", "09:00", ItemStatus.Withdrawn)));

        Assert.Equal((2, 1), (figures.Moved.Opened, figures.MovedBefore.Opened));
        Assert.Equal(3, figures.All.Total);
    }

    [Fact]
    public void Newly_overdue_is_what_was_not_so_a_week_ago()
    {
        var figures = Told(Monday,
            Item(1, "2024-01-14"),   // since the 15th, told last week
            Item(2, "2024-01-15"),
            Item(3, "2024-01-21"),
            Item(4, "2024-01-22"),   // good until its end
            Item(5, "2024-01-10", ("2024-01-02", "09:00", ItemStatus.Implementing), ("2024-01-09", "09:00", ItemStatus.Verifying), ("2024-01-18", "09:00", ItemStatus.Implementing)));

        Assert.Equal([5, 2, 3], figures.NewlyOverdue.Select(row => row.Number));
        Assert.Equal((3, 1), (figures.Moved.NewlyOverdue, figures.MovedBefore.NewlyOverdue));
        Assert.Equal((4, 1), (figures.All.Overdue, figures.Before.Overdue));
    }

    [Fact]
    public void Until_an_extension_was_granted_the_former_date_counts()
    {
        var extended = Item(1, "2024-06-30") with
        {
            DueChanges =
            [
                Extension("2023-11-30", "2024-01-10", At("2023-11-20", "10:00")),
                Extension("2024-01-10", "2024-06-30", At("2024-01-17", "10:00")),
            ],
        };

        Assert.Equal((0, 1, 1), (Told(Monday, extended).All.Overdue, Told(Monday, extended).Before.Overdue, Told(Day("2024-01-15"), extended).Moved.NewlyOverdue));
        Assert.Equal(Day("2024-01-10"), extended.AsOf(At("2024-01-17", "09:59"))?.DueOn);
        Assert.Equal(Day("2023-11-30"), extended.AsOf(At("2023-11-01", "09:59"))?.DueOn);
    }

    [Fact]
    public void What_is_due_within_a_fortnight_is_told_for_both_weeks()
    {
        var figures = Told(Monday, Item(1, "2024-01-20"), Item(2, "2024-01-29"), Item(3, "2024-02-05"), Item(4, "2024-02-06"));

        Assert.Equal((2, 2), (figures.Moved.DueSoon, figures.MovedBefore.DueSoon));
        Assert.Equal([2, 3], figures.DueSoon.Select(row => row.Number));
    }

    [Fact]
    public void An_item_is_not_there_before_it_was_registered()
    {
        var made = At("2024-01-16", "09:00");
        var item = new WeeklyRow(ItemId.New(made), 1, "item", ItemStatus.Registered, null) { RegisteredAt = made };

        Assert.Equal((1, 0), (Told(Monday, item).All.Total, Told(Monday, item).Before.Total));
        Assert.Equal(made, item.Id.MadeAt);
    }

    [Fact]
    public void The_trend_has_twelve_moments_and_none_before_the_round_began()
    {
        Assert.Equal(12, SpanOf(SummaryRhythm.Weekly, Monday).Trend.Length);
        Assert.Equal(
            [Day("2023-03-20"), Day("2023-03-27"), Day("2023-04-03")],
            SpanOf(SummaryRhythm.Weekly, Day("2023-04-03")).Trend.Select(moment => moment.Day));
    }

    [Fact]
    public void A_month_is_compared_with_the_months_before_on_their_first_working_days()
    {
        var span = SpanOf(SummaryRhythm.Monthly, Day("2024-03-01"));

        Assert.Equal((Day("2024-02-01"), Day("2024-01-02")), (span.Before.Day, span.Earlier.Day));
        Assert.Equal(At("2024-02-01", "08:30"), span.Before.At);
    }

    [Theory]
    [InlineData("2024-01-18")]   // a Thursday: the system was down on Monday
    [InlineData("2024-01-15")]
    public void A_summary_that_comes_late_is_compared_with_the_same_moment_as_one_in_time(string day) =>
        Assert.Equal(Day("2024-01-08"), SpanOf(SummaryRhythm.Weekly, Day(day)).Before.Day);

    [Theory]
    [InlineData("2024-01-01", "2024-01-02")]
    [InlineData("2024-01-31", "2024-01-02")]
    [InlineData("2023-10-15", "2023-10-07")]   // eight days off, then a worked Saturday
    public void The_monthly_summary_goes_out_on_the_months_first_working_day(string any, string expected) =>
        Assert.Equal(Day(expected), MonthlySummaryDay.Of(Day(any), Calendar));

    [Fact]
    public void Weeks_add_up_whatever_happened_in_them() =>
        Gen.Select(Gen.Int[0, 60], Gen.Int[0, 60], Gen.Int[0, 60]).Array[1, 12].Sample(drawn =>
        {
            var start = At("2023-12-18", "07:13");
            var rows = drawn.Select((one, at) => Item(at + 1, "2024-01-10") with
            {
                RegisteredAt = start.AddDays(one.Item1),
                StatusChanges =
                [
                    new(start.AddDays(one.Item1), ItemStatus.Implementing),
                    new(start.AddDays(one.Item1 + one.Item2), ItemStatus.LongTerm),
                    new(start.AddDays(one.Item1 + one.Item2 + one.Item3), ItemStatus.Closed),
                ],
            }).ToList();
            var weeks = Enumerable.Range(0, 30).Select(week => SummarySpan.DayOf(SummaryRhythm.Weekly, Day("2023-12-18").AddDays(7 * week), Calendar))
                .Select(day => Told(day, [.. rows])).ToList();
            foreach (var (earlier, later) in weeks.Zip(weeks.Skip(1)))
            {
                Assert.Equal(earlier.All, later.Before);
                Assert.Equal(earlier.Moved, later.MovedBefore);
                Assert.Equal(earlier.All, later.Trend[^2].Tally);
                Assert.Equal(later.All.Closed - earlier.All.Closed, later.Moved.Closed);
                Assert.Equal(later.All.Total - earlier.All.Total, later.Moved.Opened);
                Assert.Equal(later.All.Total, later.All.Closed + later.All.LongTerm + later.All.Overdue + later.All.InReview + later.All.NotBegun + later.All.UnderWay);
            }

            Assert.Equal(rows.Count, weeks[^1].All.Closed);
        }, iter: 100);

    private static WeeklyFigures Told(DateOnly day, params WeeklyRow[] rows) => WeeklyFigures.Of(rows, SpanOf(SummaryRhythm.Weekly, day));

    private static SummarySpan SpanOf(SummaryRhythm rhythm, DateOnly day) =>
        SummarySpan.Of(rhythm, new(day, Town.SendingInstant(day)), Day("2023-03-14"), Town, Calendar);

    private static WeeklyRow Item(int number, string due, params (string Day, string Time, ItemStatus To)[] changes) =>
        new(ItemId.New(At("2023-03-14", "09:00")), number, $"item {number}", changes.Length == 0 ? ItemStatus.Implementing : changes[^1].To, Day(due))
        {
            RegisteredAt = At("2023-03-14", "09:00"),
            StatusChanges = changes.Length == 0
                ? [new(At("2023-03-15", "09:00"), ItemStatus.Implementing)]
                : [.. changes.Select(change => new StatusChange(At(change.Day, change.Time), change.To))],
        };

    private static DueDateChange Extension(string from, string to, DateTimeOffset at) =>
        new() { From = Day(from), To = Day(to), GrantedOn = Town.DayOf(at), GrantedAt = at, Kind = DueChangeKind.Extension };
}
