using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Designer;

/// <summary>Each kind of editor that our activities use: what is entered is stored, and is there again after a reload.</summary>
[Collection(StudioTurns.Name)]
public sealed class StudioEditorTests(WebWorld world, BrowserWorld browser)
{
    [Fact]
    public async Task A_mail_step_chooses_from_the_templates_of_the_moment()
    {
        const string Id = "browser-template";
        var page = await browser.OpenWorkflowAsync(world, Id, StudioEditing.Flowchart("浏览器：邮件模板", "Rectify.SendMail"));

        await page.EditAsync("a0", "邮件模板");
        await page.SavesAsync(() => page.PickAsync("邮件模板", "请报告进展"), "AskProgress");
        await page.OpenStudioAsync($"definitions/{Id}");
        await page.EditAsync("a0", "邮件模板");

        await Assertions.Expect(page.Field("邮件模板")).ToContainTextAsync("请报告进展");
        Assert.Equal("AskProgress", (await world.StoredAsync(Id, "a0")).Text("template"));
    }

    [Fact]
    public async Task Pickers_offer_what_the_workflow_and_the_server_have()
    {
        const string Id = "browser-pickers";
        var page = await browser.OpenWorkflowAsync(world, Id, StudioEditing.Flowchart(
            "浏览器：选择", "Elsa.SetVariable", "Elsa.SetOutput", "Elsa.Complete", "Elsa.ExecuteWorkflow", "Elsa.HttpEndpoint"));

        await page.EditAsync("a0", "变量");
        await page.SavesAsync(() => page.PickAsync("变量", "天数"), "\"variable\":{");
        await page.EditAsync("a1", "输出");
        await page.SavesAsync(() => page.PickAsync("输出", "结论"), "\"outputName\":{");
        await page.EditAsync("a2", "结果");
        await page.SavesAsync(() => page.PickAsync("结果", "不同意"), "\"outcomes\":{");
        await page.EditAsync("a3", "流程");
        await page.SavesAsync(() => page.PickAsync("流程", "一般事项办理流程"), "\"workflowDefinitionId\":{");
        await page.EditAsync("a4", "方法");
        await page.SavesAsync(() => page.GetByLabel("POST", new() { Exact = true }).CheckAsync(), "\"supportedMethods\":{");

        Assert.Equal("days", (string?)(await world.StoredAsync(Id, "a0"))["variable"]?["id"]);
        Assert.Equal("结论", (await world.StoredAsync(Id, "a1")).Text("outputName"));
        Assert.Equal("不同意", (await world.StoredAsync(Id, "a2")).Text("outcomes"));
        Assert.Equal("general-task", (await world.StoredAsync(Id, "a3")).Text("workflowDefinitionId"));
        Assert.Equal("""["GET","POST"]""", (await world.StoredAsync(Id, "a4")).Text("supportedMethods"));

        await page.OpenStudioAsync($"definitions/{Id}");
        await ShowsAsync("a0", "变量", "天数");
        await ShowsAsync("a1", "输出", "结论");
        await ShowsAsync("a2", "结果", "不同意");
        await ShowsAsync("a3", "流程", "一般事项办理流程");
        await page.EditAsync("a4", "方法");
        await Assertions.Expect(page.GetByLabel("POST", new() { Exact = true })).ToBeCheckedAsync();

        async Task ShowsAsync(string activity, string label, string value)
        {
            await page.EditAsync(activity, label);
            await Assertions.Expect(page.Field(label)).ToContainTextAsync(value);
        }
    }

    [Fact]
    public async Task Rows_and_lists_give_an_activity_its_ways_out()
    {
        const string Id = "browser-rows";
        var page = await browser.OpenWorkflowAsync(world, Id, StudioEditing.Flowchart(
            "浏览器：分支", "Elsa.Switch", "Elsa.FlowSwitch", "Elsa.FlowFork", "Elsa.SendHttpRequest", "Elsa.RunTask", "Elsa.ExecuteWorkflow"));

        await page.EditAsync("a0", "添加分支");
        await page.SavesAsync(() => AddRowAsync(page, "添加分支", "超过一周", "getVariable('天数') > 7", "JavaScript"), "\"cases\":[{");
        await page.EditAsync("a1", "添加分支");
        await page.SavesAsync(() => AddRowAsync(page, "添加分支", "加急", "true", "JavaScript"), "加急");
        await page.EditAsync("a2", "分支");
        await page.SavesAsync(() => AddChipAsync(page, "分支", "甲"), "\"branches\":{");
        await page.EditAsync("a3", "预期的状态码");
        await page.SavesAsync(() => AddChipAsync(page, "预期的状态码", "404"), "404");
        await page.EditAsync("a5", "添加一行");
        await page.SavesAsync(() => AddRowAsync(page, "添加一行", "事项", "催办", syntax: null), "\"input\":{");

        var first = (await world.StoredAsync(Id, "a0"))["cases"]?[0];
        Assert.Equal(("超过一周", "JavaScript", "getVariable('天数') > 7"),
            ((string?)first?["label"], (string?)first?["condition"]?["type"], (string?)first?["condition"]?["value"]));
        Assert.Equal("加急", (string?)(await world.StoredAsync(Id, "a1"))["cases"]?[0]?["label"]);
        Assert.Equal(["甲"], (await world.StoredAsync(Id, "a2")).Chosen("branches"));
        Assert.Equal("404", (await world.StoredAsync(Id, "a3"))["expectedStatusCodes"]?[0]?["statusCode"]?.ToString());
        Assert.Contains("催办", JsonNode.Parse((await world.StoredAsync(Id, "a5")).Text("input") ?? "")?.ToJsonString(StudioSteps.Readable));

        await page.OpenStudioAsync($"definitions/{Id}");
        // The rows have become ways out of the activities, on the canvas.
        await SeesOutAsync("a0", "超过一周");
        await SeesOutAsync("a1", "加急");
        await SeesOutAsync("a2", "甲");
        await SeesOutAsync("a3", "404");
        await page.EditAsync("a0", "添加分支");
        await page.SeesAsync("getVariable('天数') > 7");
        await page.EditAsync("a5", "添加一行");
        await page.SeesAsync("催办");

        Task SeesOutAsync(string activity, string way) => Assertions.Expect(page.Locator($".x6-node[data-cell-id='{activity}']")).ToContainTextAsync(way);
    }

    [Fact]
    public async Task Scripts_and_every_syntax_of_an_input_are_kept()
    {
        const string Id = "browser-syntax";
        var page = await browser.OpenWorkflowAsync(world, Id, StudioEditing.Flowchart(
            "浏览器：写法", "Elsa.RunJavaScript", "Elsa.WriteLine", "Elsa.StartAt"));

        await page.EditAsync("a0", "脚本");
        await page.SavesAsync(() => page.WriteCodeAsync("setOutcome('好')"), "setOutcome('好')");
        await page.SavesAsync(() => AddChipAsync(page, "可能的结果", "好"), "\"possibleOutcomes\":{");
        await page.EditAsync("a1", "文字");
        await page.SavesAsync(() => page.Field("文字").Locator("input").First.LeaveAsync("你好"), "\"type\":\"Literal\",\"value\":\"你好\"");
        await page.SavesAsync(() => page.SwitchSyntaxAsync("文字", "JavaScript"), "\"type\":\"JavaScript\"");
        await page.SavesAsync(() => page.WriteCodeAsync("1+1"), "\"type\":\"JavaScript\",\"value\":\"1+1\"");
        await page.SavesAsync(() => page.SwitchSyntaxAsync("文字", "Liquid"), "\"type\":\"Liquid\"");
        await page.SavesAsync(() => page.WriteCodeAsync("{{ Variables.天数 }}"), "{{ Variables.天数 }}");
        await page.SavesAsync(() => page.SwitchSyntaxAsync("文字", "输入"), "\"type\":\"Input\"");
        await page.SavesAsync(() => page.PickAsync("文字", "申请人 - 申请人"), "\\\"name\\\":\\\"");
        await page.SavesAsync(() => page.SwitchSyntaxAsync("文字", "变量"), "\"type\":\"Variable\"");
        await page.SavesAsync(() => page.PickAsync("文字", "天数"), "\\\"id\\\":\\\"days\\\"");
        await page.EditAsync("a2", "时刻");
        await page.SavesAsync(() => page.Field("时刻").Locator("input").First.LeaveAsync("2023-12-31T09:00:00+08:00"), "2023-12-31T09:00");

        Assert.Equal("setOutcome('好')", (await world.StoredAsync(Id, "a0")).Text("script"));
        Assert.Equal(["好"], (await world.StoredAsync(Id, "a0")).Chosen("possibleOutcomes"));
        Assert.Equal("Variable", (string?)(await world.StoredAsync(Id, "a1"))["text"]?["expression"]?["type"]);
        Assert.Equal("2023-12-31T09:00:00+08:00", (await world.StoredAsync(Id, "a2")).Text("dateTime"));
        await page.OpenStudioAsync($"definitions/{Id}");
        await page.EditAsync("a0", "脚本");
        await Assertions.Expect(page.Locator(".monaco-editor .view-lines").First).ToContainTextAsync("setOutcome('好')");
        await page.EditAsync("a1", "文字");
        await Assertions.Expect(page.Field("文字")).ToContainTextAsync("天数");
        await page.EditAsync("a2", "时刻");
        await Assertions.Expect(page.Field("时刻").Locator("input").First).ToHaveValueAsync("2023-12-31T09:00:00+08:00");
    }

    // Adds a row, fills it and takes it over with its check mark.
    private static async Task AddRowAsync(IPage page, string button, string name, string value, string? syntax)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        var row = page.Locator("tr").Filter(new() { Has = page.Locator("input[type=text]") }).Last;
        if (syntax is not null)
        {
            await page.ChooseItemAsync(row.Locator(".mud-select .mud-input-slot").Last, syntax);
        }

        var fields = row.Locator("input[type=text]");
        await fields.Nth(0).LeaveAsync(name);
        await fields.Nth(1).LeaveAsync(value);
        await row.GetByRole(AriaRole.Button).First.ClickAsync();
    }

    private static async Task AddChipAsync(IPage page, string label, string chip)
    {
        await page.Field(label).Locator("input").First.FillAsync(chip);
        await page.Keyboard.PressAsync("Enter");
    }
}
