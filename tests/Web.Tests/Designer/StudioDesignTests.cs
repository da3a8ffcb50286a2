using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Rectify.Workflow.Web.Tests.Elsa;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Designer;

/// <summary>The unmodified Studio against our server, in a real browser.</summary>
[Collection(StudioTurns.Name)]
public sealed class StudioDesignTests(WebWorld world, BrowserWorld browser)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_draws_publishes_changes_and_rolls_back()
    {
        var page = await SignedInAsync("administrator");
        var errors = page.Errors();
        var id = await page.CreateWorkflowAsync("浏览器：画流程");
        await page.DropAsync("流程", "开始", "Elsa.Start", 60, 150);
        await page.DropAsync("输出", "写一行", "Elsa.WriteLine", 350, 150);
        await page.ConnectAsync("Start1", "WriteLine1");

        await page.PublishedAsync();
        var published = await LatestAsync(id);
        await page.SavesAsync(
            async () =>
            {
                await page.Field("名称").Locator("input").First.FillAsync("浏览器：改名");
                await page.Keyboard.PressAsync("Tab");
            },
            "浏览器：改名");
        var changed = await LatestAsync(id);
        await page.Locator(".mud-tab").Filter(new() { HasText = "版本历史" }).DispatchEventAsync("click");
        var first = page.Locator("tr").Filter(new() { HasTextRegex = new Regex(@"^\s*1\s") });
        await first.GetByRole(AriaRole.Button).Last.ClickAsync();
        var back = await page.RunAndWaitForResponseAsync(
            () => page.Locator(".mud-popover-open").GetByText("恢复到该版本").ClickAsync(), answer => answer.Url.Contains($"/{id}/revert/1", StringComparison.Ordinal));

        Assert.Equal((1, true), ((int?)published["version"], (bool?)published["isPublished"]));
        Assert.Equal((2, false), ((int?)changed["version"], (bool?)changed["isPublished"]));
        Assert.Equal(200, back.Status);
        var restored = await LatestAsync(id);
        Assert.Equal((3, "浏览器：画流程"), ((int?)restored["version"], (string?)restored["name"]));
        Assert.Equal(2, restored["root"]?["activities"]?.AsArray().Count);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Each_editor_of_an_activity_is_saved_as_it_is_left()
    {
        var page = await SignedInAsync("administrator");
        var id = await page.CreateWorkflowAsync("浏览器：填参数");
        await page.DropAsync("整改", "落实整改", "Rectify.ImplementItem", 150, 120);

        await page.SavesAsync(() => LeaveAsync(page.Field("标题").Locator("input").First, "写整改措施"), "写整改措施");
        await page.SavesAsync(() => LeaveAsync(page.GetByLabel("办理要求"), "第一行\n第二行"), "第二行");
        await page.SavesAsync(() => page.GetByLabel("须有佐证").CheckAsync(), "\"value\":\"True\"");
        await page.SavesAsync(
            async () =>
            {
                await page.Field("提醒提前量").Locator("input").First.FillAsync("5");
                await page.Keyboard.PressAsync("Enter");
            },
            "[\\\"5\\\"]");
        await page.SavesAsync(
            async () =>
            {
                await page.Field("办理人").Locator(".mud-input-slot").First.ClickAsync();
                await page.Locator(".mud-popover-open [class*=list-item]").Filter(new() { HasText = "核查" }).Last.ClickAsync();
            },
            "\"assignee\":{");
        await page.SavesAsync(
            async () =>
            {
                await page.Locator(".monaco-editor:visible").Last.Locator(".view-lines").ClickAsync(new() { Force = true });
                await page.Keyboard.PressAsync("Control+A");
                await page.Keyboard.InsertTextAsync("[]");
            },
            "\"ladder\":{");

        var activity = (await LatestAsync(id))["root"]?["activities"]?[0];
        Assert.Equal("写整改措施", Value("title"));
        Assert.Equal("第一行\n第二行", Value("instructions"));
        Assert.Equal("True", Value("evidenceRequired"));
        Assert.Equal("[\"5\"]", Value("reminderOffsets"));
        Assert.Equal("[]", Value("ladder"));
        Assert.Contains(':', Value("assignee") ?? "");

        await page.OpenStudioAsync($"definitions/{id}");
        await page.EditAsync((string?)activity?["id"] ?? "", "标题");
        await Assertions.Expect(page.Input("标题")).ToHaveValueAsync("写整改措施");
        await Assertions.Expect(page.GetByLabel("办理要求")).ToHaveValueAsync("第一行\n第二行");
        await Assertions.Expect(page.GetByLabel("须有佐证")).ToBeCheckedAsync();
        await Assertions.Expect(page.Field("提醒提前量")).ToContainTextAsync("5");
        await Assertions.Expect(page.Field("办理人")).ToContainTextAsync("核查");
        await Assertions.Expect(page.Locator(".monaco-editor .view-lines").Filter(new() { HasText = "[]" })).ToHaveCountAsync(1);

        string? Value(string input) => (string?)activity?[input]?["expression"]?["value"];
    }

    [Fact]
    public async Task A_reader_looks_at_everything_and_changes_nothing()
    {
        var page = await SignedInAsync("reader");
        var (errors, saves) = (page.Errors(), 0);
        page.Response += (_, answer) => saves += StudioSteps.IsSave(answer) ? 1 : 0;

        await page.OpenStudioAsync("definitions");
        await page.Locator("tr").Filter(new() { HasText = "rectification" }).First.ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/designer/definitions/rectification$"));
        await page.ComesUpAsync();

        await page.SeesAsync("流程或系统处于只读状态，不能修改");
        await page.SeesAsync("落实整改");
        await Assertions.Expect(page.Field("名称").Locator("input").First).ToBeDisabledAsync();
        await Assertions.Expect(page.Locator(".designer-mark")).ToHaveTextAsync("只读查看");
        // An open page at rest draws nothing: whoever leaves it open all day should not hear the fan.
        await page.WaitForFunctionAsync("!document.getAnimations().some(animation => animation.effect.getTiming().iterations === Infinity)");
        Assert.Equal(0, saves);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Of_two_administrators_at_one_draft_the_second_is_told_and_nothing_is_lost()
    {
        var first = await SignedInAsync("administrator");
        var id = await first.CreateWorkflowAsync("浏览器：两人");
        using var other = await SecondAdministrator.SignInAsync(world);
        var second = await SignedInAsync(SecondAdministrator.UserName);
        await second.OpenStudioAsync($"definitions/{id}");
        await second.Field("名称").WaitForAsync();

        await first.SavesAsync(() => LeaveAsync(first.Field("名称").Locator("input").First, "浏览器：先到"), "浏览器：先到");
        var refused = await second.RunAndWaitForResponseAsync(
            () => LeaveAsync(second.Field("名称").Locator("input").First, "浏览器：后到"), StudioSteps.IsSave);

        Assert.Equal(400, refused.Status);
        await Assertions.Expect(second.Locator(".mud-snackbar").First).ToContainTextAsync("您打开的内容不是最新的");
        await Assertions.Expect(second.Field("名称").Locator("input").First).ToHaveValueAsync("浏览器：后到");
        Assert.Equal("浏览器：先到", (string?)(await LatestAsync(id))["name"]);
    }

    [Fact]
    public async Task An_exported_file_comes_in_again_as_the_same_workflow()
    {
        using var visitor = await ElsaVisitor.SignInAsync(world);
        await visitor.PostAsync("workflow-definitions/import", WaitingWorkflow("browser-file", "浏览器：文件"));
        var page = await SignedInAsync("administrator");
        await page.OpenStudioAsync("definitions");
        await page.GetByPlaceholder("按编号、名称、说明、流程编号搜索").FillAsync("browser-file");
        await page.Locator("tr").Filter(new() { HasText = "浏览器：文件" }).GetByRole(AriaRole.Button).Last.ClickAsync();
        await page.Locator(".mud-popover-open").GetByText("导出").ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(
            () => page.Locator(".mud-dialog").GetByRole(AriaRole.Button, new() { Name = "导出" }).ClickAsync());
        var file = Path.Combine(world.DataFolder, "browser-file.json");
        await download.SaveAsAsync(file);
        var before = JsonNode.Parse(await File.ReadAllTextAsync(file, Cancel));
        using var deleted = await visitor.SendAsync(HttpMethod.Delete, "workflow-definitions/browser-file");

        await page.OpenStudioAsync("definitions");
        var imported = await page.RunAndWaitForResponseAsync(
            () => page.Locator("input[type=file]").First.SetInputFilesAsync(file), answer => answer.Url.EndsWith("/workflow-definitions/import", StringComparison.Ordinal));

        Assert.True(deleted.IsSuccessStatusCode);
        Assert.Equal(200, imported.Status);
        var after = await visitor.GetAsync("workflow-definitions/browser-file/export?versionOptions=Latest");
        foreach (var member in new[] { "$schema", "definitionId", "name", "description", "root", "variables", "inputs", "outputs" })
        {
            Assert.True(JsonNode.DeepEquals(before?[member], after[member]), $"{member}: {before?[member]} became {after[member]}");
        }
    }

    [Fact]
    public async Task A_run_is_watched_live_until_somebody_ends_it()
    {
        using var visitor = await ElsaVisitor.SignInAsync(world);
        await visitor.PostAsync("workflow-definitions/import", WaitingWorkflow("browser-run", "浏览器：运行"));
        var page = await SignedInAsync("administrator");
        await page.OpenStudioAsync("definitions/browser-run");
        await page.Locator(".x6-node").First.WaitForAsync();

        await page.RunAsync();
        await page.SeesAsync("等待中");
        var instance = new Uri(page.Url).Segments[^1];
        using var cancelled = await visitor.SendAsync(HttpMethod.Post, $"cancel/workflow-instances/{instance}");

        // No reload: the server tells the open page.
        Assert.True(cancelled.IsSuccessStatusCode);
        await page.SeesAsync("已取消");
    }

    private async Task<IPage> SignedInAsync(string userName)
    {
        var page = await browser.OpenAsync(world.Address, width: 1440);
        await page.SignInAsync(userName);
        return page;
    }

    private async Task<JsonNode> LatestAsync(string definitionId)
    {
        using var visitor = await ElsaVisitor.SignInAsync(world);
        return await visitor.GetAsync($"workflow-definitions/by-definition-id/{definitionId}?versionOptions=Latest");
    }

    private static async Task LeaveAsync(ILocator field, string text)
    {
        await field.FillAsync(text);
        await field.PressAsync("Tab");
    }

    // Says something, then waits for an event that nobody sends.
    private static JsonObject WaitingWorkflow(string id, string name) => new()
    {
        ["definitionId"] = id,
        ["name"] = name,
        ["description"] = "浏览器测试",
        ["variables"] = new JsonArray(),
        ["inputs"] = new JsonArray(),
        ["outputs"] = new JsonArray(),
        ["outcomes"] = new JsonArray(),
        ["customProperties"] = new JsonObject { ["kept"] = "原样" },
        ["root"] = new JsonObject
        {
            ["id"] = "flow",
            ["type"] = "Elsa.Flowchart",
            ["version"] = 1,
            ["name"] = "Flowchart1",
            ["activities"] = new JsonArray(
                Activity("say", "Elsa.WriteLine", 40, "text", "你好"),
                Activity("wait", "Elsa.Event", 340, "eventName", "浏览器测试不发此事件")),
            ["connections"] = new JsonArray(JsonNode.Parse(
                """{ "source": { "activity": "say", "port": "Done" }, "target": { "activity": "wait", "port": "In" }, "vertices": [] }""")),
        },
    };

    private static JsonObject Activity(string id, string type, int x, string input, string value) => new()
    {
        ["id"] = id,
        ["type"] = type,
        ["version"] = 1,
        ["name"] = id,
        ["metadata"] = new JsonObject { ["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = x, ["y"] = 120 } } },
        [input] = new JsonObject
        {
            ["typeName"] = "String",
            ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value },
        },
    };
}
