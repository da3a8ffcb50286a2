using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Rectify.Workflow.Web.Tests.Elsa;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Designer;

/// <summary>Two administrators at one draft (两人同时修改): who comes second is told, and keeps the work under another name.</summary>
[Collection(StudioTurns.Name)]
public sealed class StudioTwoEditorsTests(WebWorld world, BrowserWorld browser)
{
    [Fact]
    public async Task Who_saves_second_is_refused_and_keeps_the_drawing_as_a_workflow_of_its_own()
    {
        using var visitor = await ElsaVisitor.SignInAsync(world);
        await visitor.PostAsync("workflow-definitions/import", StudioScenes.Texts("browser-two", "浏览器：两位", "原来的话"));
        using var other = await SecondAdministrator.SignInAsync(world);
        var first = await OpenAsync("administrator");
        var second = await OpenAsync(SecondAdministrator.UserName);

        await first.SelectAsync("a0", "文字");
        await first.SavesAsync(() => first.Input("文字").LeaveAsync("先到的话"), "先到的话");
        await second.SelectAsync("a0", "文字");
        var refused = await second.RunAndWaitForResponseAsync(() => second.Input("文字").LeaveAsync("后到的话"), StudioSteps.IsSave);

        Assert.Equal(400, refused.Status);
        await Assertions.Expect(second.Locator(".mud-snackbar").First).ToContainTextAsync("您打开的内容不是最新的");
        await Assertions.Expect(second.Input("文字")).ToHaveValueAsync("后到的话");
        await SaveAsAsync(second, "浏览器：两位之二");
        var kept = new Uri(second.Url).Segments[^1];

        Assert.Equal("先到的话", await TextAsync(visitor, "browser-two"));
        Assert.Equal("后到的话", await TextAsync(visitor, kept));
    }

    private async Task<IPage> OpenAsync(string userName)
    {
        var page = await browser.OpenAsync(world.Address, width: 1440);
        await page.SignInAsync(userName);
        await page.OpenStudioAsync("definitions/browser-two");
        await page.Node("a0").WaitForAsync();
        return page;
    }

    private static async Task SaveAsAsync(IPage page, string name)
    {
        var here = page.Url;
        // What was refused is still unsaved here: the page asks before it is left.
        page.Dialog += (_, dialog) => dialog.AcceptAsync();
        await page.ChooseAsync(page.Locator(".mud-toolbar .mud-button-group-root button").Last, "另存为");
        var dialog = page.Locator(".mud-dialog");
        await dialog.GetByLabel("名称").First.FillAsync(name);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "确定" }).ClickAsync();
        await Assertions.Expect(page).Not.ToHaveURLAsync(here, new() { Timeout = StudioSteps.ColdStart });
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/designer/definitions/[^/?]+$"));
    }

    private static async Task<string?> TextAsync(ElsaVisitor visitor, string definition) =>
        (string?)(await visitor.GetAsync($"workflow-definitions/by-definition-id/{definition}?versionOptions=Latest")).Activity("a0")["text"]?["expression"]?["value"];
}
