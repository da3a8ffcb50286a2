using Microsoft.Playwright;
using Rectify.Workflow.Web.Tests.Elsa;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Designer;

/// <summary>A reader (只读) sees what an administrator draws and runs, and changes none of it, with the Studio or past it.</summary>
[Collection(StudioTurns.Name)]
public sealed class StudioReaderTests(WebWorld world, BrowserWorld browser)
{
    private static readonly (string Method, string Path)[] Changes =
    [
        ("POST", "workflow-definitions"), ("POST", "workflow-definitions/import"), ("POST", "workflow-definitions/rectification/publish"),
        ("POST", "workflow-definitions/rectification/retract"), ("POST", "workflow-definitions/rectification/revert/1"),
        ("POST", "workflow-definitions/rectification/execute"), ("POST", "workflow-definitions/rectification/dispatch"),
        ("DELETE", "workflow-definitions/rectification"), ("DELETE", "workflow-definition-versions/00000000000000000000000000000001"),
        ("POST", "bulk-actions/delete/workflow-definitions/by-definition-id"), ("POST", "bulk-actions/publish/workflow-definitions/by-definition-ids"),
        ("POST", "bulk-actions/retract/workflow-definitions/by-definition-ids"), ("POST", "cancel/workflow-instances/00000000000000000000000000000001"),
        ("POST", "bulk-actions/cancel/workflow-instances"), ("DELETE", "workflow-instances/00000000000000000000000000000001"),
        ("POST", "bulk-actions/delete/workflow-instances/by-id"),
    ];

    [Fact]
    public async Task A_reader_sees_lists_drawing_review_and_runs_and_every_change_is_refused()
    {
        var (item, _) = await world.UnassignedAsync();
        var page = await browser.OpenAsync(world.Address, width: 1440);
        await page.SignInAsync("reader");
        await page.GetByRole(AriaRole.Link, new() { Name = "流程设计" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "流程定义" }).ClickAsync();
        await page.ComesUpAsync();
        await Assertions.Expect(page.Locator(".mud-table-body tr").Filter(new() { HasText = "rectification" }).First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "新建流程" })).ToBeDisabledAsync();

        foreach (var (method, path) in Changes)
        {
            var status = await page.EvaluateAsync<int>(
                "async ([method, path]) => (await fetch(path, { method, headers: { 'Content-Type': 'application/json' }, body: method === 'POST' ? '{}' : undefined })).status",
                new[] { method, $"/elsa/api/{path}" });
            // A refused save is told to the Studio in the one form its editor survives.
            Assert.True(status == 403 || (status == 400 && method == "POST" && (path == "workflow-definitions" || path.EndsWith("publish", StringComparison.Ordinal) || path.EndsWith("retract", StringComparison.Ordinal))),
                $"{method} {path} answered {status}");
        }

        await Assertions.Expect(page.Locator("#messages")).ToContainTextAsync("您的角色不能进行此操作");
        await page.GotoAsync($"/designer/items/{item.Id.Value}");
        await page.ComesUpAsync();
        await Assertions.Expect(page.Badge("bc560874c9159830", "warning")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".designer-mark")).ToHaveTextAsync("只读查看");
        using var visitor = await ElsaVisitor.SignInAsync(world, "reader");
        var definition = await visitor.GetAsync("workflow-definitions/by-definition-id/rectification?versionOptions=Latest");
        Assert.True((bool?)definition["isPublished"]);
    }

    [Theory]
    [InlineData("head-tourism")]
    [InlineData("mayor")]
    [InlineData("supervisor")]
    public async Task Nobody_else_gets_past_the_door(string userName)
    {
        using var visitor = await ElsaVisitor.SignInAsync(world, userName);

        foreach (var path in new[] { "workflow-definitions", "descriptors/activities", "workflow-definitions/rectification/review", "workflow-definitions/rectification/export" })
        {
            using var answer = await visitor.SendAsync(HttpMethod.Get, path);
            Assert.Equal(System.Net.HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }
}
