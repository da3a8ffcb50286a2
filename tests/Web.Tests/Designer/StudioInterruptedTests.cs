using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.Web.Designer;
using Rectify.Workflow.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Rectify.Workflow.Web.Tests.Designer;

/// <summary>A long edit that is interrupted loses nothing: a token that ended, a sign-out elsewhere, a server that was restarted.</summary>
[Collection(StudioTurns.Name)]
public sealed class StudioInterruptedTests(BrowserWorld browser)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_edit_outlives_its_token_and_a_sign_out_elsewhere()
    {
        await using var house = await OwnHouse.OpenAsync();
        var page = await EditAsync(house);
        var errors = page.Errors();

        // The token ends in the middle of the edit: nobody notices.
        house.Clock.Advance(StudioToken.Lifetime + TimeSpan.FromMinutes(1));
        await page.RunAndWaitForResponseAsync(
            () => page.Input("文字").LeaveAsync("令牌过期后写的"), answer => StudioSteps.IsSave(answer) && answer.Status == 200);
        await Assertions.Expect(page.Locator("#messages [data-cause=session]")).ToHaveCountAsync(0);
        Assert.Equal("令牌过期后写的", await SavedAsync(house));
        // The browser itself reports a 401 as an error; nothing else may stand there.
        Assert.All(errors, error => Assert.Contains("401", error, StringComparison.Ordinal));

        // Somebody signs this person out in another window.
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync("/items");
        await other.GetByRole(AriaRole.Button, new() { Name = "退出" }).ClickAsync();
        await other.GetByLabel("用户名").WaitForAsync();
        await page.Input("文字").LeaveAsync("退出后写的");
        await Assertions.Expect(page.Locator("#messages [data-cause=session]")).ToContainTextAsync("登录已失效");
        Assert.Equal("令牌过期后写的", await SavedAsync(house));

        // Signed in again, the save that waited is made.
        await other.SignInAsync("administrator");
        var saved = await page.RunAndWaitForResponseAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = "已登录，继续" }).ClickAsync(), answer => StudioSteps.IsSave(answer) && answer.Status == 200);

        Assert.Equal(200, saved.Status);
        Assert.Equal("退出后写的", await SavedAsync(house));
    }

    [Fact]
    public async Task A_restart_of_the_server_costs_nothing_of_an_open_edit()
    {
        await using var house = await OwnHouse.OpenAsync();
        var page = await EditAsync(house);
        await SaysAsync(page, "重启前写的");

        await house.StopAsync();
        await page.Input("文字").LeaveAsync("停机时写的");
        await Assertions.Expect(page.Locator("#messages [data-cause=offline]")).ToContainTextAsync("无法连接服务器");
        var saved = page.WaitForResponseAsync(answer => StudioSteps.IsSave(answer) && answer.Status == 200);
        await house.StartAgainAsync();

        Assert.Equal(200, (await saved).Status);
        await Assertions.Expect(page.Locator("#messages [data-cause=offline]")).ToHaveCountAsync(0);
        Assert.Equal("停机时写的", await SavedAsync(house));
        await SaysAsync(page, "重启后写的");
        Assert.Equal("重启后写的", await SavedAsync(house));
    }

    private async Task<IPage> EditAsync(OwnHouse house)
    {
        var page = await browser.OpenAsync(house.Address, width: 1440);
        await page.SignInAsync("administrator");
        await page.OpenStudioAsync("definitions");
        await page.Locator(".mud-table-body .mud-icon-button").First.WaitForAsync();
        var imported = await page.RunAndWaitForResponseAsync(
            () => page.Locator("input[type=file]").First.SetInputFilesAsync(new FilePayload
            {
                Name = "long.json",
                MimeType = "application/json",
                Buffer = System.Text.Encoding.UTF8.GetBytes(WithSchema(StudioScenes.Texts("browser-long", "浏览器：长编辑", "原来的话")).ToJsonString()),
            }),
            answer => answer.Url.EndsWith("/workflow-definitions/import", StringComparison.Ordinal));
        Assert.Equal(200, imported.Status);
        await page.OpenStudioAsync("definitions/browser-long");
        await page.Node("a0").WaitForAsync();
        await page.SelectAsync("a0", "文字");
        return page;
    }

    private static Task SaysAsync(IPage page, string text) => page.SavesAsync(() => page.Input("文字").LeaveAsync(text), text);

    private static async Task<string?> SavedAsync(OwnHouse house)
    {
        var json = await house.ReadAsync(db => db.Definitions.AsNoTracking()
            .Where(row => row.DefinitionId == "browser-long" && row.IsLatest).Select(row => row.Json).SingleAsync(Cancel));
        return (string?)JsonNode.Parse(json)!.Activity("a0")["text"]?["expression"]?["value"];
    }

    private static JsonObject WithSchema(JsonObject definition)
    {
        definition["$schema"] = DefinitionModel.Schema;
        return definition;
    }
}
