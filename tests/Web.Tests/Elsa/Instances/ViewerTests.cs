using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.Web.Tests.Designer;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Elsa.Instances;

/// <summary>The unmodified Studio looks at our instances.</summary>
public sealed class ViewerTests(WebWorld world, BrowserWorld browser) : IClassFixture<BrowserWorld>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly Regex InstanceId = new("[0-9a-f]{32}");

    [Fact]
    public async Task The_viewer_draws_an_instance_and_follows_it_live()
    {
        var item = await world.ItemAsync(19);
        var task = await world.ReadAsync(db => db.Tasks.AsNoTracking().SingleAsync(each => each.ItemId == item.Id && each.Status == WorkTaskStatus.Open, Cancel));
        var page = await browser.OpenAsync(world.Address, width: 1600);
        var errors = new List<string>();
        page.Console += (_, message) => errors.AddRange(message.Type == "error" ? [message.Text] : []);
        await page.SignInAsync("reader");
        await page.GotoAsync($"/designer/instances/{task.InstanceId:N}");
        await page.ComesUpAsync();
        await SeesAsync(page, "分派 - 等待中");

        await DecideAsync(task.Id, task.PersonId ?? item.Duty.ResponsibleLeader!.Value.Value);

        await SeesAsync(page, "分派 - 已完成");
        await SeesAsync(page, "落实整改 - 等待中");
        Assert.Empty(errors);
    }

    [Fact]
    public async Task The_list_shows_instances_and_leads_to_the_viewer()
    {
        var page = await browser.OpenAsync(world.Address, width: 1600);
        await page.SignInAsync("reader");
        await page.GotoAsync("/designer/instances");
        await page.ComesUpAsync();
        // Whichever instance is newest: other tests start theirs in the same world.
        var first = page.Locator("tbody tr").First;
        await Assertions.Expect(first).ToContainTextAsync(InstanceId, new() { Timeout = StudioSteps.ColdStart });
        var id = InstanceId.Match(await first.InnerTextAsync()).Value;

        await first.GetByRole(AriaRole.Cell).Nth(1).ClickAsync();

        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"/designer/instances/{id}$"));
        await page.ComesUpAsync();
        await SeesAsync(page, id);
    }

    private static Task SeesAsync(IPage page, string text) =>
        Assertions.Expect(page.Locator("#studio")).ToContainTextAsync(text, new() { Timeout = StudioSteps.ColdStart, UseInnerText = true });

    private async Task DecideAsync(Guid task, Guid person)
    {
        await using var scope = world.Services.CreateAsyncScope();
        var viewer = await scope.ServiceProvider.GetRequiredService<PeopleDirectory>().ViewerAsync(person, Cancel);
        Assert.IsType<DecideTask.Outcome.Done>(await scope.ServiceProvider.GetRequiredService<DecideTask>()
            .RunAsync(new(task, viewer!, "Assigned", null, null), Cancel));
    }
}
