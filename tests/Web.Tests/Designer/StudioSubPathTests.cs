using System.Collections.Concurrent;
using Microsoft.Playwright;
using Rectify.Workflow.Web.Tests.Elsa;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Designer;

/// <summary>Below a path of another site (反向代理子路径) one draws, saves and watches as at the root.</summary>
[Collection(StudioTurns.Name)]
public sealed class StudioSubPathTests(WebWorld world, BrowserWorld browser)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Below_a_path_of_another_site_one_edits_and_watches()
    {
        using var visitor = await ElsaVisitor.SignInAsync(world);
        await visitor.PostAsync("workflow-definitions/import", StudioScenes.Texts("browser-below", "浏览器：子路径", "原来的话"));
        var (item, task) = await world.UnassignedAsync();
        using var leader = await world.VisitAsync(await world.UserNameAsync(item.Duty.ResponsibleLeader?.Value));
        await using var proxy = await SubPathProxy.StartAsync(world.Address, "/rectify");
        var page = await browser.OpenAsync(proxy.Address, width: 1440);
        var (astray, sockets, watching) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>(), page.WatchesAsync());
        page.Response += (_, answer) =>
        {
            if (answer.Status == 421)
            {
                astray.Enqueue(answer.Url);
            }
        };
        page.WebSocket += (_, socket) => sockets.Enqueue(new Uri(socket.Url).AbsolutePath);
        await SignInAsync(page);

        await page.GotoAsync("/rectify/designer/definitions/browser-below");
        await page.ComesUpAsync();
        await page.Node("a0").WaitForAsync();
        await page.SelectAsync("a0", "文字");
        await page.SavesAsync(() => page.Input("文字").LeaveAsync("子路径下写的"), "子路径下写的");
        await page.GotoAsync($"/rectify/designer/items/{item.Id.Value}");
        await page.ComesUpAsync();
        await Assertions.Expect(page.Badge("bc560874c9159830", "warning")).ToHaveCountAsync(1);
        await watching.WaitAsync(TimeSpan.FromMilliseconds(StudioSteps.ColdStart), Cancel);
        using var decided = await leader.PostAsync($"/tasks/{task.Id}", ("outcome", "Assigned"));

        await Assertions.Expect(page.Badge("bc560874c9159830", "success")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Badge("44f3f1d99e9ba35c", "warning")).ToHaveCountAsync(1);
        Assert.StartsWith("/rectify/designer/instances/", new Uri(page.Url).AbsolutePath, StringComparison.Ordinal);
        Assert.All(sockets, path => Assert.Equal("/rectify/elsa/hubs/workflow-instance", path));
        Assert.Empty(astray);
    }

    private static async Task SignInAsync(IPage page)
    {
        await page.GotoAsync("/rectify/sign-in");
        await page.GetByLabel("用户名").FillAsync("administrator");
        await page.GetByLabel("密码").FillAsync(WebWorld.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await page.UnfoldAsync("流程管理");
        await page.GetByRole(AriaRole.Link, new() { Name = "流程设计" }).WaitForAsync();
    }
}
