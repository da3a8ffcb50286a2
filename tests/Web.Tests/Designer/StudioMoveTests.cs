using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Rectify.Workflow.Web.Tests.Hosting;
using Rectify.Workflow.Web.Tests.Workflows;

namespace Rectify.Workflow.Web.Tests.Designer;

/// <summary>
/// An administrator moves a running instance by clicking and looks at it in the Studio: what it went through on the old
/// graph, where it stands on the new one, and that it can be put back (流程迁移).
/// </summary>
[Collection(StudioTurns.Name)]
public sealed class StudioMoveTests(WebWorld world, BrowserWorld browser)
{
    private readonly MovedFlow _flow = new(world);

    [Fact]
    public async Task A_moved_instance_is_drawn_as_it_ran_before_and_as_it_runs_now()
    {
        var instance = await _flow.StartAsync("搬家的流程");
        var page = await browser.OpenAsync(world.Address, width: 1440);
        await page.SignInAsync("administrator");

        await OrderAsync(page);
        await world.RunJobAsync("moves");
        // The page follows by itself.
        await page.SeesAsync("迁移完毕");
        await Assertions.Expect(page.Locator("tbody tr")).ToContainTextAsync("已迁移");
        var order = page.Url;

        await page.GetByRole(AriaRole.Link, new() { Name = "第1版上的经过" }).ClickAsync();
        await page.ComesUpAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"/designer/instances/{await _flow.StageAsync(instance):N}$"));
        await Assertions.Expect(page.Badge(MovedFlow.Old, "success")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Badge(MovedFlow.Wait, "warning")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Node(MovedFlow.New)).ToHaveCountAsync(0);
        // The Studio draws no entry of an activity that its graph lacks; here it is still drawn.
        await Assertions.Expect(page.Locator(".mud-timeline")).ToContainTextAsync("已经取消的一步");
        await Assertions.Expect(page.Locator(".designer-mark")).ToContainTextAsync("迁移时，只读");

        await page.GetByRole(AriaRole.Link, new() { Name = "现在的流程" }).ClickAsync();
        await page.ComesUpAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"/designer/instances/{instance:N}$"));
        await Assertions.Expect(page.Badge(MovedFlow.Wait, "warning")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Node(MovedFlow.New)).ToHaveCountAsync(1);
        await Assertions.Expect(page.Node(MovedFlow.Old)).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".mud-timeline")).ToContainTextAsync("已迁移");

        await page.GotoAsync(order);
        await page.GetByRole(AriaRole.Button, new() { Name = "撤销", Exact = true }).ClickAsync();
        await page.SeesAsync("已撤销，流程回到原来的版本。");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "第1版上的经过" })).ToHaveCountAsync(0);
    }

    private async Task OrderAsync(IPage page)
    {
        await page.GotoAsync("/moves");
        await page.GetByLabel("流程", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Value = _flow.Id });
        await page.GetByRole(AriaRole.Button, new() { Name = "选择流程" }).ClickAsync();
        await page.GetByLabel("停在的环节").SelectOptionAsync(new SelectOptionValue { Label = "等待通知" });
        await page.GetByRole(AriaRole.Button, new() { Name = "预览" }).ClickAsync();
        await page.SeesAsync("预览，尚未迁移");
        await Assertions.Expect(page.Locator("tbody tr")).ToContainTextAsync("等待通知");
        await page.GetByRole(AriaRole.Button, new() { Name = "迁移1个实例" }).ClickAsync();
        await page.SeesAsync("已处理0个，共1个");
    }
}
