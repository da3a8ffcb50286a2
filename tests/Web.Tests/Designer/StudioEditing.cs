using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Rectify.Workflow.Web.Tests.Elsa;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Designer;

/// <summary>What an administrator does with the editors of an open workflow.</summary>
public static class StudioEditing
{
    /// <summary>Brings a workflow in through the contract and opens it; its activities get the ids a0, a1, …</summary>
    public static async Task<IPage> OpenWorkflowAsync(this BrowserWorld browser, WebWorld world, string id, JsonObject workflow)
    {
        ArgumentNullException.ThrowIfNull(browser);
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(workflow);
        workflow["definitionId"] = id;
        using var visitor = await ElsaVisitor.SignInAsync(world);
        await visitor.PostAsync("workflow-definitions/import", workflow);
        var page = await browser.OpenAsync(world.Address, width: 1600);
        await page.SignInAsync("administrator");
        await page.OpenStudioAsync($"definitions/{id}");
        return page;
    }

    /// <summary>A flowchart of these activities, three in a row.</summary>
    public static JsonObject Flowchart(string name, params string[] types) => new()
    {
        ["name"] = name,
        ["variables"] = new JsonArray(JsonNode.Parse("""{ "id": "days", "name": "天数", "typeName": "Int32", "isArray": false, "value": "3" }""")),
        ["inputs"] = new JsonArray(JsonNode.Parse(
            """{ "name": "申请人", "displayName": "申请人", "type": "String", "isArray": false, "uiHint": "singleline", "category": "", "description": "" }""")),
        ["outputs"] = new JsonArray(JsonNode.Parse(
            """{ "name": "结论", "displayName": "结论", "type": "String", "isArray": false, "category": "", "description": "" }""")),
        ["outcomes"] = new JsonArray("同意", "不同意"),
        ["root"] = new JsonObject
        {
            ["id"] = "flow",
            ["type"] = "Elsa.Flowchart",
            ["version"] = 1,
            ["name"] = "Flowchart1",
            ["activities"] = new JsonArray([.. types.Select(Activity)]),
            ["connections"] = new JsonArray(),
        },
    };

    /// <summary>Selects an activity and waits until its editor of that label is there.</summary>
    public static async Task EditAsync(this IPage page, string activity, string label)
    {
        ArgumentNullException.ThrowIfNull(page);
        // What comes from the server may be drawn again after the click and is selected no more: whoever sees no editor clicks again.
        var node = page.Locator($".x6-node[data-cell-id='{activity}']");
        var clicks = 0;
        do
        {
            await node.ClickAsync(new() { Position = new() { X = 60, Y = 15 }, Force = true });
        }
        while (!await StudioSteps.AppearsAsync(page.Locator(".mud-tabs-panels").GetByText(label, new() { Exact = true }).First) && clicks++ < 10);
    }

    /// <summary>Chooses from a list; a list that is drawn again while it opens is opened again.</summary>
    public static async Task PickAsync(this IPage page, string label, string choice)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(choice);
        var slot = page.Field(label).Locator(".mud-input-slot:visible").First;
        var shown = slot.Filter(new() { HasText = choice.Split(" - ")[0] });
        var picks = 0;
        do
        {
            // A busy Studio may draw the list anew while it is clicked, and then takes nothing.
            await ChooseItemAsync(page, slot, choice);
        }
        while (!await StudioSteps.AppearsAsync(shown) && picks++ < 3);
    }

    /// <summary>Opens a list with a click there and chooses from it.</summary>
    public static async Task ChooseItemAsync(this IPage page, ILocator opener, string choice)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(opener);
        // A hint beside the pointer is a popover too.
        var open = page.Locator(".mud-popover-open:has([class*=mud-list], .mud-menu-item)");
        var item = open.Locator("[class*=mud-list-item], .mud-menu-item").Filter(new() { HasTextRegex = Whole(choice) }).First;
        var clicks = 0;
        do
        {
            if (await open.CountAsync() == 0)
            {
                await opener.ClickAsync();
            }
        }
        while (!await StudioSteps.AppearsAsync(item) && clicks++ < 10);
        await item.ClickAsync();
    }

    /// <summary>Replaces the text of the code editor in view.</summary>
    public static async Task WriteCodeAsync(this IPage page, string code)
    {
        ArgumentNullException.ThrowIfNull(page);
        await page.Locator(".monaco-editor:visible").Last.Locator(".view-lines").ClickAsync(new() { Force = true });
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.InsertTextAsync(code);
    }

    /// <summary>Switches how an input is written: Default, JavaScript, Liquid, 变量, 输入.</summary>
    public static async Task SwitchSyntaxAsync(this IPage page, string label, string syntax)
    {
        ArgumentNullException.ThrowIfNull(page);
        var menu = page.Locator("div.d-flex.flex-row").Filter(new() { Has = page.Locator("label, legend", new() { HasTextRegex = Whole(label) }) }).Last
            .Locator(".mud-menu button").First;
        await ChooseItemAsync(page, menu, syntax);
    }

    /// <summary>A tab of the panel at the right or below, also one that has been pushed out of sight.</summary>
    public static Task OpenTabAsync(this IPage page, string name)
    {
        ArgumentNullException.ThrowIfNull(page);
        return page.Locator(".mud-tab").Filter(new() { HasTextRegex = Whole(name) }).Last.DispatchEventAsync("click");
    }

    /// <summary>What the server holds: the activity of that id, wherever it is.</summary>
    public static async Task<JsonNode> StoredAsync(this WebWorld world, string definition, string? activity = null)
    {
        using var visitor = await ElsaVisitor.SignInAsync(world);
        var stored = await visitor.GetAsync($"workflow-definitions/by-definition-id/{definition}?versionOptions=Latest");
        return activity is null ? stored
            : stored["root"]!["activities"]!.AsArray().First(one => (string?)one?["id"] == activity)!;
    }

    /// <summary>The text of an input as stored.</summary>
    public static string? Text(this JsonNode activity, string input)
    {
        ArgumentNullException.ThrowIfNull(activity);
        return (string?)activity[input]?["expression"]?["value"];
    }

    /// <summary>The list that an input holds, stored as a JSON text.</summary>
    public static string[] Chosen(this JsonNode activity, string input)
    {
        ArgumentNullException.ThrowIfNull(activity);
        return [.. JsonNode.Parse(activity.Text(input) ?? "[]")!.AsArray().Select(one => (string?)one ?? "")];
    }

    private static Regex Whole(string text) => new($@"^\s*{Regex.Escape(text)}\s*\*?\s*$");

    private static JsonObject Activity(string type, int place) => new()
    {
        ["id"] = $"a{place}",
        ["type"] = type,
        ["version"] = 1,
        ["name"] = $"{type[(type.LastIndexOf('.') + 1)..]}{place}",
        ["metadata"] = new JsonObject
        {
            ["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = 40 + (place % 3 * 300), ["y"] = 30 + (place / 3 * 130) } },
        },
    };
}
