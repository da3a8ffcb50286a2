using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using Rectify.Workflow.Web.Tests.Elsa;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Designer;

/// <summary>A definition of 500 activities in the Studio; its figures are printed, not judged.</summary>
[Collection(StudioTurns.Name)]
public sealed class StudioBigTests(WebWorld world, BrowserWorld browser, ITestOutputHelper output)
{
    private const int Many = 500;

    // On a free machine a fraction of it; a machine with other work must not fail here.
    private const float Patience = 300_000;

    private const string Watch =
        "() => { window.tasks = []; new PerformanceObserver(list => window.tasks.push(...list.getEntries().map(task => task.duration))).observe({ type: 'longtask', buffered: true }); }";

    private const string Take = "() => { const tasks = window.tasks.splice(0); return [tasks.length, Math.max(0, ...tasks), tasks.reduce((sum, task) => sum + task, 0)].map(Math.round); }";

    [Fact]
    public async Task Five_hundred_activities_are_drawn_one_is_changed_and_moved_and_all_are_saved()
    {
        using var visitor = await ElsaVisitor.SignInAsync(world);
        await visitor.PostAsync("workflow-definitions/import",
            StudioScenes.Texts("browser-big", "浏览器：五百步", [.. Enumerable.Range(0, Many).Select(at => $"第{at}步")]));
        var page = await browser.OpenAsync(world.Address, width: 1440);
        page.SetDefaultTimeout(Patience);
        await page.SignInAsync("administrator");
        await page.AddInitScriptAsync($"({Watch})()");

        var clock = Stopwatch.StartNew();
        await page.OpenStudioAsync("definitions/browser-big");
        await Assertions.Expect(page.Locator(".x6-node .activity-label")).ToHaveCountAsync(Many, new() { Timeout = Patience });
        await Assertions.Expect(page.Locator(".x6-edge")).ToHaveCountAsync(Many - 1, new() { Timeout = Patience });
        await TellAsync(page, "drawn", clock);

        var id = await MiddleAsync(page);
        clock.Restart();
        await page.SelectAsync(id, "文字");
        await TellAsync(page, "selected", clock);
        clock.Restart();
        await page.SavesAsync(() => page.Input("文字").LeaveAsync("改过的一步"), "改过的一步");
        await TellAsync(page, "changed and saved", clock);

        var before = await PlaceAsync(visitor, id);
        var box = await page.Node(id).BoundingBoxAsync() ?? throw new InvalidOperationException($"{id} is not on the screen.");
        clock.Restart();
        var saved = await page.RunAndWaitForResponseAsync(
            async () =>
            {
                await page.Mouse.MoveAsync(box.X + 80, box.Y + 12);
                await page.Mouse.DownAsync();
                await page.Mouse.MoveAsync(box.X + 110, box.Y + 42, new() { Steps = 6 });
                await page.Mouse.UpAsync();
            },
            StudioSteps.IsSave);
        await TellAsync(page, "moved and saved", clock);

        Assert.Equal(200, saved.Status);
        Assert.NotEqual(before, await PlaceAsync(visitor, id));
        var kept = await LatestAsync(visitor);
        Assert.Equal(Many, kept["root"]?["activities"]?.AsArray().Count);
        Assert.Equal(Many - 1, kept["root"]?["connections"]?.AsArray().Count);
        Assert.Equal("改过的一步", (string?)kept.Activity(id)["text"]?["expression"]?["value"]);
    }

    private async Task TellAsync(IPage page, string what, Stopwatch clock)
    {
        var took = clock.ElapsedMilliseconds;
        var tasks = await page.EvaluateAsync<int[]>(Take);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Many} activities, {what}: {took} ms; {tasks[0]} tasks of 50 ms or more, the longest {tasks[1]} ms, together {tasks[2]} ms"));
    }

    // One that lies whole on the visible part of the canvas.
    private static Task<string> MiddleAsync(IPage page) => page.EvaluateAsync<string>(
        """
        () => {
          const canvas = document.querySelector('.x6-graph').getBoundingClientRect();
          const whole = [...document.querySelectorAll('.x6-node')].filter(node => {
            const place = node.getBoundingClientRect();
            return place.left > canvas.left + 40 && place.right < canvas.right - 40 && place.top > canvas.top + 40 && place.bottom < canvas.bottom - 60;
          });
          return whole[0].dataset.cellId;
        }
        """);

    private static async Task<string?> PlaceAsync(ElsaVisitor visitor, string id) =>
        (await LatestAsync(visitor)).Activity(id)["metadata"]?["designer"]?["position"]?.ToJsonString();

    private static Task<System.Text.Json.Nodes.JsonNode> LatestAsync(ElsaVisitor visitor) =>
        visitor.GetAsync("workflow-definitions/by-definition-id/browser-big?versionOptions=Latest");
}
