using System.Net;
using System.Text.Json.Nodes;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Elsa;

public sealed class PublishTests(WebWorld world)
{
    [Fact]
    public async Task Errors_block_with_their_place_in_chinese_and_the_draft_stays()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var body = Model.Create("有问题的流程");
        var root = body["model"]!["root"]!;
        var verify = Model.Activity("v1", "Rectify.VerifyItem", ("assignee", "role:Verifier"), ("mustDifferFrom", "[]"));
        verify["metadata"]!["displayText"] = "核对佐证";
        root["activities"] = new JsonArray(
            Model.Activity("i1", "Rectify.ImplementItem"), verify, Model.Activity("w1", "Elsa.WriteLine", ("text", "")));
        root["activities"]![2]!["text"]!["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "1 +" };
        root["connections"] = new JsonArray(Model.Line("i1", "v1", "Submitted"), Model.Line("v1", "w1", "Passed"));
        var draft = (await designer.PostAsync("workflow-definitions", body))["workflowDefinition"]!;

        var syntax = await designer.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "workflow-definitions", Model.Again(draft, publish: true));
        draft["root"]!["activities"]![2]!["text"]!["expression"]!["value"] = "1 + 1";
        var rules = await designer.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "workflow-definitions", Model.Again(draft, publish: true));
        var kept = await designer.GetAsync($"workflow-definitions/by-id/{draft["id"]}");

        Assert.Contains("「w1」（$.root.activities[2].text.expression）：表达式有语法错误", syntax, StringComparison.Ordinal);
        Assert.Contains("「核对佐证」", rules, StringComparison.Ordinal);
        Assert.Contains("回避", rules, StringComparison.Ordinal);
        Assert.Contains("“Returned”没有连线", rules, StringComparison.Ordinal);
        Assert.Contains("“ExtensionRequested”、“ConversionRequested”没有连线", rules, StringComparison.Ordinal);
        Assert.False((bool)kept["isPublished"]!);
        Assert.Equal("1 +", (string?)kept["root"]!["activities"]![2]!["text"]!["expression"]!["value"]);
    }

    [Fact]
    public async Task Warnings_are_handed_over_and_shown_on_request()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var body = Model.Create("有提醒的流程");
        body["publish"] = true;
        body["model"]!["root"]!["activities"] = new JsonArray(
            Model.Activity("w1", "Elsa.WriteLine", ("text", "一")), Model.Activity("e1", "Elsa.Event", ("eventName", "永不发生")), Model.Activity("w2", "Elsa.WriteLine"));
        body["model"]!["root"]!["connections"] = new JsonArray(Model.Line("w1", "e1"));

        var published = await designer.PostAsync("workflow-definitions", body);
        var review = await designer.GetAsync($"workflow-definitions/{published["workflowDefinition"]!["definitionId"]}/review");

        Assert.True((bool)published["workflowDefinition"]!["isPublished"]!);
        Assert.Contains(published["warnings"]!.AsArray(), warning => ((string)warning!).Contains("没有期限", StringComparison.Ordinal));
        Assert.Equal(["wait.deadline", "flow.unreachable"], review["items"]!.AsArray().Select(item => (string?)item!["code"]));
        Assert.All(review["items"]!.AsArray(), item => Assert.Equal("Warning", (string?)item!["severity"]));
    }

    [Fact]
    public async Task Publishing_retracting_and_rolling_back_answer_as_the_list_expects()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var draft = (await designer.PostAsync("workflow-definitions", Model.Create("列表操作甲")))["workflowDefinition"]!;
        var (id, path) = ((string)draft["definitionId"]!, $"workflow-definitions/{draft["definitionId"]}");

        var published = await designer.PostAsync($"{path}/publish", new JsonObject());
        var again = await designer.PostAsync($"{path}/publish", new JsonObject());
        var bulk = await designer.PostAsync("bulk-actions/publish/workflow-definitions/by-definition-ids", Ids("definitionIds", id, "nope"));
        var retracted = await designer.PostAsync($"{path}/retract", new JsonObject());
        var bulkRetracted = await designer.PostAsync("bulk-actions/retract/workflow-definitions/by-definition-ids", Ids("definitionIds", id, "nope"));
        var reverted = await designer.PostAsync($"{path}/revert/1");
        var deletedVersion = await designer.PostAsync("bulk-actions/delete/workflow-definitions/by-id", Ids("ids", (string)reverted["id"]!, "x"));
        var deleted = await designer.PostAsync("bulk-actions/delete/workflow-definitions/by-definition-id", Ids("definitionIds", id, "nope"));

        Assert.False((bool)published["alreadyPublished"]!);
        Assert.True((bool)again["alreadyPublished"]!);
        Assert.Equal((id, "nope"), ((string?)bulk["alreadyPublished"]![0], (string?)bulk["notFound"]![0]));
        Assert.All(["published", "alreadyPublished", "notFound", "updatedConsumers"], list => Assert.IsType<JsonArray>(bulk[list]));
        Assert.False((bool)retracted["isPublished"]!);
        Assert.IsType<JsonObject>(retracted["root"]);
        Assert.Equal((id, "nope"), ((string?)bulkRetracted["alreadyRetracted"]![0], (string?)bulkRetracted["notFound"]![0]));
        Assert.Equal(2, (int)reverted["version"]!);
        Assert.Equal(1, (int)deletedVersion["deleted"]!);
        Assert.Equal(1, (int)deleted["deleted"]!);
        Assert.NotEmpty(await designer.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Delete, path));
    }

    private static JsonObject Ids(string name, params string[] ids) => new() { [name] = new JsonArray([.. ids.Select(id => (JsonNode?)id)]) };
}
