using System.Net;
using System.Text.Json.Nodes;
using Rectify.Workflow.Web.Tests.Elsa;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Designer;

/// <summary>Our own pages about definitions (流程概览, 流程检查).</summary>
public sealed class OverviewTests(WebWorld world, BrowserWorld browser) : IClassFixture<BrowserWorld>
{
    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task The_pages_fit_the_width_and_have_no_accessibility_problem(int width)
    {
        using var visitor = await ElsaVisitor.SignInAsync(world);
        await visitor.PostAsync("workflow-definitions/import", Lost("overview-lost", "概览：没有连线"));
        var page = await browser.OpenAsync(world.Address, width);
        await page.SignInAsync("administrator");

        foreach (var path in new[] { "/designer", "/designer/review/overview-lost", "/designer/review/rectification" })
        {
            await page.FitsAndIsAccessibleAsync(path);
        }
    }

    [Fact]
    public async Task The_review_names_activity_and_place_in_the_readers_language()
    {
        using var visitor = await ElsaVisitor.SignInAsync(world);
        await visitor.PostAsync("workflow-definitions/import", Lost("overview-words", "概览：两种语言"));
        using var english = await world.VisitAsync("administrator");
        using var chosen = await english.GetAsync("/language/en?return=/designer");

        var chinese = (await visitor.GetAsync("workflow-definitions/overview-words/review"))["items"]![0]!;
        var page = await english.ReadAsync("/designer/review/overview-words");
        using var nothing = await english.GetAsync("/designer/review/nothing");

        Assert.Equal(("Warning", "lost", "「走不到的一步」"), ((string?)chinese["severity"], (string?)chinese["activityId"], (string?)chinese["place"]));
        Assert.Contains("没有连线通到这个活动", (string?)chinese["message"], StringComparison.Ordinal);
        Assert.Contains("No line leads to this activity, so it never runs.", page, StringComparison.Ordinal);
        Assert.Contains("/designer/definitions/overview-words#activity=lost", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
    }

    private static JsonObject Lost(string id, string name)
    {
        var drawn = StudioScenes.Texts(id, name, "头一步", "第二步", "走不到的一步");
        var root = drawn["root"]!;
        root["connections"]!.AsArray().RemoveAt(1);
        root["activities"]![2]!["id"] = "lost";
        root["activities"]![2]!["metadata"]!["displayText"] = "走不到的一步";
        return drawn;
    }
}
