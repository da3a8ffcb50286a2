using System.Net;
using System.Text.Json.Nodes;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Elsa;

public sealed class RunTests(WebWorld world)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_draft_can_be_run_and_is_kept_as_it_ran()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var draft = await DrawnAsync(designer, "可运行甲");
        var path = $"workflow-definitions/{draft["definitionId"]}/execute";

        using var answer = await designer.SendAsync(HttpMethod.Post, path, new JsonObject
        {
            ["correlationId"] = null,
            ["triggerActivityId"] = null,
            ["versionOptions"] = "Latest",
            ["input"] = null,
        });
        var state = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["workflowState"]!;
        var instance = answer.Headers.GetValues("x-elsa-workflow-instance-id").Single();
        var saved = (await designer.PostAsync("workflow-definitions", Model.Again(draft)))["workflowDefinition"]!;

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("False", answer.Headers.GetValues("x-elsa-workflow-cannot-start").Single());
        Assert.Equal("Finished", (string?)state["subStatus"]);
        Assert.Equal(instance, (string?)state["id"]);
        Assert.Equal(2, (int)saved["version"]!);
        var unpublished = await designer.SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.NotFound, unpublished.StatusCode);
    }

    [Theory]
    [InlineData("GET", null)]
    [InlineData("POST", null)]
    [InlineData("POST", "{}")]
    public async Task A_published_workflow_runs_with_and_without_a_body(string method, string? body)
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var draft = await DrawnAsync(designer, $"可运行乙{method}{body}");
        await designer.PostAsync($"workflow-definitions/{draft["definitionId"]}/publish", new JsonObject());

        var state = await designer.JsonAsync(new(method), $"workflow-definitions/{draft["definitionId"]}/execute", body is null ? null : new JsonObject());

        Assert.Equal("Finished", (string?)state["workflowState"]!["subStatus"]);
    }

    [Fact]
    public async Task A_singleton_starts_once_and_what_is_not_there_not_at_all()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var body = Model.Create("单例流程");
        body["publish"] = true;
        body["model"]!["options"] = new JsonObject { ["activationStrategyType"] = "Elsa.Workflows.Runtime.ActivationValidators.SingletonStrategy, Elsa.Workflows.Runtime" };
        body["model"]!["root"]!["activities"] = new JsonArray(Model.Activity("e1", "Elsa.Event", ("eventName", "单例流程的事件")));
        var definition = (await designer.PostAsync("workflow-definitions", body))["workflowDefinition"]!;
        var path = $"workflow-definitions/{definition["definitionId"]}/execute";

        using var first = await designer.SendAsync(HttpMethod.Post, path);
        using var second = await designer.SendAsync(HttpMethod.Post, path);

        Assert.True(first.Headers.Contains("x-elsa-workflow-instance-id"));
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal("True", second.Headers.GetValues("x-elsa-workflow-cannot-start").Single());
        Assert.NotEmpty(await designer.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, "workflow-definitions/no-such-thing/execute"));
        var drawn = await DrawnAsync(designer, "可派发");
        await designer.PostAsync($"workflow-definitions/{drawn["definitionId"]}/publish", new JsonObject());
        Assert.Equal(32, ((string?)(await designer.PostAsync($"workflow-definitions/{drawn["definitionId"]}/dispatch", new JsonObject()))["workflowInstanceId"])!.Length);
        Assert.Equal(3, (await designer.PostAsync($"workflow-definitions/{drawn["definitionId"]}/bulk-dispatch", new JsonObject { ["count"] = 3 }))["workflowInstanceIds"]!.AsArray().Count);
        foreach (var count in new[] { 0, 1_001 })
        {
            Assert.StartsWith("count", await designer.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post,
                $"workflow-definitions/{drawn["definitionId"]}/bulk-dispatch", new JsonObject { ["count"] = count }), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task One_activity_is_tried_in_memory()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var draft = await DrawnAsync(designer, "可试运行");

        var good = await TryAsync("Workflow1:fc1:w1");
        var bad = await TryAsync("Workflow1:fc1:f1");
        var none = await TryAsync("Workflow1:fc1:nobody");

        Assert.Equal("Completed", (string?)good["status"]);
        Assert.Equal("一行", (string?)good["payload"]!["Lines"]![0]);
        Assert.Equal("Faulted", (string?)bad["status"]);
        Assert.False(string.IsNullOrWhiteSpace((string?)bad["exception"]!["message"]));
        Assert.Equal("Faulted", (string?)none["status"]);
        Assert.Empty((await world.ReadAsync(db => Task.FromResult(db.Instances.Where(row => row.DefinitionId == (string?)draft["definitionId"]).ToList()))));

        Task<JsonNode> TryAsync(string nodeId) => designer.PostAsync("tests/activities", new JsonObject
        {
            ["workflowDefinitionHandle"] = new JsonObject { ["definitionVersionId"] = (string?)draft["id"] },
            ["activityHandle"] = new JsonObject { ["activityNodeId"] = nodeId },
        });
    }

    [Fact]
    public async Task The_script_editor_is_told_the_functions_and_the_workflows_own_variables()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);

        using var answer = await designer.SendAsync(HttpMethod.Post, "scripting/javascript/type-definitions/general-task",
            new JsonObject { ["workflowDefinitionId"] = "general-task", ["activityTypeName"] = "Elsa.WriteLine", ["propertyName"] = "Text" });
        var text = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.Equal("application/x-typescript", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("declare function getVariable(name: string): any;", text, StringComparison.Ordinal);
        Assert.Contains("declare function getOpinion(): string;", text, StringComparison.Ordinal);
    }

    private static async Task<JsonNode> DrawnAsync(ElsaVisitor designer, string name)
    {
        var body = Model.Create(name);
        body["model"]!["root"]!["activities"] = new JsonArray(
            Model.Activity("w1", "Elsa.WriteLine", ("text", "一行")), Model.Activity("f1", "Elsa.FlowDecision"));
        var decision = body["model"]!["root"]!["activities"]![1]!;
        decision["condition"] = JsonNode.Parse("""{ "typeName": "Boolean", "expression": { "type": "JavaScript", "value": "nobody.there" } }""");
        return (await designer.PostAsync("workflow-definitions", body))["workflowDefinition"]!;
    }
}
