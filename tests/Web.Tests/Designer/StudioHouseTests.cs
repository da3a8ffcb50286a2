using Microsoft.Playwright;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Designer;

/// <summary>What our page around the Studio does for it, in a real browser.</summary>
[Collection(StudioTurns.Name)]
public sealed class StudioHouseTests(WebWorld world, BrowserWorld browser)
{
    private const string Call = "/elsa/api/features/installed";
    private const string Status = "async path => (await fetch(path)).status";

    [Fact]
    public async Task A_file_that_does_not_come_is_named_instead_of_waited_for()
    {
        var page = await browser.OpenAsync(world.Address);
        await page.SignInAsync("administrator");
        await page.RouteAsync("**/_framework/blazor.webassembly.js", route => route.AbortAsync());

        await page.GotoAsync("/designer/definitions");

        await Assertions.Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "流程设计器没有打开" }))
            .ToContainTextAsync("/designer/_framework/blazor.webassembly.js");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "重新加载" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_token_that_ended_is_replaced_and_the_call_made_again()
    {
        var page = await OpenAsync();
        var refused = 0;
        await page.RouteAsync($"**{Call}", route => Interlocked.Increment(ref refused) == 1
            ? route.FulfillAsync(new() { Status = 401 }) : route.ContinueAsync());

        var status = await page.EvaluateAsync<int>(Status, Call);

        Assert.Equal(200, status);
        Assert.Equal(2, refused);
        await Assertions.Expect(page.Locator("#messages [data-cause=session]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task After_a_sign_out_elsewhere_the_call_waits_until_the_same_person_has_signed_in_again()
    {
        var page = await OpenAsync();
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync("/items");
        await other.GetByRole(AriaRole.Button, new() { Name = "退出" }).ClickAsync();
        await other.GetByLabel("用户名").WaitForAsync();

        var waiting = page.EvaluateAsync<int>(Status, Call);
        await page.GetByRole(AriaRole.Link, new() { Name = "重新登录" }).WaitForAsync();
        await other.SignInAsync("administrator");
        await page.GetByRole(AriaRole.Button, new() { Name = "已登录，继续" }).ClickAsync();

        Assert.Equal(200, await waiting);
        await Assertions.Expect(page.Locator("#messages [data-cause=session]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_save_that_failed_is_told_in_the_form_the_editor_survives()
    {
        var page = await OpenAsync();
        await page.RouteAsync("**/elsa/api/workflow-definitions", route => route.FulfillAsync(new() { Status = 500 }));

        var answer = await page.EvaluateAsync<string>(
            "async path => { const answer = await fetch(path, { method: 'POST', body: '{\"model\":{}}' }); return answer.status + (await answer.json()).errors.generalErrors[0]; }",
            "/elsa/api/workflow-definitions");

        Assert.StartsWith("400最近的改动没有保存成功", answer, StringComparison.Ordinal);
        await Assertions.Expect(page.Locator("#messages")).ToContainTextAsync("按 Ctrl+S");
    }

    [Fact]
    public async Task Below_a_path_of_another_site_the_designer_comes_up_and_every_link_stays_there()
    {
        await using var proxy = await SubPathProxy.StartAsync(world.Address, "/rectify");
        var page = await browser.OpenAsync(proxy.Address);
        var astray = new List<string>();
        page.Response += (_, answer) => astray.AddRange(answer.Status == 421 ? [answer.Url] : []);
        await page.GotoAsync("/rectify/sign-in");
        await page.GetByLabel("用户名").FillAsync("administrator");
        await page.GetByLabel("密码").FillAsync(WebWorld.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await page.UnfoldAsync("流程管理");
        await page.GetByRole(AriaRole.Link, new() { Name = "流程设计" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "打开流程设计器" }).ClickAsync();

        await page.ComesUpAsync();

        Assert.Equal("/rectify/designer/definitions", new Uri(page.Url).AbsolutePath);
        Assert.Empty(astray);
    }

    private async Task<IPage> OpenAsync()
    {
        var page = await browser.OpenAsync(world.Address);
        await page.SignInAsync("administrator");
        await page.GotoAsync("/designer/definitions");
        await page.ComesUpAsync();
        return page;
    }
}
