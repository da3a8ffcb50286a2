using System.Net;
using System.Text.Json.Nodes;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Elsa;

public sealed class SaveTests(WebWorld world)
{
    [Fact]
    public async Task A_new_workflow_comes_back_whole_and_editable()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);

        var saved = await designer.PostAsync("workflow-definitions", Model.Create("新流程甲"));
        var definition = saved["workflowDefinition"]!;

        Assert.Equal(1, (int)definition["version"]!);
        Assert.True((bool)definition["isLatest"]!);
        Assert.False((bool)definition["isPublished"]!);
        Assert.Equal("Workflow1:fc1", (string?)definition["root"]!["nodeId"]);
        Assert.Contains(definition["links"]!.AsArray(), link => (string?)link!["rel"] == "publish");
        Assert.All(["variables", "inputs", "outputs", "outcomes"], list => Assert.IsType<JsonArray>(definition[list]));
        Assert.All(["options", "customProperties"], list => Assert.IsType<JsonObject>(definition[list]));
        var again = await designer.GetAsync($"workflow-definitions/by-definition-id/{definition["definitionId"]}?versionOptions=Latest");
        Assert.True(JsonNode.DeepEquals(definition, again));
        Assert.True(JsonNode.DeepEquals(definition, await designer.GetAsync($"workflow-definitions/by-id/{definition["id"]}")));
    }

    [Fact]
    public async Task A_draft_is_changed_in_place_and_a_published_version_gets_a_new_draft()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var draft = (await designer.PostAsync("workflow-definitions", Model.Create("新流程乙")))["workflowDefinition"]!;

        var same = (await designer.PostAsync("workflow-definitions", Model.Again(draft)))["workflowDefinition"]!;
        var published = (await designer.PostAsync("workflow-definitions", Model.Again(same, publish: true)))["workflowDefinition"]!;
        var next = (await designer.PostAsync("workflow-definitions", Model.Again(published)))["workflowDefinition"]!;

        Assert.Equal((string?)draft["id"], (string?)same["id"]);
        Assert.Equal((string?)draft["id"], (string?)published["id"]);
        Assert.True((bool)published["isPublished"]!);
        Assert.Equal(2, (int)next["version"]!);
        Assert.NotEqual((string?)draft["id"], (string?)next["id"]);
        Assert.False((bool)next["isPublished"]!);
        var versions = await designer.GetAsync(
            $"workflow-definitions?versionOptions=AllVersions&DefinitionIds={draft["definitionId"]}&OrderBy=Version&OrderDirection=Descending");
        Assert.Equal([2, 1], versions["items"]!.AsArray().Select(item => (int)item!["version"]!));
        Assert.Equal([(true, false), (false, true)], versions["items"]!.AsArray().Select(item => ((bool)item!["isLatest"]!, (bool)item["isPublished"]!)));
    }

    [Fact]
    public async Task Unknown_members_survive_saving_publishing_exporting_and_importing()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var draft = (await designer.PostAsync("workflow-definitions", Model.Create("新流程丙")))["workflowDefinition"]!;
        var body = Model.Again(draft);
        var model = body["model"]!;
        model["futureMember"] = JsonNode.Parse("""{ "a": [1, 2.50, 1e3, null, true], "名": "值", "type": "X", "id": "no-activity" }""");
        model["customProperties"]!["designerOwn"] = JsonNode.Parse("""[ { "deep": { "er": "文" } } ]""");
        model["root"]!["futurePart"] = new JsonObject { ["mode"] = "new" };
        var line = Model.Activity("w1", "Elsa.WriteLine", ("text", "一行"));
        line["resilienceStrategy"] = JsonNode.Parse("""{ "$type": "x", "retries": 3 }""");
        line["customProperties"] = JsonNode.Parse("""{ "canStartWorkflow": false, "mergeMode": "Race", "logPersistenceConfig": { "default": null } }""");
        line["metadata"]!["displayText"] = "一行";
        model["root"]!["activities"] = new JsonArray(line);
        var sent = model.DeepClone();

        var saved = (await designer.PostAsync("workflow-definitions", body))["workflowDefinition"]!;
        var published = (await designer.PostAsync($"workflow-definitions/{draft["definitionId"]}/publish", new JsonObject()))["workflowDefinition"]!;
        var file = await designer.GetAsync($"workflow-definitions/{draft["definitionId"]}/export?versionOptions=Latest&includeConsumingWorkflows=False");
        var copy = (JsonObject)file.DeepClone();
        copy["definitionId"] = $"{draft["definitionId"]}-copy";
        var imported = await designer.PostAsync("workflow-definitions/import", copy);

        Assert.StartsWith("https://elsaworkflows.io/schemas/workflow-definition", (string?)file["$schema"], StringComparison.Ordinal);
        foreach (var (definition, where) in new[] { (saved, "saved"), (published, "published"), (file, "exported"), (imported, "imported") })
        {
            Assert.True(JsonNode.DeepEquals(sent["futureMember"], definition["futureMember"]), where);
            Assert.True(JsonNode.DeepEquals(sent["customProperties"]!["designerOwn"], definition["customProperties"]!["designerOwn"]), where);
            Assert.True(JsonNode.DeepEquals(sent["root"]!["futurePart"], definition["root"]!["futurePart"]), where);
            var kept = definition["root"]!["activities"]![0]!;
            Assert.True(JsonNode.DeepEquals(line["resilienceStrategy"], kept["resilienceStrategy"]), where);
            Assert.True(JsonNode.DeepEquals(line["customProperties"], kept["customProperties"]), where);
            Assert.True(JsonNode.DeepEquals(line["metadata"], kept["metadata"]), where);
            Assert.Equal("String", (string?)kept["text"]!["typeName"]);
        }
    }

    [Fact]
    public async Task An_unknown_activity_is_a_placeholder_on_the_canvas_and_itself_again_in_the_file()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var body = Model.Create("新流程丁");
        var gone = JsonNode.Parse("""
            { "id": "g1", "type": "Acme.Gone", "version": 7, "name": "Gone1", "amount": { "typeName": "Acme.Money", "expression": { "type": "Acme", "value": { "id": 1, "type": "x" } } },
              "body": { "id": "w2", "type": "Elsa.WriteLine", "version": 1 }, "metadata": { "designer": { "position": { "x": 1, "y": 2 } } } }
            """)!;
        body["model"]!["root"]!["activities"] = new JsonArray(gone.DeepClone());

        var saved = (await designer.PostAsync("workflow-definitions", body))["workflowDefinition"]!;
        var shown = saved["root"]!["activities"]![0]!;
        shown["metadata"]!["designer"]!["position"]!["x"] = 99;
        var moved = (await designer.PostAsync("workflow-definitions", Model.Again(saved)))["workflowDefinition"]!;
        var file = await designer.GetAsync($"workflow-definitions/{saved["definitionId"]}/export");

        Assert.Equal("Elsa.NotFoundActivity", (string?)shown["type"]);
        Assert.Equal("Acme.Gone", (string?)shown["missingTypeName"]);
        Assert.Equal("Workflow1:fc1:g1", (string?)shown["nodeId"]);
        Assert.Equal("Elsa.NotFoundActivity", (string?)moved["root"]!["activities"]![0]!["type"]);
        var original = file["root"]!["activities"]![0]!;
        gone["metadata"]!["designer"]!["position"]!["x"] = 99;
        gone["nodeId"] = "Workflow1:fc1:g1";
        gone["body"]!["nodeId"] = "Workflow1:fc1:g1:w2";
        Assert.True(JsonNode.DeepEquals(gone, original), original.ToJsonString());
        Assert.Contains("Acme.Gone", await designer.RefusedAsync(
            HttpStatusCode.BadRequest, HttpMethod.Post, $"workflow-definitions/{saved["definitionId"]}/publish", new JsonObject()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_of_two_administrators_is_refused_and_told_who_saved()
    {
        using var first = await ElsaVisitor.SignInAsync(world);
        using var second = await SecondAdministrator.SignInAsync(world);
        var draft = (await first.PostAsync("workflow-definitions", Model.Create("两人同改")))["workflowDefinition"]!;
        var opened = await second.GetAsync($"workflow-definitions/by-id/{draft["id"]}");
        draft["description"] = "第一人写的";
        var saved = (await first.PostAsync("workflow-definitions", Model.Again(draft)))["workflowDefinition"]!;

        opened["description"] = "第二人写的";
        var message = await second.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "workflow-definitions", Model.Again(opened));
        var asOther = Model.Again(opened);
        asOther["model"]!["definitionId"] = null;
        var copy = (await second.PostAsync("workflow-definitions", asOther))["workflowDefinition"]!;
        var fresh = (await second.PostAsync("workflow-definitions", Model.Again(await second.GetAsync($"workflow-definitions/by-id/{draft["id"]}"))))["workflowDefinition"]!;

        Assert.Contains("另存为", message, StringComparison.Ordinal);
        Assert.Contains(await world.ReadAsync(db => Task.FromResult(db.Users.Single(user => user.UserName == "administrator").DisplayName)), message, StringComparison.Ordinal);
        Assert.Equal("第一人写的", (string?)saved["description"]);
        Assert.Equal("第一人写的", (string?)fresh["description"]);
        Assert.Equal("第二人写的", (string?)copy["description"]);
        Assert.NotEqual((string?)draft["definitionId"], (string?)copy["definitionId"]);
    }

    [Fact]
    public async Task A_save_that_overtakes_the_same_editors_former_save_is_no_conflict()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var draft = (await designer.PostAsync("workflow-definitions", Model.Create("自动保存")))["workflowDefinition"]!;

        await designer.PostAsync("workflow-definitions", Model.Again(draft));
        draft["description"] = "后一次";
        var late = (await designer.PostAsync("workflow-definitions", Model.Again(draft)))["workflowDefinition"]!;

        Assert.Equal("后一次", (string?)late["description"]);
    }

    [Theory]
    [InlineData("variables", "null")]
    [InlineData("variables", "[ null, { \"id\": \"v\", \"name\": \"V\", \"typeName\": null, \"value\": null } ]")]
    [InlineData("inputs", "[ { \"name\": \"I\", \"type\": \"String\", \"uiHint\": null, \"category\": null } ]")]
    [InlineData("outputs", "null")]
    [InlineData("outcomes", "[ null ]")]
    [InlineData("options", "null")]
    [InlineData("options", "{ \"activationStrategyType\": null, \"usableAsActivity\": null }")]
    [InlineData("customProperties", "null")]
    [InlineData("customProperties", "[]")]
    [InlineData("root", "null")]
    [InlineData("root", "{ \"type\": \"Elsa.Flowchart\" }")]
    [InlineData("root", "{ \"id\": \"f\", \"type\": \"Elsa.Flowchart\", \"activities\": null, \"connections\": null, \"variables\": null, \"metadata\": null, \"customProperties\": null, \"name\": null }")]
    [InlineData("root", "{ \"id\": \"f\", \"type\": \"Elsa.Flowchart\", \"activities\": [ null, { \"type\": \"Elsa.WriteLine\" } ], \"connections\": [ null ] }")]
    [InlineData("root", "{ \"id\": \"f\", \"type\": \"Acme.Unknown\", \"version\": 3 }")]
    [InlineData("root", "{ \"id\": \"f\", \"type\": \"Elsa.WriteLine\", \"version\": 9, \"text\": { \"expression\": { \"type\": \"Variable\", \"value\": \"free text\" } } }")]
    [InlineData("name", "null")]
    [InlineData("toolVersion", "null")]
    public async Task What_the_designer_cannot_bear_is_never_sent(string member, string value)
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var body = Model.Create($"残缺的流程{member}");
        body["model"]![member] = JsonNode.Parse(value);

        var saved = (await designer.PostAsync("workflow-definitions", body))["workflowDefinition"]!;
        var list = await designer.GetAsync($"workflow-definitions?versionOptions=Latest&DefinitionIds={saved["definitionId"]}");

        Assert.All(["variables", "inputs", "outputs", "outcomes", "links"], name => Assert.DoesNotContain(null, saved[name]!.AsArray()));
        Assert.All(["options", "customProperties", "root"], name => Assert.IsType<JsonObject>(saved[name]));
        Assert.All(["variables", "inputs", "outputs"], name => Assert.All(saved[name]!.AsArray(), entry => Assert.DoesNotContain(null, entry!.AsObject().Select(one => one.Value))));
        Assert.DoesNotContain(null, saved["options"]!.AsObject().Select(one => one.Value));
        Assert.NotEmpty(Model.Activities(saved["root"]));
        Assert.All(Model.Activities(saved["root"]), activity =>
        {
            Assert.StartsWith("Workflow1:", (string?)activity["nodeId"], StringComparison.Ordinal);
            Assert.Equal(1, (int)activity["version"]!);
            Assert.All(["activities", "connections", "variables"], name => Assert.DoesNotContain(null, activity[name]?.AsArray() ?? []));
            Assert.All(["metadata", "customProperties", "name"], name => Assert.False(activity.ContainsKey(name) && activity[name] is null));
        });
        Assert.Equal(1, (int)list["totalCount"]!);
        Assert.NotNull((string?)list["items"]![0]!["name"]);
    }

    [Theory]
    [InlineData("""{ "publish": false }""")]
    [InlineData("""{ "model": [] }""")]
    [InlineData("""[]""")]
    [InlineData("""{ "model": { "name": "\ud800" } }""")]
    [InlineData("""{ "model": { "name": "a", "name": "b" } }""")]
    [InlineData("""{ "model": { "definitionId": "a/b" } }""")]
    [InlineData("""not json""")]
    public async Task What_cannot_be_stored_is_refused_with_a_message(string body)
    {
        using var designer = await ElsaVisitor.SignInAsync(world);

        using var answer = await designer.SendTextAsync("workflow-definitions", body);
        var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.NotEmpty(error!["errors"]!["generalErrors"]!.AsArray());
    }

    [Fact]
    public async Task A_reader_sees_no_way_to_change_anything_and_has_none()
    {
        using var reader = await ElsaVisitor.SignInAsync(world, "reader");

        var list = await reader.GetAsync("workflow-definitions?versionOptions=Latest&Page=0&PageSize=10&SearchTerm=&IsSystem=False");
        var definition = await reader.GetAsync("workflow-definitions/by-definition-id/rectification?versionOptions=Latest");

        Assert.DoesNotContain(list["links"]!.AsArray(), link => (string?)link!["rel"] == "bulk-publish");
        Assert.DoesNotContain(definition["links"]!.AsArray(), link => (string?)link!["rel"] == "publish");
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Post, "workflow-definitions"), (HttpMethod.Post, "workflow-definitions/import"),
            (HttpMethod.Post, "workflow-definitions/rectification/publish"), (HttpMethod.Post, "workflow-definitions/rectification/retract"),
            (HttpMethod.Post, "workflow-definitions/rectification/revert/1"), (HttpMethod.Delete, "workflow-definitions/rectification"),
            (HttpMethod.Delete, $"workflow-definition-versions/{definition["id"]}"),
            (HttpMethod.Post, "bulk-actions/delete/workflow-definitions/by-definition-id"), (HttpMethod.Post, "bulk-actions/delete/workflow-definitions/by-id"),
            (HttpMethod.Post, "bulk-actions/publish/workflow-definitions/by-definition-ids"), (HttpMethod.Post, "bulk-actions/retract/workflow-definitions/by-definition-ids"),
        })
        {
            Assert.NotEmpty(await reader.RefusedAsync(HttpStatusCode.Forbidden, method, path, method == HttpMethod.Post ? new JsonObject() : null));
        }
    }
}
