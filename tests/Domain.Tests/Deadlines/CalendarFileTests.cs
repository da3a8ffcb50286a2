using Rectify.Workflow.Domain.Deadlines;
using static Rectify.Workflow.Domain.Tests.Days;

namespace Rectify.Workflow.Domain.Tests.Deadlines;

public sealed class CalendarFileTests
{
    private const string Head = "年份,2027\n文件,样例文件\n公布日期,2026-11-20\n";

    [Fact]
    public void Each_shipped_table_is_written_and_read_as_the_same()
    {
        Assert.All(Calendar.Years, year =>
        {
            var again = CalendarFile.Read(CalendarFile.Write(year));

            Assert.Empty(again.Problems);
            Assert.Equal(year.Paper, again.Table?.Paper);
            Assert.Equal(year.Holidays, again.Table!.Holidays);
            Assert.Equal(year.WorkedWeekends, again.Table.WorkedWeekends);
        });
    }

    [Fact]
    public void Either_language_any_separator_and_the_days_a_spreadsheet_writes_are_understood()
    {
        var reading = CalendarFile.Read(
            "# 说明\r\nyear;2027\r\npaper\tA paper\r\n公布日期，2026/11/5\r\n\r\n,,,\r\noff,2027年1月1日,2027.1.3,\"元旦\"\r\n休,2027-4-5\r\nwork,2027/2/7,,\r\n");

        Assert.Empty(reading.Problems);
        Assert.Equal((2027, "A paper", Day("2026-11-05")), (reading.Table!.Year, reading.Table.Paper, reading.Table.PublishedOn));
        Assert.Equal([new("元旦", Day("2027-01-01"), Day("2027-01-03")), new("2027-04-05", Day("2027-04-05"), Day("2027-04-05"))], reading.Table.Holidays);
        Assert.Equal([Day("2027-02-07")], reading.Table.WorkedWeekends);
    }

    [Theory]
    [InlineData("休,2027-13-01", 4, "不是日期")]
    [InlineData("休,2027-05-03,2027-05-01,倒置", 4, "早于开始日期")]
    [InlineData("休,2027-05-01,2027-06-30,太长", 4, "连续放假超过")]
    [InlineData("休,2026-10-01,2026-10-02,不属于", 4, "不属于2027年")]
    [InlineData("休,2027-01-01\n班,2027-02-08", 5, "不是周末")]
    [InlineData("休,2027-01-01,2027-01-03,元旦\n班,2027-01-02", 5, "既放假又上班")]
    [InlineData("休,2027-01-01,2027-01-03,元旦\n休,2027-01-03,2027-01-05,又一段", 5, "重叠")]
    [InlineData("休,2027-01-01\n班,2027-02-07\n班,2027-02-07", 6, "写了两次")]
    [InlineData("休,2027-01-01\n放假,2027-02-07", 5, "看不懂“放假”")]
    [InlineData("休,2027-01-01\n年份,2028", 5, "在第1行已写过")]
    public void What_is_wrong_is_named_with_its_line(string rows, int line, string words)
    {
        var reading = CalendarFile.Read(Head + rows);

        Assert.Null(reading.Table);
        Assert.Contains(reading.Problems, problem => problem.Line == line && problem.Chinese.Contains(words, StringComparison.Ordinal));
        Assert.All(reading.Problems, problem => Assert.NotEmpty(problem.English));
    }

    [Theory]
    [InlineData("", "缺少“年份”")]
    [InlineData("年份,2027\n公布日期,2026-11-20\n休,2027-01-01", "缺少“文件”")]
    [InlineData("年份,二〇二七\n文件,样例\n公布日期,2026-11-20", "不是年份")]
    [InlineData(Head, "没有放假日期")]
    public void A_table_without_its_year_its_paper_or_any_day_off_is_refused(string text, string words) =>
        Assert.Contains(CalendarFile.Read(text).Problems, problem => problem.Chinese.Contains(words, StringComparison.Ordinal));

    [Fact]
    public void A_file_of_any_other_kind_is_refused_and_not_read_to_its_end()
    {
        var reading = CalendarFile.Read(string.Concat(Enumerable.Repeat("PK\u0003\u0004随便什么\n", 20_000)));

        Assert.Null(reading.Table);
        Assert.Contains(reading.Problems, problem => problem.Line == CalendarFile.MostLines + 1);
        Assert.True(reading.Problems.Length < CalendarFile.MostLines + 10);
    }

    [Fact]
    public void The_days_two_calendars_see_differently_are_named()
    {
        var with = Calendar.With(CalendarFile.Read(Head + "休,2027-01-01,2027-01-03,元旦\n班,2027-02-07").Table!);

        Assert.Equal([Day("2027-01-01"), Day("2027-02-07")], with.DaysUnlike(Calendar, Day("2026-12-24"), Day("2027-12-31")));
        Assert.Empty(with.DaysUnlike(with, Day("2027-01-01"), Day("2027-12-31")));
    }
}
