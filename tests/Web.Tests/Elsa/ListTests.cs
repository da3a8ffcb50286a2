using System.Net;
using System.Text.Json.Nodes;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Elsa;

public sealed class ListTests(WebWorld world)
{
    [Fact]
    public async Task The_list_answers_every_form_of_question_the_designer_asks()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var names = new[] { "清单 Bravo", "清单 Alpha", "清单 Charlie_100%" };
        var ids = new List<string>();
        var versions = new List<string>();
        foreach (var name in names)
        {
            var saved = (await designer.PostAsync("workflow-definitions", Model.Create(name)))["workflowDefinition"]!;
            ids.Add((string)saved["definitionId"]!);
            versions.Add((string)saved["id"]!);
            // The clock stands still in tests; two of the same instant have no order.
            world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        await designer.PostAsync($"workflow-definitions/{ids[0]}/publish", new JsonObject());
        var mine = string.Concat(ids.Select(id => $"&DefinitionIds={id}"));

        Assert.Equal(names.Order(StringComparer.Ordinal), await NamesAsync($"versionOptions=Latest{mine}&OrderBy=Name&OrderDirection=Ascending"));
        Assert.Equal(names, await NamesAsync($"versionOptions=Latest{mine}&OrderBy=Created"));
        Assert.Equal(names.Reverse(), await NamesAsync($"versionoptions=latest{mine}&orderby=created&orderdirection=descending"));
        Assert.Equal([names[0]], await NamesAsync($"versionOptions=Published{mine}"));
        Assert.Equal(names[1..], await NamesAsync($"versionOptions=Draft{mine}"));
        Assert.Equal(names, await NamesAsync($"versionOptions=LatestOrPublished{mine}"));
        Assert.Equal([names[0]], await NamesAsync($"versionOptions=LatestAndPublished{mine}"));
        Assert.Equal(names, await NamesAsync($"versionOptions=1{mine}"));
        Assert.Empty(await NamesAsync($"versionOptions=7{mine}"));
        Assert.Equal([names[1]], await NamesAsync($"versionOptions=Latest&Page=1&PageSize=1{mine}&SearchTerm=&IsSystem=False"));
        Assert.Equal([names[2]], await NamesAsync($"versionOptions=Latest{mine}&SearchTerm=e_100%25"));
        Assert.Equal([names[1]], await NamesAsync($"versionOptions=Latest{mine}&SearchTerm=alpha"));
        Assert.Equal([names[1]], await NamesAsync($"versionOptions=&Ids={versions[1]}&Ids={versions[1]}"));
        Assert.Empty(await NamesAsync("versionOptions=AllVersions&Ids=x"));
        Assert.Empty(await NamesAsync("versionOptions=Latest&IsSystem=True"));
        Assert.Equal(3, (int)(await designer.GetAsync($"workflow-definitions?versionOptions=Latest&PageSize=2{mine}"))["totalCount"]!);

        async Task<IEnumerable<string?>> NamesAsync(string query) =>
            (await designer.GetAsync($"workflow-definitions?{query}"))["items"]!.AsArray().Select(item => (string?)item!["name"]);
    }

    [Fact]
    public async Task Names_counts_and_several_at_once_are_answered()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var one = (await designer.PostAsync("workflow-definitions", Model.Create("单名一")))["workflowDefinition"]!;
        var two = (await designer.PostAsync("workflow-definitions", Model.Create("单名二")))["workflowDefinition"]!;

        var taken = await designer.GetAsync($"workflow-definitions/validation/is-name-unique?name={Uri.EscapeDataString("单名一")}");
        var own = await designer.GetAsync($"workflow-definitions/validation/is-name-unique?name={Uri.EscapeDataString("单名一")}&definitionId={one["definitionId"]}");
        var many = await designer.GetAsync($"workflow-definitions/many-by-id?Ids={one["id"]}&Ids={two["id"]}&Ids=nope");
        var count = await designer.GetAsync("workflow-definitions/query/count");
        var versions = await designer.GetAsync($"workflow-definitions/{one["definitionId"]}/versions");

        Assert.False((bool)taken["isUnique"]!);
        Assert.True((bool)own["isUnique"]!);
        Assert.Equal("单名一 单名二", string.Join(' ', many["items"]!.AsArray().Select(item => (string?)item!["name"]).Order(StringComparer.Ordinal)));
        Assert.All(many["items"]!.AsArray(), item => Assert.IsType<JsonObject>(item!["root"]));
        Assert.True((int)count["count"]! >= 2);
        Assert.Single(versions["items"]!.AsArray());
        Assert.Equal("3.8.2", (string?)(await designer.GetAsync("package/version"))["packageVersion"]);
    }

    [Theory]
    [InlineData("GET", "workflow-definitions/by-definition-id/nope?versionOptions=Latest")]
    [InlineData("GET", "workflow-definitions/by-id/nope")]
    [InlineData("GET", "workflow-definitions/by-id/00000000000000000000000000000001")]
    [InlineData("GET", "workflow-definitions/nope/export?versionOptions=Latest&includeConsumingWorkflows=False")]
    [InlineData("GET", "workflow-definitions/nope/consumers")]
    [InlineData("GET", "workflow-definitions/subgraph/nope?parentNodeId=x")]
    [InlineData("GET", "workflow-definitions/subgraph/segments/nope?childNodeId=x")]
    [InlineData("POST", "workflow-definitions/nope/publish")]
    [InlineData("POST", "workflow-definitions/nope/retract")]
    [InlineData("POST", "workflow-definitions/nope/revert/1")]
    [InlineData("POST", "workflow-definitions/nope/update-references")]
    [InlineData("DELETE", "workflow-definitions/nope")]
    [InlineData("DELETE", "workflow-definition-versions/nope")]
    [InlineData("POST", "descriptors/activities/Acme.Gone/options/Path")]
    public async Task What_is_not_there_is_not_found(string method, string path)
    {
        using var designer = await ElsaVisitor.SignInAsync(world);

        Assert.NotEmpty(await designer.RefusedAsync(HttpStatusCode.NotFound, new(method), path, method == "POST" ? new JsonObject() : null));
    }

    [Fact]
    public async Task A_definition_imported_under_its_own_address_begins_a_version_and_leaves_the_draft_in_the_history()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var draft = (await designer.PostAsync("workflow-definitions", Model.Create("导入到此")))["workflowDefinition"]!;
        var file = (JsonObject)(await designer.GetAsync($"workflow-definitions/{draft["definitionId"]}/export")).DeepClone();
        file["description"] = "来自文件";

        var imported = await designer.JsonAsync(HttpMethod.Put, $"workflow-definitions/{draft["definitionId"]}/import", file);
        var before = await designer.GetAsync($"workflow-definitions/by-id/{draft["id"]}");

        Assert.Equal((2, "来自文件", true), ((int)imported["version"]!, (string?)imported["description"], (bool)imported["isLatest"]!));
        Assert.Equal(("", false), ((string?)before["description"], (bool)before["isLatest"]!));
    }
}
