using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;
using Rectify.Workflow.Domain.Weekly;
using static Rectify.Workflow.Domain.Tests.Days;

namespace Rectify.Workflow.Domain.Tests.Weekly;

public sealed class WeeklyFiguresTests
{
    private static readonly DateOnly Today = Day("2024-01-02");
    private static readonly UnitId Village = UnitId.New(At("2023-03-14", "09:00"));

    [Fact]
    public void The_end_of_the_2023_round_is_counted_in_both_readings()
    {
        List<WeeklyRow> rows =
        [
            .. Enumerable.Range(1, 5).Select(number => Row(number, ItemStatus.Closed)),
            .. Enumerable.Range(6, 20).Select(number => Row(number, ItemStatus.LongTerm)),
            Row(26, ItemStatus.Implementing),
            Row(27, ItemStatus.Withdrawn),
        ];

        var all = Figures([.. rows]).All;

        Assert.Equal(new Tally(Total: 26, Closed: 5, LongTerm: 20, GoingOn: 1, Overdue: 1), all);
        Assert.Equal((25, 5), (all.DoneInNoticeSense, all.ReallyDone));
    }

    [Fact]
    public void Sections_and_units_are_counted_apart_and_add_up()
    {
        var figures = Figures(
            [
                Row(1, ItemStatus.Closed) with { SectionNo = 2, SectionTitle = "二" },
                Row(2, ItemStatus.Implementing) with { SectionNo = 1, SectionTitle = "一", Unit = Village },
                Row(3, ItemStatus.LongTerm) with { SectionNo = 1, SectionTitle = "一" },
            ]);

        Assert.Equal([("一", 2, 1), ("二", 1, 0)], figures.BySection.Select(one => (one.SectionTitle, one.Tally.Total, one.Tally.Overdue)));
        Assert.Equal([(null, 2), (Village, 1)], figures.ByUnit.Select(one => (one.Unit, one.Tally.Total)));
    }

    [Theory]
    [InlineData("2024-01-01", false)]
    [InlineData("2024-01-02", true)]
    [InlineData("2024-01-16", true)]
    [InlineData("2024-01-17", false)]
    public void Due_soon_is_today_and_the_next_fourteen_days(string dueOn, bool soon) => Assert.Equal(
        soon, Figures([Row(1, ItemStatus.Implementing) with { DueOn = Day(dueOn) }]).DueSoon.Length == 1);

    [Fact]
    public void Submitted_items_are_neither_due_soon_nor_overdue()
    {
        var figures = Figures(
            [Row(1, ItemStatus.Verifying) with { DueOn = Today }, Row(2, ItemStatus.AwaitingClosure)]);

        Assert.Empty(figures.DueSoon);
        Assert.Empty(figures.OldestOverdue);
        Assert.Equal(2, figures.All.GoingOn);
    }

    [Fact]
    public void The_ten_oldest_overdue_are_named_oldest_first_with_the_days_they_are_late()
    {
        var rows = Enumerable.Range(1, 12)
            .Select(number => Row(number, ItemStatus.Implementing) with { DueOn = Today.AddDays(-number) });

        var oldest = Figures([.. rows]).OldestOverdue.ToList();

        Assert.Equal([12, 11, 10, 9, 8, 7, 6, 5, 4, 3], oldest.Select(line => line.DaysLate));
        Assert.Equal(12, oldest[0].Row.Number);
    }

    [Fact]
    public void An_item_without_a_due_date_is_never_named() => Assert.Empty(
        Figures([Row(1, ItemStatus.Implementing) with { DueOn = null }]).OldestOverdue);

    private static WeeklyFigures Figures(IReadOnlyCollection<WeeklyRow> rows) => WeeklyFigures.Of(rows, SummarySpan.Of(
        SummaryRhythm.Weekly, new(Today, Town.SendingInstant(Today)), Day("2023-03-14"), Town, Calendar));

    private static WeeklyRow Row(int number, ItemStatus status) =>
        new(ItemId.New(At("2023-03-14", "09:00")), number, $"item {number}", status, Day("2023-12-31"));
}
