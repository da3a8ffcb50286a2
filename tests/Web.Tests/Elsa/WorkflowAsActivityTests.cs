using System.Text.Json.Nodes;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Elsa;

public sealed class WorkflowAsActivityTests(WebWorld world)
{
    [Fact]
    public async Task A_published_workflow_becomes_an_activity_that_can_be_drawn_opened_and_run()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var child = Model.Create("step in a step");
        child["publish"] = true;
        child["model"]!["options"] = new JsonObject { ["usableAsActivity"] = true, ["activityCategory"] = "自有" };
        child["model"]!["inputs"] = JsonNode.Parse("""[ { "name": "Word", "type": "String", "displayName": "词" } ]""");
        child["model"]!["outcomes"] = new JsonArray("Good", "Bad");
        child["model"]!["root"]!["activities"] = new JsonArray(Model.Activity("inner", "Elsa.WriteLine", ("text", "里面")));
        var published = (await designer.PostAsync("workflow-definitions", child))["workflowDefinition"]!;

        var items = (await designer.GetAsync("descriptors/activities?Refresh=True"))["items"]!.AsArray();
        var descriptor = items.Single(item => (string?)item!["typeName"] == "StepInAStep")!;
        var body = Model.Create("uses a step");
        var used = Model.Activity("use1", "StepInAStep", ("word", "你好"));
        used["workflowDefinitionId"] = descriptor["constructionProperties"]!["WorkflowDefinitionId"]!.DeepClone();
        used["workflowDefinitionVersionId"] = descriptor["constructionProperties"]!["WorkflowDefinitionVersionId"]!.DeepClone();
        body["model"]!["root"]!["activities"] = new JsonArray(used);
        var parent = (await designer.PostAsync("workflow-definitions", body))["workflowDefinition"]!;
        var state = await designer.PostAsync($"workflow-definitions/{parent["definitionId"]}/execute", new JsonObject { ["versionOptions"] = "Latest" });
        var graph = await designer.GetAsync($"workflow-definitions/subgraph/{parent["id"]}?parentNodeId=Workflow1:fc1:use1");
        var path = await designer.GetAsync($"workflow-definitions/subgraph/segments/{parent["id"]}?childNodeId=Workflow1:fc1:use1:Workflow1:fc1:inner");
        var consumers = await designer.GetAsync($"workflow-definitions/{published["definitionId"]}/consumers");

        using var withConsumers = await designer.SendAsync(
            HttpMethod.Get, $"workflow-definitions/{published["definitionId"]}/export?versionOptions=Latest&includeConsumingWorkflows=True");
        await designer.PostAsync("workflow-definitions", Model.Again(published, publish: true));
        var updated = await designer.PostAsync($"workflow-definitions/{published["definitionId"]}/update-references", new JsonObject());
        var pointed = await designer.GetAsync($"workflow-definitions/by-definition-id/{parent["definitionId"]}?versionOptions=Latest");

        Assert.Equal("application/zip", withConsumers.Content.Headers.ContentType?.MediaType);
        Assert.Equal((string?)parent["definitionId"], (string?)updated["affectedWorkflows"]![0]);
        Assert.Equal(2, (int)pointed["root"]!["activities"]![0]!["version"]!);
        Assert.Equal("自有", (string?)descriptor["category"]);
        Assert.Equal(["Good", "Bad"], descriptor["ports"]!.AsArray().Where(port => (string?)port!["type"] == "Flow").Select(port => (string?)port!["name"]));
        Assert.Equal("StepInAStep", (string?)parent["root"]!["activities"]![0]!["type"]);
        Assert.Equal("Finished", (string?)state["workflowState"]!["subStatus"]);
        Assert.Equal("Workflow1:fc1:use1", (string?)graph["nodeId"]);
        Assert.Equal("Workflow1:fc1:use1:Workflow1:fc1:inner", (string?)Model.Activities(graph["activity"]).Last()["nodeId"]);
        Assert.Equal(("Workflow1:fc1:use1", "StepInAStep"), ((string?)path["container"]!["nodeId"], (string?)path["pathSegments"]!.AsArray().Last()!["activityType"]));
        Assert.Equal((string?)parent["definitionId"], (string?)consumers["consumingWorkflowDefinitionIds"]![0]);
    }

    [Fact]
    public async Task A_container_of_the_canvas_is_found_by_its_node_id()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var body = Model.Create("mit Behälter");
        var loop = Model.Activity("for1", "Elsa.For");
        loop["body"] = new JsonObject
        {
            ["id"] = "fc2",
            ["type"] = "Elsa.Flowchart",
            ["version"] = 1,
            ["activities"] = new JsonArray(Model.Activity("deep", "Elsa.WriteLine")),
        };
        body["model"]!["root"]!["activities"] = new JsonArray(loop);
        var saved = (await designer.PostAsync("workflow-definitions", body))["workflowDefinition"]!;

        var graph = await designer.GetAsync($"workflow-definitions/subgraph/{saved["id"]}?parentNodeId=Workflow1:fc1:for1");
        var inner = await designer.GetAsync($"workflow-definitions/subgraph/segments/{saved["id"]}?childNodeId=Workflow1:fc1:for1:fc2:deep");
        var outer = await designer.GetAsync($"workflow-definitions/subgraph/segments/{saved["id"]}?childNodeId=Workflow1:fc1:for1");

        Assert.Equal("Body", (string?)graph["children"]![0]!["port"]);
        Assert.Equal([("for1", "Body")], inner["pathSegments"]!.AsArray().Select(segment => ((string?)segment!["activityId"], (string?)segment["portName"])));
        Assert.Empty(outer["pathSegments"]!.AsArray());
        Assert.Equal("Workflow1", (string?)outer["container"]!["nodeId"]);
        Assert.NotEmpty(await designer.RefusedAsync(System.Net.HttpStatusCode.BadRequest, HttpMethod.Get, $"workflow-definitions/subgraph/segments/{saved["id"]}?childNodeId=x"));
    }
}
