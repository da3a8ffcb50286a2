using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Designer;

public sealed partial class StudioPageTests(WebWorld world)
{
    [Fact]
    public async Task The_page_runs_no_script_of_anybody_else_and_reaches_no_other_host()
    {
        using var administrator = await world.VisitAsync("administrator");

        using var answer = await administrator.GetAsync("/designer/definitions");

        var policy = string.Join(' ', answer.Headers.GetValues("Content-Security-Policy"));
        var scripts = policy.Split(';').Single(rule => rule.TrimStart().StartsWith("script-src", StringComparison.Ordinal));
        Assert.DoesNotContain("'unsafe-inline'", scripts, StringComparison.Ordinal);
        Assert.DoesNotContain("'unsafe-eval'", scripts, StringComparison.Ordinal);
        Assert.DoesNotContain("*", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/workflows/definitions/rectification/edit", "/designer/definitions/rectification")]
    [InlineData("/designer/workflows/definitions/rectification/edit", "/designer/definitions/rectification")]
    [InlineData("/designer/workflows/instances/0123456789abcdef/view", "/designer/instances/0123456789abcdef")]
    [InlineData("/workflows/instances", "/designer/instances")]
    public async Task The_addresses_of_the_Studio_lead_to_our_pages(string theirs, string ours)
    {
        using var administrator = await world.VisitAsync("administrator");

        using var answer = await administrator.GetAsync(theirs);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(ours, answer.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("/designer/definitions/nothing")]
    [InlineData("/designer/instances/nothing")]
    [InlineData("/designer/instances/0123456789abcdef0123456789abcdef")]
    [InlineData("/designer/elsewhere")]
    public async Task What_is_not_there_is_a_page_of_ours(string path)
    {
        using var administrator = await world.VisitAsync("administrator");

        using var answer = await administrator.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task From_an_item_to_its_workflow_and_back()
    {
        var item = await world.ItemAsync(7);
        using var administrator = await world.VisitAsync("administrator");

        var page = await administrator.ReadAsync($"/items/{item.Id.Value}");
        using var answer = await administrator.GetAsync($"/designer/items/{item.Id.Value}");
        var viewer = await administrator.ReadAsync(answer.Headers.Location?.ToString() ?? "");

        Assert.Contains($"/designer/items/{item.Id.Value}", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"/items/{item.Id.Value}\"", viewer, StringComparison.Ordinal);
        Assert.Contains("data-element=\"elsa-workflow-instance-viewer\"", viewer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_dictionary_names_each_label_once_and_in_Chinese()
    {
        using var stranger = new Visitor(world.Address);
        using var words = JsonDocument.Parse(await stranger.ReadAsync("/designer/words.zh-CN.json"));
        var labels = words.RootElement.GetProperty("labels").EnumerateObject().ToList();
        Assert.All(words.RootElement.GetProperty("canvas").EnumerateObject(), mark => Assert.Matches(Chinese(), mark.Value.GetString() ?? ""));

        Assert.Empty(labels.GroupBy(label => label.Name).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.All(labels, label => Assert.Matches(Chinese(), label.Value.GetString() ?? ""));
        Assert.All(words.RootElement.GetProperty("patterns").EnumerateArray(), pair =>
        {
            Assert.Matches(Chinese(), pair[1].GetString() ?? "");
            Assert.NotNull(new Regex(pair[0].GetString() ?? "("));
        });
    }

    [GeneratedRegex("[\u4e00-\u9fff]")]
    private static partial Regex Chinese();
}
