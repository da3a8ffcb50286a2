using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Papers;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Papers;

/// <summary>The register of papers, their files and withdrawal, and the plans of a round and of an item (督办文书、提醒督办计划).</summary>
public sealed class PaperPagesTests(BrowserWorld browser) : IClassFixture<BrowserWorld>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_supervisor_finds_a_paper_takes_its_file_and_withdraws_it()
    {
        await using var house = await StartedAsync();
        using var supervisor = new Visitor(house.Address);
        await supervisor.SignInAsync("supervisor", House.Password);
        var item = await house.ItemAsync(5);
        using var urged = await supervisor.PostAsync("/items?handler=Urge", ("items", item.Id.Value.ToString()));
        var paper = await house.ReadAsync(db => db.Papers.SingleAsync(Cancel));

        Assert.Contains(paper.NumberText, await supervisor.ReadAsync("/papers"), StringComparison.Ordinal);
        Assert.Contains($"/papers/{paper.Id}/file", await supervisor.ReadAsync($"/items/{item.Id.Value}"), StringComparison.Ordinal);
        using var file = await supervisor.GetAsync($"/papers/{paper.Id}/file");
        Assert.Equal(PaperFile.NameOf(paper), file.Content.Headers.ContentDisposition?.FileNameStar);
        Assert.Equal(PaperDocument.Write(paper), await file.Content.ReadAsByteArrayAsync(Cancel));
        using var leader = new Visitor(house.Address);
        await leader.SignInAsync("mayor", House.Password);
        using var refused = await leader.PostAsync($"/papers/{paper.Id}?handler=Void", ("reason", "不该"));
        Assert.Contains(refused.StatusCode, new[] { HttpStatusCode.Forbidden, HttpStatusCode.NotFound });

        var page = await browser.OpenAsync(house.Address, width: 390);
        await page.SignInAsync("supervisor");
        await page.FitsAndIsAccessibleAsync("/papers");
        await page.FitsAndIsAccessibleAsync($"/papers/{paper.Id}");
        await page.GetByLabel("作废原因").FillAsync("发错单位");
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "作废" }).ClickAsync();

        await page.SeesAsync("作废：发错单位");
        Assert.Equal(PaperStatus.Void, await house.ReadAsync(db => db.Papers.Select(row => row.Status).SingleAsync(Cancel)));
    }

    [Fact]
    public async Task A_wrong_plan_is_refused_by_field_and_keeps_what_was_typed_and_a_right_one_counts()
    {
        await using var house = await StartedAsync();
        var item = await house.ItemAsync(5);
        var page = await browser.OpenAsync(house.Address, width: 390);
        await page.SignInAsync("supervisor");
        await page.FitsAndIsAccessibleAsync("/rounds");

        await page.GetByLabel("到期前提醒（自然日）").FillAsync("七");
        await page.GetByLabel("静默日").FillAsync("昨天");
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await page.SeesAsync("到期前提醒（自然日）：“七”不是天数");
        await page.SeesAsync("静默日：第1行“昨天”不是日期");
        await page.GetByLabel("到期前提醒（自然日）").FillAsync("30");
        await page.GetByLabel("静默日").FillAsync("2031-02-10 至 2031-02-17");
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "先看影响" }).ClickAsync();
        await Microsoft.Playwright.Assertions.Expect(page.GetByRole(Microsoft.Playwright.AriaRole.Region, new() { Name = "这一变更" })).ToBeVisibleAsync();
        Assert.NotEqual([30], (await house.ReadAsync(db => db.Rounds.Select(round => round.Settings).SingleAsync(Cancel))).CalendarReminderOffsets);
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await page.SeesAsync("的提醒和督办时间已重新计算");

        var settings = await house.ReadAsync(db => db.Rounds.Select(round => round.Settings).SingleAsync(Cancel));
        Assert.Equal([30], settings.CalendarReminderOffsets);
        Assert.Equal([new(new(2031, 2, 10), new(2031, 2, 17))], settings.QuietDays);
        await page.GotoAsync($"/items/{item.Id.Value}");
        await page.GetByText("本件提醒计划").ClickAsync();
        await page.GetByLabel("另设提醒日").CheckAsync();
        await page.GetByLabel("到期前提醒（工作日）").FillAsync("2");
        await page.Locator("#plan button").ClickAsync();
        await page.SeesAsync("本件提醒计划已保存");
        Assert.Equal("""{"workingDays":[2],"calendarDays":[30]}""", await house.ReadAsync(db => db.Watches.Where(watch => watch.ItemId == item.Id).Select(watch => watch.ItemPlan).SingleAsync(Cancel)));
    }

    [Theory]
    [InlineData("head-tourism")]
    [InlineData("reader")]
    public async Task Nobody_else_changes_an_items_plan(string userName)
    {
        await using var house = await StartedAsync();
        var item = await house.ItemAsync(5);
        using var visitor = new Visitor(house.Address);
        await visitor.SignInAsync(userName, House.Password);

        using var answer = await visitor.PostAsync($"/items/{item.Id.Value}?handler=Plan", ("own", "true"), ("workingDays", "2"));

        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.Forbidden, HttpStatusCode.NotFound });
        Assert.Null(await house.ReadAsync(db => db.Watches.Where(watch => watch.ItemId == item.Id).Select(watch => watch.ItemPlan).SingleAsync(Cancel)));
    }

    private static async Task<OwnHouse> StartedAsync()
    {
        var house = await OwnHouse.OpenAsync();
        var round = await house.ReadAsync(db => db.Rounds.Select(row => row.Id).SingleAsync(Cancel));
        await using var scope = house.Services.CreateAsyncScope();
        Assert.IsType<StartItems.Outcome.Done>(await scope.ServiceProvider.GetRequiredService<StartItems>().RunAsync(new(round, By: null), progress: null, Cancel));
        return house;
    }
}
