using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Rectify.Workflow.Web.Tests.Elsa;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Designer;

/// <summary>Activities inside activities: what a loop repeats, what a condition chooses between, what a state does.</summary>
[Collection(StudioTurns.Name)]
public sealed class StudioContainerTests(WebWorld world, BrowserWorld browser)
{
    [Fact]
    public async Task What_is_drawn_inside_a_loop_and_a_condition_is_saved_and_run()
    {
        const string Id = "browser-inside";
        var page = await browser.OpenWorkflowAsync(world, Id, Nested());

        await page.OpenBranchAsync("a0", "Body", "流程图");
        await page.DropAsync("输出", "写一行", "Elsa.WriteLine", 250, 90);
        await page.LeaveBranchAsync("a0");
        await page.OpenBranchAsync("a1", "Then", "顺序");
        await page.DropAsync("输出", "写一行", "Elsa.WriteLine", 250, 90);
        // An activity keeps its size until the drawing is opened again, and shows its other branch only then.
        await page.OpenStudioAsync($"definitions/{Id}");
        await page.OpenBranchAsync("a1", "Else", "流程图");
        await page.DropAsync("基本", "设置名称", "Elsa.SetName", 250, 90);
        await page.PublishedAsync();

        Assert.Equal(("Elsa.Flowchart", "Elsa.WriteLine"), await InsideAsync(Id, "a0", "body"));
        Assert.Equal(("Elsa.Sequence", "Elsa.WriteLine"), await InsideAsync(Id, "a1", "then"));
        Assert.Equal(("Elsa.Flowchart", "Elsa.SetName"), await InsideAsync(Id, "a1", "else"));
        await page.RunAsync();
        await page.SeesAsync("已完成");
        // Two turns of the loop and one branch of the condition; the other branch never began.
        var ran = await RanAsync(new Uri(page.Url).Segments[^1]);
        Assert.Equal(3, ran.Count(type => type == "Elsa.WriteLine"));
        Assert.DoesNotContain("Elsa.SetName", ran);
    }

    [Fact]
    public async Task What_a_state_does_when_entered_and_left_is_chosen_saved_and_run()
    {
        const string Id = "browser-states";
        var page = await browser.OpenWorkflowAsync(world, Id, Machine());
        await page.SelectStateAsync("待审");

        await page.SavesAsync(() => page.ChooseForSlotAsync("添加进入时的活动", "写一行"), "\"entry\":{");
        await page.SavesAsync(() => page.ChooseForSlotAsync("添加离开时的活动", "设置名称"), "\"exit\":{");
        await page.PublishedAsync();

        var state = (await world.StoredAsync(Id))["root"]!["states"]![0]!;
        Assert.Equal(("Elsa.WriteLine", "Elsa.SetName"), ((string?)state["entry"]?["type"], (string?)state["exit"]?["type"]));
        await page.RunAsync();
        await page.SeesAsync("已完成");
        Assert.Superset(new HashSet<string?> { "Elsa.WriteLine", "Elsa.SetName" }, (await RanAsync(new Uri(page.Url).Segments[^1])).ToHashSet());
    }

    private async Task<(string? Container, string? Activity)> InsideAsync(string definition, string activity, string branch)
    {
        var inside = (await world.StoredAsync(definition, activity))[branch];
        return ((string?)inside?["type"], (string?)inside?["activities"]!.AsArray().Single()!["type"]);
    }

    // The types that completed, one entry for each time.
    private async Task<List<string?>> RanAsync(string instance)
    {
        using var visitor = await ElsaVisitor.SignInAsync(world);
        var journal = await visitor.PostAsync($"workflow-instances/{instance}/journal?skip=0&take=200", new JsonObject());
        return [.. journal["items"]!.AsArray().Where(entry => (string?)entry!["eventName"] == "Completed").Select(entry => (string?)entry!["activityType"])];
    }

    private static JsonObject Nested()
    {
        var workflow = StudioEditing.Flowchart("浏览器：里面的活动", "Elsa.ForEach", "Elsa.If");
        workflow["root"]!["activities"]![0]!["items"] = JsonNode.Parse("""{ "typeName": "Object[]", "expression": { "type": "Object", "value": "[\"甲\",\"乙\"]" } }""");
        workflow["root"]!["activities"]![1]!["condition"] = JsonNode.Parse("""{ "typeName": "Boolean", "expression": { "type": "Literal", "value": "True" } }""");
        workflow["root"]!["connections"] = new JsonArray(JsonNode.Parse(
            """{ "source": { "activity": "a0", "port": "Done" }, "target": { "activity": "a1", "port": "In" }, "vertices": [] }"""));
        return workflow;
    }

    private static JsonObject Machine()
    {
        var workflow = StudioEditing.Flowchart("浏览器：状态里的活动");
        workflow["root"] = JsonNode.Parse("""
            {
              "id": "machine", "type": "Elsa.StateMachine", "version": 1, "name": "StateMachine1", "initialState": "待审",
              "states": [{ "name": "待审" }, { "name": "已办" }], "transitions": [{ "id": "t1", "name": "办结", "from": "待审", "to": "已办", "trigger": { "id": "go", "type": "Elsa.Correlate", "version": 1, "name": "Go" } }]
            }
            """);
        return workflow;
    }
}

/// <summary>What people do with activities that hold others.</summary>
internal static class StudioContainers
{
    /// <summary>Opens an empty branch of an activity: a click into it, and how its activities are to be arranged.</summary>
    public static async Task OpenBranchAsync(this IPage page, string activity, string port, string kind)
    {
        var branch = page.Node(activity).Locator($".embedded-port[data-port-name={port}]");
        await branch.WaitForAsync();
        var dialog = page.Locator(".mud-dialog");
        var clicks = 0;
        do
        {
            // The canvas asks where the click was, whatever lies on top: the frame of what is selected, at times.
            var box = await branch.BoundingBoxAsync() ?? throw new InvalidOperationException($"{activity} has no branch {port} on the screen.");
            await page.Mouse.ClickAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        }
        while (!await StudioSteps.AppearsAsync(dialog) && clicks++ < 10);
        await page.SavesAsync(
            async () =>
            {
                await dialog.GetByText(kind, new() { Exact = true }).ClickAsync();
                await dialog.GetByRole(AriaRole.Button, new() { Name = "确定" }).ClickAsync();
            },
            $"\"{char.ToLowerInvariant(port[0])}{port[1..]}\":{{");
        await Assertions.Expect(page.Node(activity)).ToHaveCountAsync(0);
    }

    /// <summary>Goes back to the whole drawing.</summary>
    public static async Task LeaveBranchAsync(this IPage page, string activity)
    {
        await page.Locator(".mud-breadcrumbs").GetByText("根", new() { Exact = true }).ClickAsync();
        await page.Node(activity).WaitForAsync();
    }

    /// <summary>Selects a state of a machine, so that what it does is shown.</summary>
    public static async Task SelectStateAsync(this IPage page, string state)
    {
        var clicks = 0;
        do
        {
            await page.Locator(".x6-node").Filter(new() { HasText = state }).First.ClickAsync(new() { Force = true });
        }
        while (!await StudioSteps.AppearsAsync(page.Locator(".state-machine-inspector")) && clicks++ < 10);
    }

    /// <summary>Chooses an activity for an empty place of a state or a transition.</summary>
    public static async Task ChooseForSlotAsync(this IPage page, string button, string activity)
    {
        var dialog = page.Locator(".mud-dialog");
        var clicks = 0;
        do
        {
            await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        }
        while (!await StudioSteps.AppearsAsync(dialog) && clicks++ < 10);
        await dialog.GetByText("全部活动").First.ClickAsync();
        await dialog.Locator("input").First.FillAsync(activity);
        await dialog.Locator(".state-machine-activity-picker__result").Filter(new() { HasTextRegex = new Regex($"^{activity}") }).First.ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = $"添加“{activity}”" }).ClickAsync();
    }
}
