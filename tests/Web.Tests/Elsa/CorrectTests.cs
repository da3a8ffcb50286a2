using System.Net;
using System.Text.Json.Nodes;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Elsa;

/// <summary>What programs ask of the contract beside the designer.</summary>
public sealed class CorrectTests(WebWorld world)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Variables_of_a_running_instance_are_corrected_and_those_of_an_ended_one_are_not()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        using var reader = await ElsaVisitor.SignInAsync(world, "reader");
        var body = Model.Create("可更正变量");
        body["publish"] = true;
        body["model"]!["variables"] = JsonNode.Parse("""[ { "id": "v1", "name": "Sum", "typeName": "Int32", "isArray": false, "value": "1" } ]""");
        body["model"]!["root"]!["activities"] = new JsonArray(Model.Activity("e1", "Elsa.Event", ("eventName", "可更正变量的事件")));
        var id = (string?)(await designer.PostAsync("workflow-definitions", body))["workflowDefinition"]!["definitionId"];
        var instance = (string?)(await designer.PostAsync($"workflow-definitions/{id}/execute"))["workflowState"]!["id"];
        var path = $"workflow-instances/{instance}/variables";

        var answered = await designer.PostAsync(path, Values("v1", 42));

        Assert.Equal(42, (int)answered["items"]!.AsArray().Single()!["value"]!);
        Assert.Equal(42, (int)(await designer.GetAsync(path))["items"]![0]!["value"]!);
        Assert.Contains("v9", await designer.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, path, Values("v9", 1)), StringComparison.Ordinal);
        await designer.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, path, Values("v1", "no number"));
        using var forbidden = await reader.SendAsync(HttpMethod.Post, path, Values("v1", 7));
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        using var cancelled = await designer.SendAsync(HttpMethod.Post, $"cancel/workflow-instances/{instance}");
        Assert.True(cancelled.IsSuccessStatusCode);
        await designer.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, path, Values("v1", 7));
        Assert.Equal(42, (int)(await designer.GetAsync(path))["items"]![0]!["value"]!);

        static JsonObject Values(string id, JsonNode value) => new() { ["variables"] = new JsonArray(new JsonObject { ["id"] = id, ["value"] = value }) };
    }

    [Fact]
    public async Task Instances_are_listed_by_an_address_too()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var body = Model.Create("按地址列出");
        body["publish"] = true;
        body["model"]!["root"]!["activities"] = new JsonArray(Model.Activity("w1", "Elsa.WriteLine", ("text", "一行")));
        var id = (string?)(await designer.PostAsync("workflow-definitions", body))["workflowDefinition"]!["definitionId"];
        for (var number = 0; number < 3; number++)
        {
            await designer.PostAsync($"workflow-definitions/{id}/execute");
        }

        var page = await designer.GetAsync($"workflow-instances?DefinitionIds={id}&Page=0&pageSize=2&status=Finished&hasIncidents=False");

        Assert.Equal((2, 3), (page["items"]!.AsArray().Count, (int)page["totalCount"]!));
        Assert.Equal(0, (int)(await designer.GetAsync($"workflow-instances?definitionId={id}&status=Running"))["totalCount"]!);
        Assert.NotEmpty(await designer.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "workflow-instances?page=first"));
    }

    [Fact]
    public async Task What_faults_at_once_answers_with_its_state_and_the_status_of_a_fault()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var body = Model.Create("立即出错");
        body["publish"] = true;
        body["model"]!["root"]!["activities"] = new JsonArray(Model.Activity("f1", "Elsa.Fault", ("message", "出错了")));
        var id = (string?)(await designer.PostAsync("workflow-definitions", body))["workflowDefinition"]!["definitionId"];

        using var answer = await designer.SendAsync(HttpMethod.Post, $"workflow-definitions/{id}/execute");
        var state = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["workflowState"]!;

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal(((string?)state["id"], "Faulted"), (answer.Headers.GetValues("x-elsa-workflow-instance-id").Single(), (string?)state["subStatus"]));
        Assert.Single(state["incidents"]!.AsArray());
    }

    [Fact]
    public async Task Whoever_uses_a_workflow_as_an_activity_follows_it_when_it_says_so()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var child = Model.Create("leads its users");
        child["publish"] = true;
        child["model"]!["options"] = new JsonObject { ["usableAsActivity"] = true, ["autoUpdateConsumingWorkflows"] = true };
        child["model"]!["root"]!["activities"] = new JsonArray(Model.Activity("inner", "Elsa.WriteLine", ("text", "一")));
        var first = (await designer.PostAsync("workflow-definitions", child))["workflowDefinition"]!;
        var published = await UseAsync("follows, published", publish: true);
        var draft = await UseAsync("follows, a draft", publish: false);

        var second = await designer.PostAsync("workflow-definitions", Model.Again(first, publish: true));

        Assert.Equal(2, (int)second["consumingWorkflowCount"]!);
        var followed = await LatestAsync(published);
        Assert.Equal((true, 2, (string?)second["workflowDefinition"]!["id"]), ((bool)followed["isPublished"]!, (int)followed["version"]!, Used(followed)));
        var waiting = await LatestAsync(draft);
        Assert.Equal((false, 1, (string?)second["workflowDefinition"]!["id"]), ((bool)waiting["isPublished"]!, (int)waiting["version"]!, Used(waiting)));
        Assert.Equal(0, (int)(await designer.PostAsync($"workflow-definitions/{first["definitionId"]}/publish", new JsonObject()))["consumingWorkflowCount"]!);

        async Task<string> UseAsync(string name, bool publish)
        {
            var body = Model.Create(name);
            body["publish"] = publish;
            var use = Model.Activity("use1", "LeadsItsUsers");
            use["workflowDefinitionId"] = first["definitionId"]!.DeepClone();
            use["workflowDefinitionVersionId"] = first["id"]!.DeepClone();
            body["model"]!["root"]!["activities"] = new JsonArray(use);
            return (string?)(await designer.PostAsync("workflow-definitions", body))["workflowDefinition"]!["definitionId"] ?? "";
        }

        Task<JsonNode> LatestAsync(string id) => designer.GetAsync($"workflow-definitions/by-definition-id/{id}?versionOptions=Latest");

        static string? Used(JsonNode definition) => (string?)definition["root"]!["activities"]![0]!["workflowDefinitionVersionId"];
    }
}
