using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Rectify.Workflow.Web.Tests.Elsa;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Designer;

/// <summary>Old versions are looked at, thrown away and brought back; several definitions leave and return as one file.</summary>
[Collection(StudioTurns.Name)]
public sealed class StudioVersionTests(WebWorld world, BrowserWorld browser)
{
    private static readonly string[] Members =
        ["$schema", "definitionId", "name", "description", "root", "variables", "inputs", "outputs", "outcomes", "customProperties"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_old_version_is_looked_at_another_deleted_and_the_first_brought_back()
    {
        using var visitor = await ElsaVisitor.SignInAsync(world);
        foreach (var version in new[] { "一", "二", "三" })
        {
            await visitor.PostAsync("workflow-definitions/import", StudioScenes.Texts("browser-versions", "浏览器：版本", $"第{version}稿"));
            await visitor.PostAsync("workflow-definitions/browser-versions/publish", new JsonObject());
        }

        var page = await OpenAsync("definitions/browser-versions");
        await SeesNodeAsync(page, "第三稿");
        await VersionsAsync(page);
        await page.ChooseAsync(Row(page, 1).GetByRole(AriaRole.Button).Last, "查看");
        await SeesNodeAsync(page, "第一稿");

        await page.ChooseAsync(Row(page, 2).GetByRole(AriaRole.Button).Last, "删除");
        var deleted = await page.RunAndWaitForResponseAsync(
            () => page.Locator(".mud-dialog").GetByRole(AriaRole.Button, new() { Name = "确定" }).ClickAsync(),
            answer => answer.Request.Method == "DELETE" && answer.Url.Contains("/workflow-definition-versions/", StringComparison.Ordinal));
        Assert.Equal(204, deleted.Status);
        await Assertions.Expect(Row(page, 2)).ToHaveCountAsync(0);

        await page.ReloadAsync();
        await page.ComesUpAsync();
        await SeesNodeAsync(page, "第三稿");
        await VersionsAsync(page);
        var back = await page.RunAndWaitForResponseAsync(
            () => page.ChooseAsync(Row(page, 1).GetByRole(AriaRole.Button).Last, "恢复到该版本"),
            answer => answer.Url.EndsWith("/browser-versions/revert/1", StringComparison.Ordinal));

        Assert.Equal(200, back.Status);
        await SeesNodeAsync(page, "第一稿");
        var left = (await visitor.GetAsync("workflow-definitions?versionOptions=AllVersions&DefinitionIds=browser-versions&OrderBy=Version"))["items"]!.AsArray();
        Assert.Equal([1, 3, 4], left.Select(version => (int)version!["version"]!).Order());
        Assert.Equal([3], left.Where(version => (bool)version!["isPublished"]!).Select(version => (int)version!["version"]!));
    }

    [Fact]
    public async Task Several_definitions_leave_as_one_file_and_come_back_the_same()
    {
        using var visitor = await ElsaVisitor.SignInAsync(world);
        var ids = new[] { "browser-many-1", "browser-many-2" };
        var before = new Dictionary<string, JsonNode>();
        foreach (var id in ids)
        {
            await visitor.PostAsync("workflow-definitions/import", StudioScenes.Texts(id, $"浏览器成批：{id[^1]}", "头一句", "第二句"));
            before[id] = await visitor.GetAsync($"workflow-definitions/{id}/export?versionOptions=Latest");
        }

        var page = await OpenAsync("definitions");
        await page.Locator(".mud-table-body .mud-icon-button").First.WaitForAsync();
        await page.GetByPlaceholder("按编号、名称、说明、流程编号搜索").FillAsync("浏览器成批");
        var rows = page.Locator(".mud-table-body tr").Filter(new() { HasText = "浏览器成批" });
        await Assertions.Expect(page.Locator(".mud-table-body tr").Filter(new() { HasNotText = "浏览器成批" })).ToHaveCountAsync(0);
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        foreach (var at in Enumerable.Range(0, 2))
        {
            await rows.Nth(at).Locator("input[type=checkbox]").CheckAsync();
        }

        await page.ChooseAsync(page.GetByRole(AriaRole.Button, new() { Name = "批量操作" }), "导出");
        var download = await page.RunAndWaitForDownloadAsync(
            () => page.Locator(".mud-dialog").GetByRole(AriaRole.Button, new() { Name = "导出" }).ClickAsync());
        var file = Path.Combine(world.DataFolder, "browser-many.zip");
        await download.SaveAsAsync(file);
        foreach (var id in ids)
        {
            using var gone = await visitor.SendAsync(HttpMethod.Delete, $"workflow-definitions/{id}");
            Assert.True(gone.IsSuccessStatusCode);
        }

        await ImportAsync(page, file, times: 2);

        foreach (var id in ids)
        {
            var after = await visitor.GetAsync($"workflow-definitions/{id}/export?versionOptions=Latest");
            foreach (var member in Members)
            {
                Assert.True(JsonNode.DeepEquals(before[id][member], after[member]), $"{member}: {before[id][member]} became {after[member]}");
            }
        }
    }

    private async Task<IPage> OpenAsync(string path)
    {
        var page = await browser.OpenAsync(world.Address, width: 1440);
        await page.SignInAsync("administrator");
        await page.OpenStudioAsync(path);
        return page;
    }

    // The Studio opens the file itself and sends one definition after the other.
    private static async Task ImportAsync(IPage page, string file, int times)
    {
        var (taken, all) = (0, new TaskCompletionSource());
        page.Response += (_, answer) =>
        {
            if (answer.Url.EndsWith("/workflow-definitions/import", StringComparison.Ordinal) && answer.Status == 200 && Interlocked.Increment(ref taken) == times)
            {
                all.TrySetResult();
            }
        };
        await page.OpenStudioAsync("definitions");
        await page.Locator(".mud-table-body .mud-icon-button").First.WaitForAsync();
        await page.Locator("input[type=file]").First.SetInputFilesAsync(file);
        await all.Task.WaitAsync(TimeSpan.FromMilliseconds(StudioSteps.ColdStart), Cancel);
    }

    private static Task SeesNodeAsync(IPage page, string text) =>
        Assertions.Expect(page.Node("a0").Locator(".activity-label")).ToHaveTextAsync(text);

    private static async Task VersionsAsync(IPage page)
    {
        var clicks = 0;
        do
        {
            await page.Locator(".mud-tab").Filter(new() { HasText = "版本历史" }).DispatchEventAsync("click");
        }
        while (!await StudioSteps.AppearsAsync(Row(page, 1)) && clicks++ < 10);
    }

    private static ILocator Row(IPage page, int version) =>
        page.Locator("tr").Filter(new() { HasTextRegex = new Regex($@"^\s*{version}\s") });
}
