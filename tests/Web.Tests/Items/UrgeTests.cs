using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Items;

/// <summary>A supervisor urges from the ledger (催办), in a house of its own: an item is urged once a day.</summary>
public sealed class UrgeTests(BrowserWorld browser) : IClassFixture<BrowserWorld>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_supervisor_ticks_gets_numbered_papers_and_shows_on_the_item()
    {
        await using var house = await StartedAsync();
        var page = await browser.OpenAsync(house.Address, width: 390);
        await page.SignInAsync("supervisor");

        await page.FitsAndIsAccessibleAsync("/items?sort=Number");
        await page.GetByLabel("选择第1项").CheckAsync();
        await page.GetByLabel("选择第5项").CheckAsync();
        await page.GetByLabel("催办要求（可不填）").FillAsync("请于月底前报告。");
        await page.GetByText("催办所选任务").ClickAsync();
        await page.SeesAsync("共2份");
        await page.GetByLabel("选择第5项").CheckAsync();
        await page.GetByText("催办所选任务").ClickAsync();
        await page.SeesAsync("没有催办任何任务：第5项今天已催办过");
        await page.GotoAsync($"/items/{(await house.ItemAsync(5)).Id.Value}");

        await page.SeesAsync("催办1次");
        await page.SeesAsync("现予第1次催办。请于月底前报告。");
    }

    [Theory]
    [InlineData("head-tourism")]
    [InlineData("mayor")]
    [InlineData("administrator")]
    [InlineData("reader")]
    public async Task Nobody_else_urges(string userName)
    {
        await using var house = await StartedAsync();
        using var visitor = new Visitor(house.Address);
        await visitor.SignInAsync(userName, House.Password);
        var item = await house.ItemAsync(5);

        Assert.DoesNotContain("handler=Urge", await visitor.ReadAsync("/items"), StringComparison.Ordinal);
        using var answer = await visitor.PostAsync("/items?handler=Urge", ("items", item.Id.Value.ToString()));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(0, await house.ReadAsync(db => db.Papers.CountAsync(Cancel)));
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
