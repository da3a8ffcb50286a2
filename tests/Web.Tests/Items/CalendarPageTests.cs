using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Calendars;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Items;

/// <summary>The working calendar's page, in a house of its own: a table counts for everybody.</summary>
public sealed class CalendarPageTests(BrowserWorld browser) : IClassFixture<BrowserWorld>
{
    private const string Table = "年份,2027\n文件,样例文件〔2026〕1号\n公布日期,2026-11-20\n休,2027-01-01,2027-01-03,元旦\n班,2027-02-07\n";

    [Fact]
    public async Task An_administrator_looks_at_a_new_year_s_table_and_takes_it_into_use()
    {
        await using var house = await OwnHouse.OpenAsync();
        using var administrator = await VisitAsync(house, "administrator");
        Assert.Contains("已公布到2026年", await administrator.ReadAsync("/calendar"), StringComparison.Ordinal);

        using (var wrong = await administrator.UploadAsync("/calendar?handler=Preview", "2027.csv", Encoding.UTF8.GetBytes(Table + "班,2027-02-08\n")))
        {
            var page = await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("没有任何更改", page, StringComparison.Ordinal);
            Assert.Matches(@"<td class=""num"">6</td><td>[^<]*不是周末", page);
        }

        using var looked = await administrator.UploadAsync("/calendar?handler=Preview", "2027.csv", CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetBytes(Table));
        var preview = await looked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("样例文件〔2026〕1号", preview, StringComparison.Ordinal);
        Assert.Contains("2027年2月7日", preview, StringComparison.Ordinal);
        Assert.DoesNotContain("2027年", await administrator.ReadAsync("/calendar"), StringComparison.Ordinal);
        var (text, seen) = (WebUtility.HtmlDecode(Hidden("text").Match(preview).Groups[1].Value), Hidden("seen").Match(preview).Groups[1].Value);
        using var imported = await administrator.PostAsync("/calendar?handler=Import", ("text", text), ("seen", seen));
        using var again = await administrator.PostAsync("/calendar?handler=Import", ("text", text.Replace("02-07", "02-14", StringComparison.Ordinal)), ("seen", seen));

        Assert.Equal(HttpStatusCode.Redirect, imported.StatusCode);
        Assert.Contains("预览之后有人导入了另一份日历", await administrator.ReadAsync("/calendar"), StringComparison.Ordinal);
        Assert.True(house.Services.GetRequiredService<CalendarBook>().Calendar.IsWorked(new(2027, 2, 7)));
        Assert.Contains("班,2027-02-07", await administrator.ReadAsync("/calendar?handler=File&year=2027"), StringComparison.Ordinal);
        await house.StopAsync();
        await house.StartAgainAsync();
        Assert.Equal(1, house.Services.GetRequiredService<CalendarBook>().Revision);
    }

    [Fact]
    public async Task Whoever_is_no_administrator_sees_the_calendar_and_changes_nothing()
    {
        await using var house = await OwnHouse.OpenAsync();
        using var reader = await VisitAsync(house, "reader");

        Assert.DoesNotContain("type=\"file\"", await reader.ReadAsync("/calendar"), StringComparison.Ordinal);
        using var looked = await reader.UploadAsync("/calendar?handler=Preview", "2027.csv", Encoding.UTF8.GetBytes(Table));
        using var imported = await reader.PostAsync("/calendar?handler=Import", ("text", Table), ("seen", "0"));

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (looked.StatusCode, imported.StatusCode));
        Assert.Equal(0, house.Services.GetRequiredService<CalendarBook>().Revision);
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task The_page_fits_the_width_and_has_no_accessibility_problem(int width)
    {
        await using var house = await OwnHouse.OpenAsync();
        var page = await browser.OpenAsync(house.Address, width);
        await page.SignInAsync("administrator");

        await page.FitsAndIsAccessibleAsync("/calendar");
        await page.GetByLabel("日历表文件").SetInputFilesAsync(new Microsoft.Playwright.FilePayload { Name = "2027.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(Table) });
        await page.GetByText("查看变化").ClickAsync();
        await page.SeesAsync("2027年2月7日");
        await page.GetByText("启用这份日历").ClickAsync();

        await page.SeesAsync("已公布到2027年");
    }

    private static async Task<Visitor> VisitAsync(OwnHouse house, string userName)
    {
        var visitor = new Visitor(house.Address);
        await visitor.SignInAsync(userName, House.Password);
        return visitor;
    }

    private static Regex Hidden(string name) => new($"name=\"{name}\" value=\"([^\"]*)\"", RegexOptions.CultureInvariant);
}
