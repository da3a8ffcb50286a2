using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Designer;

/// <summary>An open viewer follows what other people do (实时查看).</summary>
[Collection(StudioTurns.Name)]
public sealed partial class StudioWatchTests(WebWorld world, BrowserWorld browser)
{
    private const string Assign = "bc560874c9159830";
    private const string Implement = "44f3f1d99e9ba35c";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_somebody_decides_shows_in_the_open_viewer_without_a_reload(bool hub)
    {
        var (item, task) = await world.UnassignedAsync();
        using var leader = await world.VisitAsync(await world.UserNameAsync(item.Duty.ResponsibleLeader?.Value));
        var page = await browser.OpenAsync(world.Address, width: 1440);
        await page.SignInAsync("administrator");
        var watching = page.WatchesAsync();
        var polls = 0;
        page.Request += (_, request) => Interlocked.Add(ref polls, request.Url.EndsWith("/execution-state", StringComparison.Ordinal) ? 1 : 0);
        if (!hub)
        {
            await page.RouteAsync("**/elsa/hubs/**", route => route.FulfillAsync(new() { Status = 404 }));
        }

        await page.GotoAsync($"/designer/items/{item.Id.Value}");
        await page.ComesUpAsync();
        await Assertions.Expect(page.Badge(Assign, "warning")).ToHaveCountAsync(1);
        var journal = page.Locator(".mud-timeline");
        await Assertions.Expect(journal).ToContainTextAsync("分派");
        await Assertions.Expect(journal).Not.ToContainTextAsync("落实整改");
        await page.EvaluateAsync("() => { window.stayed = true; }");
        if (hub)
        {
            await watching.WaitAsync(TimeSpan.FromMilliseconds(StudioSteps.ColdStart), Cancel);
            await HoldEntriesUntilThePageWasDrawnAsync(page);
        }

        using var decided = await leader.PostAsync($"/tasks/{task.Id}", ("outcome", "Assigned"));

        Assert.Equal(System.Net.HttpStatusCode.Redirect, decided.StatusCode);
        await Assertions.Expect(page.Badge(Assign, "success")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Badge(Implement, "warning")).ToHaveCountAsync(1);
        if (hub)
        {
            // Without the hub this Studio asks for the marks only; its journal comes with the next opening.
            await Assertions.Expect(journal).ToContainTextAsync("落实整改");
        }

        Assert.True(await page.EvaluateAsync<bool>("() => window.stayed === true"));
        Assert.Equal(hub, polls == 0);
    }

    // The order in which this Studio fetches entries and draws nothing of them, unless it is told again.
    private static async Task HoldEntriesUntilThePageWasDrawnAsync(IPage page)
    {
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        page.RequestFinished += (_, request) =>
        {
            if (InstanceAddress().IsMatch(request.Url))
            {
                read.TrySetResult();
            }
        };
        await page.RouteAsync("**/workflow-instances/*/journal*", async route =>
        {
            await read.Task;
            await route.ContinueAsync();
        });
    }

    [GeneratedRegex("/workflow-instances/[0-9a-f]{32}$")]
    private static partial Regex InstanceAddress();
}
