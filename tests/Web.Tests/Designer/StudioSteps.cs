using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Designer;

/// <summary>The tests that open the Studio take turns with one browser, and nothing else runs: a cold start needs the machine.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class StudioTurns : ICollectionFixture<BrowserWorld>
{
    public const string Name = "studio";
}

/// <summary>What people do in the Studio.</summary>
public static class StudioSteps
{
    /// <summary>A cold start interprets 38 MB of code on a machine that may have other work.</summary>
    public const float ColdStart = 90_000;

    // Whoever drops a second time too soon has two activities.
    private const float TakenWithin = 20_000;

    /// <summary>Chinese as Chinese.</summary>
    public static JsonSerializerOptions Readable { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Waits until the Studio shows its element.</summary>
    public static async Task ComesUpAsync(this IPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        await page.Locator("#studio[data-shown]").WaitForAsync(new() { Timeout = ColdStart, State = WaitForSelectorState.Attached });
    }

    /// <summary>Opens a page of the designer.</summary>
    public static async Task OpenStudioAsync(this IPage page, string path)
    {
        ArgumentNullException.ThrowIfNull(page);
        await page.GotoAsync($"/designer/{path}");
        await page.ComesUpAsync();
    }

    /// <summary>Creates a workflow through the list and waits in its editor; answers its definition id.</summary>
    public static async Task<string> CreateWorkflowAsync(this IPage page, string name, string kind = "流程图")
    {
        ArgumentNullException.ThrowIfNull(page);
        await page.OpenStudioAsync("definitions");
        // The rows' menus come with the rows; until then the list is drawn again and takes an open dialog with it.
        await page.Locator(".mud-table-body .mud-icon-button").First.WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "新建流程" }).ClickAsync();
        var dialog = page.Locator(".mud-dialog");
        await dialog.GetByLabel("名称").FillAsync(name);
        await dialog.GetByText(kind, new() { Exact = true }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "确定" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/designer/definitions/[^/?]+$"), new() { Timeout = StudioSteps.ColdStart });
        await page.ComesUpAsync();
        await page.Locator(".x6-graph").First.WaitForAsync();
        return new Uri(page.Url).Segments[^1];
    }

    /// <summary>Drags an activity of the toolbox onto the canvas and waits until it has been saved.</summary>
    public static Task DropAsync(this IPage page, string group, string activity, string type, int x, int y) => page.SavesAsync(
        async () =>
        {
            var item = page.Locator("[draggable=true]").Filter(new() { HasTextRegex = new Regex($@"^\s*{activity}\s*$") }).First;
            await item.WaitForAsync(new() { State = WaitForSelectorState.Attached });
            if (!await item.IsVisibleAsync())
            {
                await page.Locator(".mud-expand-panel-header").Filter(new() { HasText = group }).ClickAsync();
            }

            // The canvas takes nothing before it has been laid out; whoever was too early drags again.
            var nodes = page.Locator(".x6-node");
            var before = await nodes.CountAsync();
            var (drags, dropped) = (0, false);
            do
            {
                dropped = await page.DragAsync(item, page.Locator(".x6-graph").First, x, y) && await AppearsAsync(nodes.Nth(before), TakenWithin);
            }
            while (!dropped && drags++ < 10);
        },
        $"\"type\":\"{type}\"");

    /// <summary>Publishes and waits until the server has.</summary>
    public static Task PublishedAsync(this IPage page) => page.SavesAsync(
        async () =>
        {
            // The toolbar is drawn anew after a save and may swallow a click: whoever hears nothing clicks again.
            var clicks = 0;
            do
            {
                await page.Locator(".mud-toolbar .mud-button-group-root button").First.ClickAsync();
            }
            while (!await AppearsAsync(page.GetByText("流程已发布").First) && clicks++ < 9);
        },
        "\"publish\":true");

    /// <summary>Runs the open workflow and follows to the page of its instance.</summary>
    public static async Task RunAsync(this IPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        await page.Locator(".mud-toolbar button").Last.ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/designer/instances/[0-9a-f]{32}$"), new() { Timeout = ColdStart });
        await page.ComesUpAsync();
    }

    /// <summary>Draws a connection from the only way out of one activity to the way into another and waits until it has been saved.</summary>
    public static Task ConnectAsync(this IPage page, string from, string to) => page.SavesAsync(
        async () =>
        {
            // A dropped activity takes its final size a moment later and its ports move: whoever missed one aims again.
            var aims = 0;
            do
            {
                var (start, end) = (await MiddleAsync(page, from, "out"), await MiddleAsync(page, to, "in"));
                await page.Mouse.MoveAsync(start.X, start.Y);
                await page.Mouse.DownAsync();
                await page.Mouse.MoveAsync(end.X - 30, end.Y + 5, new() { Steps = 8 });
                await page.Mouse.MoveAsync(end.X, end.Y, new() { Steps = 8 });
                await page.Mouse.UpAsync();
            }
            while (!await AppearsAsync(page.Locator(".x6-edge").First) && aims++ < 10);
        },
        "\"connections\":[{");

    /// <summary>Does something and waits until the Studio has saved a definition with that in it; the server took it.</summary>
    public static async Task SavesAsync(this IPage page, Func<Task> act, string with)
    {
        ArgumentNullException.ThrowIfNull(page);
        // What the Studio sends and reads after each save ends with the descriptors; until then it may draw the old state again.
        var settled = page.WaitForResponseAsync(answer => answer.Url.Contains("/elsa/api/descriptors/activities?", StringComparison.Ordinal));
        var seen = new List<string>();
        void Note(object? sender, IResponse answer) => seen.AddRange(IsSave(answer) ? [$"{answer.Status} {SentBy(answer.Request)}"] : []);
        page.Response += Note;
        try
        {
            var answer = await page.RunAndWaitForResponseAsync(act, answer => IsSave(answer) && SentBy(answer.Request).Contains(with, StringComparison.Ordinal));
            Assert.Equal(200, answer.Status);
        }
        catch (TimeoutException silence)
        {
            throw new InvalidOperationException($"No save with {with}, but {seen.Count} others:\n{string.Join('\n', seen)}\n{await ShownAsync(page)}", silence);
        }
        finally
        {
            page.Response -= Note;
        }

        await settled;
        await Assertions.Expect(page.Locator(".elsa-toolbar-icon .mud-theme-success")).ToHaveCountAsync(1);
    }

    // Where a browser test stopped: a picture, when a folder for pictures is given, and what the page says.
    private static async Task<string> ShownAsync(IPage page)
    {
        if (Environment.GetEnvironmentVariable("RECTIFY_SHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{TestContext.Current.Test?.UniqueID}.png") });
        }

        return await page.Locator("main").First.InnerTextAsync();
    }

    /// <summary>True for the answer to a save of a definition.</summary>
    public static bool IsSave(IResponse answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.Request.Method == "POST" && answer.Url.EndsWith("/elsa/api/workflow-definitions", StringComparison.Ordinal);
    }

    /// <summary>The editor of an input, by its label.</summary>
    public static ILocator Field(this IPage page, string label)
    {
        ArgumentNullException.ThrowIfNull(page);
        return Field(page.Locator("body").First, label);
    }

    /// <summary>The editor with that label in a part of the page.</summary>
    public static ILocator Field(this ILocator part, string label)
    {
        ArgumentNullException.ThrowIfNull(part);
        return part.Locator(".mud-input-control").Filter(new() { Has = part.Page.Locator("label", new() { HasTextRegex = new Regex($"^{label}\\*?$") }) }).First;
    }

    /// <summary>What the console reports as an error, from now on.</summary>
    public static List<string> Errors(this IPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var errors = new List<string>();
        page.Console += (_, message) => errors.AddRange(message.Type == "error" ? [message.Text] : []);
        page.PageError += (_, error) => errors.Add(error);
        return errors;
    }

    // The Studio writes Chinese as escapes.
    private static string SentBy(IRequest request) => request.PostData is { } body ? JsonNode.Parse(body)?.ToJsonString(Readable) ?? "" : "";

    /// <summary>True when it is there within five seconds, or as many milliseconds as said.</summary>
    public static async Task<bool> AppearsAsync(ILocator what, float patience = 5_000)
    {
        ArgumentNullException.ThrowIfNull(what);
        try
        {
            await what.WaitForAsync(new() { Timeout = patience, State = WaitForSelectorState.Attached });
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task<(float X, float Y)> MiddleAsync(IPage page, string name, string side)
    {
        var circle = page.Locator(".x6-node").Filter(new() { HasText = name }).Locator($".x6-port-{side} circle.elsa-designer-port-circle").First;
        var box = await circle.BoundingBoxAsync() ?? throw new InvalidOperationException($"{name} has no port.");
        return (box.X + (box.Width / 2), box.Y + (box.Height / 2));
    }
}
