using Rectify.Workflow.Domain.Deadlines;
using static Rectify.Workflow.Domain.Tests.Days;

namespace Rectify.Workflow.Domain.Tests.Deadlines;

public sealed class WorkingCalendarTests
{
    // day, worked, previous or same, next or same, then -10 -5 -3 -1 +1 +3
    public static TheoryData<string, bool, string, string, string> Vectors => new()
    {
        { "2023-12-31", false, "2023-12-29", "2024-01-02", "2023-12-18 2023-12-25 2023-12-27 2023-12-29 2024-01-02 2024-01-04" },
        { "2023-10-01", false, "2023-09-28", "2023-10-07", "2023-09-15 2023-09-22 2023-09-26 2023-09-28 2023-10-07 2023-10-09" },
        { "2023-10-07", true, "2023-10-07", "2023-10-07", "2023-09-15 2023-09-22 2023-09-26 2023-09-28 2023-10-08 2023-10-10" },
        { "2023-06-24", false, "2023-06-21", "2023-06-25", "2023-06-08 2023-06-15 2023-06-19 2023-06-21 2023-06-25 2023-06-27" },
        { "2024-02-16", false, "2024-02-09", "2024-02-18", "2024-01-30 2024-02-05 2024-02-07 2024-02-09 2024-02-18 2024-02-20" },
        { "2025-05-31", false, "2025-05-30", "2025-06-03", "2025-05-19 2025-05-26 2025-05-28 2025-05-30 2025-06-03 2025-06-05" },
        { "2026-02-28", true, "2026-02-28", "2026-02-28", "2026-02-09 2026-02-14 2026-02-25 2026-02-27 2026-03-02 2026-03-04" },
    };

    [Theory, MemberData(nameof(Vectors))]
    public void The_published_days_give_the_known_answers(string text, bool worked, string previous, string next, string offsets)
    {
        var day = Day(text);

        Assert.Equal(worked, Calendar.IsWorked(day));
        Assert.Equal(Day(previous), Calendar.PreviousOrSame(day));
        Assert.Equal(Day(next), Calendar.NextOrSame(day));
        Assert.Equal(DaysOf(offsets), new[] { -10, -5, -3, -1, 1, 3 }.Select(n => Calendar.AddWorkingDays(day, n)));
    }

    [Theory, MemberData(nameof(Vectors))]
    public void Counting_the_days_between_gives_the_offset_back(string text, bool worked, string previous, string next, string offsets)
    {
        var day = Day(text);

        Assert.Equal([-10, -5, -3, -1, 1, 3], DaysOf(offsets).Select(other => Calendar.WorkingDaysBetween(day, other)));
        Assert.Equal(worked ? 0 : -1, Calendar.WorkingDaysBetween(day, Day(previous)));
        Assert.Equal(worked ? 0 : 1, Calendar.WorkingDaysBetween(day, Day(next)));
    }

    [Theory, MemberData(nameof(Vectors))]
    public void The_way_back_from_an_offset_ends_on_the_day_or_beside_the_days_off_around_it(
        string text, bool worked, string previous, string next, string offsets)
    {
        int[] counts = [-10, -5, -3, -1, 1, 3];
        foreach (var (offset, count) in DaysOf(offsets).Zip(counts))
        {
            // Counted back, a day off cannot be hit: the way ends on the far side of it.
            var home = worked ? Day(text) : Day(count < 0 ? next : previous);
            Assert.Equal(home, Calendar.AddWorkingDays(offset, -count));
        }
    }

    [Theory]
    [InlineData("2023-03-14", "2023-10-26", 155)]
    [InlineData("2023-10-26", "2023-12-31", 46)]
    [InlineData("2023-10-26", "2023-03-14", -155)]
    [InlineData("2023-10-26", "2023-10-26", 0)]
    public void The_day_counted_from_is_not_counted_and_the_last_is(string from, string to, int days) =>
        Assert.Equal(days, Calendar.WorkingDaysBetween(Day(from), Day(to)));

    [Theory]
    [InlineData(2022, 249)]
    [InlineData(2023, 249)]
    [InlineData(2024, 251)]
    [InlineData(2025, 248)]
    [InlineData(2026, 248)]
    public void A_year_has_its_known_number_of_working_days(int year, int days) =>
        Assert.Equal(days, Calendar.CountInYear(year));

    [Fact]
    public void No_working_days_from_a_day_off_is_the_day_itself() =>
        Assert.Equal(Day("2023-12-31"), Calendar.AddWorkingDays(Day("2023-12-31"), 0));

    [Fact]
    public void Every_table_names_its_paper() => Assert.Equal(
        [
            (2022, "国办发明电〔2021〕11号", Day("2021-10-25")),
            (2023, "国办发明电〔2022〕16号", Day("2022-12-08")),
            (2024, "国办发明电〔2023〕7号", Day("2023-10-25")),
            (2025, "国办发明电〔2024〕12号", Day("2024-11-12")),
            (2026, "国办发明电〔2025〕7号", Day("2025-11-04")),
        ],
        Calendar.Years.Select(year => (year.Year, year.Paper, year.PublishedOn)));

    [Theory]
    [InlineData("2021-12-31", true)]
    [InlineData("2022-01-01", false)]
    [InlineData("2026-12-31", false)]
    [InlineData("2027-01-01", true)]
    public void A_day_outside_the_tables_is_provisional(string day, bool provisional) =>
        Assert.Equal(provisional, Calendar.IsProvisional(Day(day)));

    [Fact]
    public void A_provisional_day_goes_by_plain_weekends()
    {
        Assert.True(Calendar.IsWorked(Day("2027-01-01")));   // a Friday that no paper has given off yet
        Assert.False(Calendar.IsWorked(Day("2027-01-02")));
    }

    [Fact]
    public void Counting_across_an_unknown_year_is_provisional_in_both_directions()
    {
        Assert.True(Calendar.IsProvisional(Day("2026-12-30"), Day("2027-01-04")));
        Assert.True(Calendar.IsProvisional(Day("2027-01-04"), Day("2026-12-30")));
        Assert.False(Calendar.IsProvisional(Day("2022-01-01"), Day("2026-12-31")));
    }

    [Fact]
    public void A_year_missing_in_the_middle_is_provisional()
    {
        var calendar = new WorkingCalendar(Calendar.Years.Where(year => year.Year != 2024));

        Assert.True(calendar.IsProvisional(Day("2023-12-01"), Day("2025-01-10")));
    }

    [Fact]
    public void A_new_years_table_replaces_the_plain_weekends()
    {
        var table = CalendarFile.Read("年份,2027\n文件,样例\n公布日期,2026-11-20\n休,2026-12-31,2027-01-02,元旦\n班,2027-01-03").Table!;
        var calendar = Calendar.With(table);

        Assert.False(calendar.IsProvisional(Day("2027-01-01")));
        Assert.False(calendar.IsWorked(Day("2026-12-31")));
        Assert.True(calendar.IsWorked(Day("2027-01-03")));
    }

    [Fact]
    public void A_wrong_table_is_refused_with_every_reason()
    {
        var table = new CalendarYear
        {
            Year = 2027,
            Paper = "sample",
            PublishedOn = Day("2026-11-20"),
            Holidays = [new("倒置", Day("2027-05-03"), Day("2027-05-01")), new("早", Day("2026-10-01"), Day("2026-10-02"))],
            WorkedWeekends = [Day("2027-05-05")],
        };

        Assert.Equal(4, table.Validate().Count);
        var error = Assert.Throws<ArgumentException>(() => new WorkingCalendar([table]));
        Assert.Contains("2027-05-05", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_day_cannot_be_both_off_and_worked()
    {
        var table = new CalendarYear
        {
            Year = 2027,
            Paper = "sample",
            PublishedOn = Day("2026-11-20"),
            Holidays = [new("节", Day("2027-05-01"), Day("2027-05-02"))],
            WorkedWeekends = [Day("2027-05-02")],
        };

        Assert.Contains("2027-05-02", Assert.Single(table.Validate()).English, StringComparison.Ordinal);
    }
}
