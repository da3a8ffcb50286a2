using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Designer;

/// <summary>What people do in the Studio in scenes that several tests share.</summary>
internal static class StudioScenes
{
    /// <summary>An activity on the canvas, by its id.</summary>
    public static ILocator Node(this IPage page, string id) => page.Locator($".x6-node[data-cell-id=\"{id}\"]");

    /// <summary>Selects an activity, so that its inputs are shown below the canvas.</summary>
    public static async Task SelectAsync(this IPage page, string id, string field)
    {
        // The canvas takes no click while it is laid out; whoever was too early clicks again. Once selected, a frame lies over it.
        var clicks = 0;
        do
        {
            await page.Node(id).Locator(".activity-label").ClickAsync(new() { Force = true });
        }
        while (!await StudioSteps.AppearsAsync(page.Input(field)) && clicks++ < 10);
    }

    /// <summary>Where the text of an input is written.</summary>
    public static ILocator Input(this IPage page, string label) => page.Field(label).Locator("input, textarea").First;

    /// <summary>Draws a line from one way out of an activity to the way into another, and waits until it has been saved.</summary>
    public static Task ConnectAsync(this IPage page, (string Id, int Way) from, string to, string port) => page.SavesAsync(
        async () =>
        {
            var lines = await page.Locator(".x6-edge").CountAsync();
            var aims = 0;
            do
            {
                var start = await MiddleAsync(page.Node(from.Id).Locator(".x6-port-out circle.elsa-designer-port-circle").Nth(from.Way));
                var end = await MiddleAsync(page.Node(to).Locator(".x6-port-in circle.elsa-designer-port-circle").First);
                await page.Mouse.MoveAsync(start.X, start.Y);
                await page.Mouse.DownAsync();
                await page.Mouse.MoveAsync(end.X - 30, end.Y + 5, new() { Steps = 8 });
                await page.Mouse.MoveAsync(end.X, end.Y, new() { Steps = 8 });
                await page.Mouse.UpAsync();
            }
            while (!await StudioSteps.AppearsAsync(page.Locator(".x6-edge").Nth(lines)) && aims++ < 10);
        },
        $"\"port\":\"{port}\"");

    /// <summary>Publishes from the editor; answers what the server said. The toolbar is drawn anew after a save and may swallow a click.</summary>
    public static async Task<IResponse> PublishAsync(this IPage page)
    {
        for (var clicks = 0; ; clicks++)
        {
            try
            {
                return await page.RunAndWaitForResponseAsync(
                    () => page.Locator(".mud-toolbar .mud-button-group-root button").First.ClickAsync(),
                    answer => StudioSteps.IsSave(answer) && answer.Request.PostData?.Contains("\"publish\":true", StringComparison.Ordinal) == true,
                    new() { Timeout = 15_000 });
            }
            catch (TimeoutException) when (clicks < 9)
            {
                // Nothing was sent: again.
            }
        }
    }

    /// <summary>The mark of an activity in the viewer: "success" when done, "warning" while it waits.</summary>
    public static ILocator Badge(this IPage page, string id, string kind) => page.Node(id).Locator($".mud-badge.mud-theme-{kind}");

    /// <summary>An item of the round that nobody has assigned yet, and its open task; these tests run when all others have ended.</summary>
    public static async Task<(RectificationItem Item, WorkTask Task)> UnassignedAsync(this WebWorld world)
    {
        var task = await world.ReadAsync(db => db.Tasks.AsNoTracking()
            .Where(row => row.Kind == "AssignItem" && row.Status == WorkTaskStatus.Open && row.ItemId != null)
            .OrderByDescending(row => row.OpenedAt).ThenByDescending(row => row.Id).FirstAsync(TestContext.Current.CancellationToken));
        var item = await world.ReadAsync(db => db.Items.AsNoTracking().SingleAsync(row => row.Id == task.ItemId, TestContext.Current.CancellationToken));
        return (item, task);
    }

    /// <summary>Ends when the viewer hears what happens. It keeps three connections and makes some of them again while it loads; what is told in between nobody hears.</summary>
    public static Task WatchesAsync(this IPage page)
    {
        var (observing, ready) = (new ConcurrentDictionary<IWebSocket, bool>(), new TaskCompletionSource());
        page.WebSocket += (_, socket) =>
        {
            socket.FrameSent += (_, frame) =>
            {
                if (frame.Text?.Contains("ObserveInstanceAsync", StringComparison.Ordinal) == true && observing.TryAdd(socket, true) && observing.Count >= 3)
                {
                    ready.TrySetResult();
                }
            };
            socket.Close += (_, closed) => observing.Remove(closed, out var heard);
        };
        return ready.Task;
    }

    /// <summary>Chooses from the menu of a row; a list that is drawn anew closes a menu, so whoever sees none opens it again.</summary>
    public static async Task ChooseAsync(this IPage page, ILocator opener, string entry)
    {
        var item = page.Locator(".mud-popover-open").GetByText(entry, new() { Exact = true });
        var opened = 0;
        do
        {
            await opener.ClickAsync();
        }
        while (!await StudioSteps.AppearsAsync(item) && opened++ < 10);

        await item.ClickAsync();
    }

    /// <summary>A definition of one text after another, as a file of it looks; unknown members included.</summary>
    public static JsonObject Texts(string id, string name, params string[] texts)
    {
        var activities = new JsonArray([.. texts.Select((text, at) => (JsonNode)new JsonObject
        {
            ["id"] = $"a{at}",
            ["type"] = "Elsa.WriteLine",
            ["version"] = 1,
            ["name"] = $"WriteLine{at}",
            ["customProperties"] = new JsonObject { ["kept"] = at },
            ["keptToo"] = new JsonObject { ["unknown"] = "此处无人认识" },
            ["metadata"] = new JsonObject
            {
                ["displayText"] = text,
                ["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = at % 25 * 240, ["y"] = at / 25 * 120 } },
            },
            ["text"] = new JsonObject
            {
                ["typeName"] = "String",
                ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = text },
            },
        })]);
        return new()
        {
            ["definitionId"] = id,
            ["name"] = name,
            ["description"] = "浏览器测试",
            ["variables"] = new JsonArray(),
            ["inputs"] = new JsonArray(),
            ["outputs"] = new JsonArray(),
            ["outcomes"] = new JsonArray(),
            ["customProperties"] = new JsonObject { ["kept"] = new JsonObject { ["unknown"] = true } },
            ["root"] = new JsonObject
            {
                ["id"] = "flow",
                ["type"] = "Elsa.Flowchart",
                ["version"] = 1,
                ["name"] = "Flowchart1",
                ["activities"] = activities,
                ["connections"] = new JsonArray([.. Enumerable.Range(1, texts.Length - 1).Select(at => (JsonNode)new JsonObject
                {
                    ["source"] = new JsonObject { ["activity"] = $"a{at - 1}", ["port"] = "Done" },
                    ["target"] = new JsonObject { ["activity"] = $"a{at}", ["port"] = "In" },
                })]),
            },
        };
    }

    /// <summary>Fills a field and leaves it.</summary>
    public static async Task LeaveAsync(this ILocator field, string text)
    {
        await field.FillAsync(text);
        await field.PressAsync("Tab");
    }

    /// <summary>The activity with that id in a definition.</summary>
    public static JsonObject Activity(this JsonNode definition, string id) =>
        definition["root"]?["activities"]?.AsArray().OfType<JsonObject>().Single(activity => (string?)activity["id"] == id)
        ?? throw new InvalidOperationException($"There is no activity {id}.");

    private static async Task<(float X, float Y)> MiddleAsync(ILocator circle)
    {
        var box = await circle.BoundingBoxAsync() ?? throw new InvalidOperationException("The activity has no such port on the screen.");
        return (box.X + (box.Width / 2), box.Y + (box.Height / 2));
    }
}
