using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Designer;

/// <summary>The other kinds of canvas, and what belongs to a workflow as a whole.</summary>
[Collection(StudioTurns.Name)]
public sealed class StudioCanvasTests(WebWorld world, BrowserWorld browser)
{
    [Fact]
    public async Task A_sequence_is_drawn_published_and_run()
    {
        var page = await SignedInAsync();
        var id = await page.CreateWorkflowAsync("浏览器：顺序", "顺序");
        await page.DropAsync("输出", "写一行", "Elsa.WriteLine", 300, 60);
        await page.DropAsync("基本", "设置变量", "Elsa.SetVariable", 640, 330);
        await page.PublishedAsync();

        var root = (await world.StoredAsync(id))["root"]!;
        Assert.Equal("Elsa.Sequence", (string?)root["type"]);
        Assert.Equal(["Elsa.WriteLine", "Elsa.SetVariable"], root["activities"]!.AsArray().Select(activity => (string?)activity?["type"]));
        await page.RunAsync();
        await page.SeesAsync("WriteLine1");
        await page.SeesAsync("SetVariable1");
        await page.SeesAsync("已完成");
    }

    [Fact]
    public async Task A_state_machine_is_drawn_published_and_run()
    {
        var page = await SignedInAsync();
        var id = await page.CreateWorkflowAsync("浏览器：状态", "状态机");
        await page.SavesAsync(() => AddAsync(page, 0, "待审"), "待审");
        await page.SavesAsync(() => AddAsync(page, 0, "已办"), "已办");
        await page.SavesAsync(
            async () =>
            {
                var form = page.Locator("details[name=state-machine-create]").Nth(1);
                await OpenAsync(form);
                await form.Locator("select").Nth(0).SelectOptionAsync(new SelectOptionValue { Label = "待审" });
                await form.Locator("select").Nth(1).SelectOptionAsync(new SelectOptionValue { Label = "已办" });
                await AddAsync(page, 1, "办结");
            },
            "办结");
        // What the canvas marks a state with is Chinese too.
        await Assertions.Expect(page.Locator(".x6-node").Filter(new() { HasText = "已办" }).First).ToContainTextAsync("终止");
        await page.PublishedAsync();

        var root = (await world.StoredAsync(id))["root"]!;
        Assert.Equal("Elsa.StateMachine", (string?)root["type"]);
        Assert.Equal(["待审", "已办"], root["states"]!.AsArray().Select(state => (string?)state?["name"]));
        Assert.Equal("办结", (string?)root["transitions"]?[0]?["name"]);
        await page.RunAsync();
        await page.SeesAsync("待审");
        await page.SeesAsync("已完成");
    }

    [Fact]
    public async Task What_belongs_to_the_whole_workflow_is_kept()
    {
        const string Id = "browser-whole";
        var page = await browser.OpenWorkflowAsync(world, Id, StudioEditing.Flowchart("浏览器：整体", "Elsa.WriteLine"));
        var dialog = page.Locator(".mud-dialog");
        var confirm = dialog.GetByRole(AriaRole.Button, new() { Name = "确定" });

        await page.OpenTabAsync("变量");
        await page.SavesAsync(() => AddInDialogAsync("添加变量", "金额", "小数"), "金额");
        await page.OpenTabAsync("输入/输出");
        await page.SavesAsync(() => AddInDialogAsync("添加输入", "事由", "文本"), "事由");
        await page.SavesAsync(() => AddInDialogAsync("添加输出", "批复", "文本"), "批复");
        await page.SavesAsync(
            async () =>
            {
                await page.GetByPlaceholder("添加结果").FillAsync("退回");
                await page.Keyboard.PressAsync("Enter");
            },
            "退回");
        await page.OpenTabAsync("属性");
        await page.SavesAsync(() => page.GetByLabel("可作为活动使用").CheckAsync(), "\"usableAsActivity\":true");

        var stored = await world.StoredAsync(Id);
        Assert.Equal(["天数", "金额"], stored["variables"]!.AsArray().Select(one => (string?)one?["name"]));
        Assert.Equal("Double", (string?)stored["variables"]![1]!["typeName"]);
        Assert.Equal(["申请人", "事由"], stored["inputs"]!.AsArray().Select(one => (string?)one?["name"]));
        Assert.Equal(["结论", "批复"], stored["outputs"]!.AsArray().Select(one => (string?)one?["name"]));
        Assert.Equal(["同意", "不同意", "退回"], stored["outcomes"]!.AsArray().Select(one => (string?)one));

        await page.OpenStudioAsync($"definitions/{Id}");
        await Assertions.Expect(page.GetByLabel("可作为活动使用")).ToBeCheckedAsync();
        await page.OpenTabAsync("变量");
        await page.SeesAsync("金额");
        await page.OpenTabAsync("输入/输出");
        await page.SeesAsync("事由");
        await page.SeesAsync("批复");
        await page.SeesAsync("退回");

        async Task AddInDialogAsync(string button, string name, string type)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
            // The dialog proposes a name a moment after it has come up.
            var field = dialog.GetByLabel("名称", new() { Exact = true });
            await Assertions.Expect(field).Not.ToHaveValueAsync("");
            await field.LeaveAsync(name);
            await page.ChooseItemAsync(dialog.Field("类型").Locator(".mud-input-slot:visible").First, type);
            await confirm.ClickAsync();
        }
    }

    [Fact]
    public async Task Strategies_of_a_workflow_are_chosen_kept_and_shown_again()
    {
        const string Id = "browser-strategies";
        var page = await browser.OpenWorkflowAsync(world, Id, StudioEditing.Flowchart("浏览器：策略", "Elsa.WriteLine"));
        (string Label, string Choice, string Saved)[] choices =
        [
            ("启动策略", "单例", "ActivationValidators.SingletonStrategy"),
            ("异常处理方式", "其他分支继续", "\"incidentStrategyType\":\"ContinueWithIncidentsStrategy\""),
            ("日志记录方式", "不记录", "LogPersistence.Strategies.Exclude"),
            ("提交策略", "每个活动执行后提交", "\"commitStrategyName\":\"ActivityExecuted\""),
        ];
        foreach (var (label, choice, saved) in choices)
        {
            await page.SavesAsync(() => page.ChooseItemAsync(Setting(label).Locator(".mud-input-slot:visible").First, choice), saved);
        }

        var stored = await world.StoredAsync(Id);
        Assert.StartsWith("Elsa.Workflows.Runtime.ActivationValidators.SingletonStrategy", (string?)stored["options"]!["activationStrategyType"], StringComparison.Ordinal);
        Assert.StartsWith("Elsa.Workflows.LogPersistence.Strategies.Exclude",
            (string?)stored["customProperties"]!["logPersistenceConfig"]!["default"]!["strategyType"], StringComparison.Ordinal);
        await page.OpenStudioAsync($"definitions/{Id}");
        foreach (var (label, choice, _) in choices)
        {
            await Assertions.Expect(Setting(label)).ToContainTextAsync(choice);
        }

        // An editor of expressions of the same name is there too, out of sight.
        ILocator Setting(string label) => page.Locator(".mud-select").Filter(new() { Has = page.Locator("label", new() { HasTextRegex = new Regex($"^{label}$") }) }).Last;
    }

    private async Task<IPage> SignedInAsync()
    {
        var page = await browser.OpenAsync(world.Address, width: 1440);
        await page.SignInAsync("administrator");
        return page;
    }

    // The menus of the state machine: 0 adds a state, 1 a transition.
    private static async Task AddAsync(IPage page, int menu, string name)
    {
        var form = page.Locator("details[name=state-machine-create]").Nth(menu);
        await OpenAsync(form);
        await form.Locator("input").First.LeaveAsync(name);
        await form.GetByRole(AriaRole.Button).Last.ClickAsync();
    }

    private static async Task OpenAsync(ILocator form)
    {
        if (await form.GetAttributeAsync("open") is null)
        {
            await form.Locator("summary").ClickAsync();
        }
    }
}
