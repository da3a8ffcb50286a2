using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Rectify.Workflow.Web.Tests.Elsa;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Designer;

/// <summary>What a review found is shown where the administrator works (流程检查); the Studio itself shows no warning.</summary>
[Collection(StudioTurns.Name)]
public sealed class StudioReviewTests(WebWorld world, BrowserWorld browser)
{
    [Fact]
    public async Task Publishing_shows_the_warnings_beside_the_drawing_and_where_they_are()
    {
        using var visitor = await ElsaVisitor.SignInAsync(world);
        await visitor.PostAsync("workflow-definitions/import", Doubtful("browser-review", "浏览器：检查"));
        var page = await SignedInAsync();
        await page.OpenStudioAsync("definitions/browser-review");
        await page.Node("lost").WaitForAsync();
        var count = page.Locator("#review-open");
        var list = page.Locator("#review");
        await Assertions.Expect(count).ToHaveTextAsync("检查：2个提醒");
        await Assertions.Expect(list).ToBeHiddenAsync();

        var published = await page.PublishAsync();

        Assert.Equal(200, published.Status);
        await Assertions.Expect(list).ToBeVisibleAsync();
        await Assertions.Expect(list.Locator("li")).ToContainTextAsync(["等群众反馈", "没有连线的一步"]);
        await Assertions.Expect(list).ToContainTextAsync("没有期限");
        await list.GetByRole(AriaRole.Button, new() { Name = "没有连线的一步" }).ClickAsync();
        await Assertions.Expect(page.Locator(".x6-node.review-found")).ToHaveAttributeAsync("data-cell-id", "lost");
        await list.GetByRole(AriaRole.Button, new() { Name = "关闭" }).ClickAsync();
        await Assertions.Expect(list).ToBeHiddenAsync();

        // In the other language, and from our own page to the activity.
        await page.GotoAsync("/language/en?return=/designer/review/browser-review");
        await page.SeesAsync("No line leads to this activity");
        await page.GetByRole(AriaRole.Link, new() { Name = "没有连线的一步" }).ClickAsync();
        await page.ComesUpAsync();
        await Assertions.Expect(page.Locator(".x6-node.review-found")).ToHaveAttributeAsync("data-cell-id", "lost");
        await Assertions.Expect(count).ToHaveTextAsync("Review: 2 warnings");
        await count.ClickAsync();
        await Assertions.Expect(list).ToContainTextAsync("Waits for somebody without a deadline");
    }

    [Fact]
    public async Task Publishing_from_the_list_leads_to_the_findings()
    {
        using var visitor = await ElsaVisitor.SignInAsync(world);
        await visitor.PostAsync("workflow-definitions/import", Doubtful("browser-review-list", "浏览器：名单里发布"));
        var page = await SignedInAsync();
        await page.OpenStudioAsync("definitions");
        await page.Locator(".mud-table-body .mud-icon-button").First.WaitForAsync();
        await page.GetByPlaceholder("按编号、名称、说明、流程编号搜索").FillAsync("browser-review-list");
        await Assertions.Expect(page.Locator(".mud-table-body tr").Filter(new() { HasNotText = "browser-review-list" })).ToHaveCountAsync(0);

        await page.ChooseAsync(page.Locator("tr").Filter(new() { HasText = "浏览器：名单里发布" }).GetByRole(AriaRole.Button).Last, "发布");
        await page.Locator("#messages").GetByRole(AriaRole.Link, new() { Name = "查看检查结果" }).ClickAsync();

        await page.SeesAsync("没有连线通到这个活动");
        await page.UnfoldAsync("流程管理");
        await page.GetByRole(AriaRole.Link, new() { Name = "流程设计" }).First.ClickAsync();
        await page.GetByLabel("流程名称或编号").FillAsync("browser-review-list");
        await page.GetByRole(AriaRole.Button, new() { Name = "筛选" }).ClickAsync();
        await Assertions.Expect(page.Locator("tr").Filter(new() { HasText = "browser-review-list" })).ToContainTextAsync("2个提醒");
    }

    private async Task<IPage> SignedInAsync()
    {
        var page = await browser.OpenAsync(world.Address, width: 1440);
        await page.SignInAsync("administrator");
        return page;
    }

    // Waits for an event without a deadline, and has a step that no line leads to.
    private static JsonObject Doubtful(string id, string name)
    {
        var drawn = StudioScenes.Texts(id, name, "开头一步", "收尾一步");
        var activities = drawn["root"]!["activities"]!.AsArray();
        activities.Add(Step("wait", "Elsa.Event", "等群众反馈", 120));
        activities.Add(Step("lost", "Elsa.WriteLine", "没有连线的一步", 240));
        drawn["root"]!["connections"]!.AsArray().Add(JsonNode.Parse(
            """{ "source": { "activity": "a1", "port": "Done" }, "target": { "activity": "wait", "port": "In" } }"""));
        return drawn;
    }

    private static JsonObject Step(string id, string type, string text, int y) => new()
    {
        ["id"] = id,
        ["type"] = type,
        ["version"] = 1,
        ["name"] = id,
        ["metadata"] = new JsonObject
        {
            ["displayText"] = text,
            ["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = 100, ["y"] = y } },
        },
        ["eventName"] = new JsonObject
        {
            ["typeName"] = "String",
            ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = "群众反馈" },
        },
    };
}
