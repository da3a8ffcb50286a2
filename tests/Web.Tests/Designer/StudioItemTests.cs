using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Designer;

/// <summary>A workflow that an administrator finished in the Studio carries a real item of a round to its closing (销号).</summary>
[Collection(StudioTurns.Name)]
public sealed class StudioItemTests(BrowserWorld browser)
{
    private const string Implement = "44f3f1d99e9ba35c";
    private const string Approve = "42f5b3a87e10dc0f";
    private const string Decision = "1e21c37dd4127197";
    private const string OwnWords = "请逐户核实并把发放名单附上。";

    // What lies in the middle of the drawing is on the screen when it is opened.
    private static readonly Dictionary<string, (int X, int Y)> Places = new()
    {
        ["b2cd4a1c38f93314"] = (-900, 0),
        ["bc560874c9159830"] = (-700, 0),
        [Implement] = (-330, 60),
        ["3053ed443c2ece8d"] = (-700, 200),
        [Approve] = (-330, -110),
        [Decision] = (60, -110),
        ["7a1c05e2d94b3f68"] = (-930, -220),
        ["46ae4e3a108129ec"] = (-700, -220),
        ["58d2e7b10f6c934a"] = (60, 200),
        ["4adea78c5f30f73e"] = (420, 200),
        ["62f32d04300616f1"] = (420, -220),
        ["f06d4626f1c9308e"] = (800, 0),
    };

    [Fact]
    public async Task A_workflow_finished_in_the_Studio_carries_an_item_to_its_closing()
    {
        await using var house = await OwnHouse.OpenAsync();
        var administrator = await OpenAsync(house, "administrator");
        await DrawAsync(administrator);
        await StartRoundAsync(administrator);

        var item = await house.ItemAsync(6);
        var address = $"/items/{item.Id.Value}";
        await CloseAsync(house, item, address);

        Assert.Equal(ItemStatus.Closed, (await house.ItemAsync(6)).Status);
        await WatchTheEndAsync(administrator, address);
        var ran = await house.ReadAsync(db => db.Instances.AsNoTracking().SingleAsync(row => row.ItemId == item.Id));
        Assert.Equal(("town-own", InstanceStatus.Finished), (ran.DefinitionId, ran.Status));
    }

    private async Task<IPage> OpenAsync(OwnHouse house, string userName)
    {
        var page = await browser.OpenAsync(house.Address, width: 1440);
        await page.SignInAsync(userName);
        return page;
    }

    // Brings a file in, is refused, draws the line that was missing, changes an instruction and publishes.
    private static async Task DrawAsync(IPage page)
    {
        await page.OpenStudioAsync("definitions");
        await page.Locator(".mud-table-body .mud-icon-button").First.WaitForAsync();
        var imported = await page.RunAndWaitForResponseAsync(
            () => page.Locator("input[type=file]").First.SetInputFilesAsync(new FilePayload
            {
                Name = "town-own.json",
                MimeType = "application/json",
                Buffer = System.Text.Encoding.UTF8.GetBytes(Unfinished().ToJsonString()),
            }),
            answer => answer.Url.EndsWith("/workflow-definitions/import", StringComparison.Ordinal));
        Assert.Equal(200, imported.Status);
        await page.OpenStudioAsync("definitions/town-own");
        await page.Node(Approve).WaitForAsync();

        var refused = await page.PublishAsync();
        Assert.Equal(400, refused.Status);
        await Assertions.Expect(page.Locator("#review")).ToContainTextAsync("结果“Approved”没有连线");

        await page.ConnectAsync((Approve, 0), Decision, "Approved");
        await page.SelectAsync(Implement, "办理要求");
        await page.SavesAsync(() => page.Input("办理要求").LeaveAsync(OwnWords), OwnWords);
        await Assertions.Expect(page.Locator("#review-open")).ToHaveTextAsync("检查：没有问题");
        var published = await page.PublishAsync();
        Assert.Equal(200, published.Status);
    }

    private static async Task StartRoundAsync(IPage page)
    {
        await page.GotoAsync("/items");
        await page.GetByLabel("办理流程").SelectOptionAsync(new SelectOptionValue { Value = "town-own" });
        await page.GetByRole(AriaRole.Button, new() { Name = "启动整改" }).ClickAsync();
        await page.SeesAsync("项整改任务，并通知了有关人员");
    }

    private async Task CloseAsync(OwnHouse house, RectificationItem item, string address)
    {
        var leader = await OpenAsync(house, await house.UserNameAsync(item.Duty.ResponsibleLeader?.Value));
        await leader.GotoAsync("/tasks");
        await leader.GetByRole(AriaRole.Link, new() { Name = item.Title }).ClickAsync();
        await DecideAsync(leader, "确认分派", "已办理：已分派");

        var official = await OpenAsync(house, await house.UserNameAsync(item.Duty.ResponsiblePerson?.Value));
        await official.GotoAsync(address);
        await official.SeesAsync(OwnWords);
        await official.UploadAllAsync(item);
        await DecideAsync(official, "提交核查", "已办理：已提交核查");
        var verifier = await OpenAsync(house, "verifier-one");
        await verifier.GotoAsync(address);
        await DecideAsync(verifier, "核查通过", "已办理：核查通过");
        var supervisor = await OpenAsync(house, "supervisor");
        await supervisor.GotoAsync(address);
        await DecideAsync(supervisor, "批准", "已办理：批准销号");
        await supervisor.SeesAsync("已销号");
    }

    private static async Task DecideAsync(IPage page, string button, string done)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await page.SeesAsync(done);
    }

    // From the item to the drawing it ran through, every step of its way done, and back.
    private static async Task WatchTheEndAsync(IPage page, string address)
    {
        await page.GotoAsync(address);
        await page.GetByRole(AriaRole.Link, new() { Name = "查看流程" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/designer/instances/[0-9a-f]{32}$"));
        await page.ComesUpAsync();
        foreach (var step in new[] { "bc560874c9159830", Implement, "3053ed443c2ece8d", Approve, Decision, "f06d4626f1c9308e" })
        {
            await Assertions.Expect(page.Badge(step, "success")).ToHaveCountAsync(1);
        }

        await page.GetByRole(AriaRole.Link, new() { Name = "整改任务第6项" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"{address}$"));
    }

    // The shipped workflow without the line from approval to what follows, and under a name of the town's own.
    private static JsonObject Unfinished()
    {
        using var stream = typeof(ShippedDefinitions).Assembly.GetManifestResourceStream("workflows/rectification.json")
            ?? throw new InvalidOperationException("The shipped workflow is missing.");
        var drawn = JsonNode.Parse(stream)!.AsObject();
        (drawn["id"], drawn["definitionId"], drawn["name"]) = ("town-own-1", "town-own", "镇里自己的流程");
        foreach (var (id, (x, y)) in Places)
        {
            drawn.Activity(id)["metadata"]!["designer"]!["position"] = new JsonObject { ["x"] = x, ["y"] = y };
        }

        var lines = drawn["root"]!["connections"]!.AsArray();
        lines.Remove(lines.Single(line => (string?)line!["source"]!["activity"] == Approve && (string?)line["source"]!["port"] == "Approved"));
        foreach (var line in lines.OfType<JsonObject>())
        {
            line.Remove("vertices");
        }

        return drawn;
    }
}
