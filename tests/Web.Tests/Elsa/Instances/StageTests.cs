using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Web.Tests.Hosting;
using Rectify.Workflow.Web.Tests.Workflows;

namespace Rectify.Workflow.Web.Tests.Elsa.Instances;

/// <summary>What an instance was before a move is looked at like an instance, on the graph it ran then, and cannot be changed.</summary>
public sealed class StageTests(WebWorld world)
{
    private readonly MovedFlow _flow = new(world);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stage_answers_as_the_instance_stood_before_the_move()
    {
        var instance = await _flow.StartAsync("搬家前");
        await _flow.MoveAsync();
        var stage = $"{await _flow.StageAsync(instance):N}";
        using var visitor = await ElsaVisitor.SignInAsync(world);
        // What comes after the move changes nothing of it.
        using var cancelled = await visitor.SendAsync(HttpMethod.Post, $"cancel/workflow-instances/{instance:N}", new JsonObject());

        var then = await visitor.GetAsync($"workflow-instances/{stage}");
        var now = await visitor.GetAsync($"workflow-instances/{instance:N}");

        Assert.Equal([await RowAsync(1), await RowAsync(2)], [(string?)then["definitionVersionId"], (string?)now["definitionVersionId"]]);
        Assert.Equal((stage, 1, "搬家前（第1版上的经过）"), ((string?)then["id"], (int)then["version"]!, (string?)then["name"]));
        Assert.Equal(("Running", "Suspended", "Cancelled"), ((string?)then["status"], (string?)then["subStatus"], (string?)now["subStatus"]));
        var state = then["workflowState"]!;
        Assert.Equal(stage, (string?)state["id"]);
        Assert.Equal(MovedFlow.Wait, (string?)Assert.Single(state["bookmarks"]!.AsArray())!["activityId"]);
        Assert.All(state["activityExecutionContexts"]!.AsArray(), context => Assert.StartsWith(stage, (string?)context!["id"], StringComparison.Ordinal));
        Assert.Equal("Suspended", (string?)(await visitor.GetAsync($"workflow-instances/{stage}/execution-state"))["subStatus"]);
        Assert.Equal("一号楼", (string?)Assert.Single(Items(await visitor.GetAsync($"workflow-instances/{stage}/variables")))!["value"]);
    }

    [Fact]
    public async Task Its_journal_badges_and_executions_end_with_the_move()
    {
        var instance = await _flow.StartAsync("搬家前");
        await _flow.MoveAsync();
        var stage = $"{await _flow.StageAsync(instance):N}";
        using var visitor = await ElsaVisitor.SignInAsync(world);

        var journal = Items(await visitor.PostAsync($"workflow-instances/{stage}/journal?skip=0&take=100", new JsonObject()));
        var after = Items(await visitor.PostAsync($"workflow-instances/{instance:N}/journal?skip=0&take=100", new JsonObject()));

        Assert.DoesNotContain(journal, entry => (string?)entry!["eventName"] == "Migrated");
        Assert.Contains(after, entry => (string?)entry!["eventName"] == "Migrated");
        Assert.Equal(after.Take(journal.Count).Select(entry => (long)entry!["sequence"]!), journal.Select(entry => (long)entry!["sequence"]!));
        var written = Assert.Single(journal, entry => (string?)entry!["activityId"] == MovedFlow.Old && (string?)entry["eventName"] == "Completed")!;
        var executed = await visitor.GetAsync($"activity-executions/{(string?)written["activityInstanceId"]}");
        Assert.Equal((stage, "已经取消的一步"), ((string?)executed["workflowInstanceId"], (string?)executed["activityState"]!["Text"]));
        var chain = await visitor.GetAsync($"activity-executions/{(string?)written["activityInstanceId"]}/call-stack");
        Assert.All(Items(chain), each => Assert.Equal(stage, (string?)each!["workflowInstanceId"]));

        var nodes = journal.Select(entry => (string)entry!["nodeId"]!).Distinct().Select(node => (JsonNode?)node).ToArray();
        var badges = (await visitor.PostAsync("activity-executions/report", new JsonObject { ["workflowInstanceId"] = stage, ["activityNodeIds"] = new JsonArray(nodes) }))["stats"]!.AsArray();
        var (old, wait) = (Badge(badges, MovedFlow.Old), Badge(badges, MovedFlow.Wait));
        Assert.Equal((1, false), ((int)old["completedCount"]!, (bool)old["isBlocked"]!));
        Assert.Equal((0, true), ((int)wait["completedCount"]!, (bool)wait["isBlocked"]!));
        var summary = Assert.Single(Items(await visitor.GetAsync($"activity-execution-summaries/list?workflowInstanceId={stage}&activityNodeId={Uri.EscapeDataString((string)wait["activityNodeId"]!)}")));
        Assert.Equal(("Running", stage), ((string?)summary!["status"], (string?)summary["workflowInstanceId"]));
    }

    [Fact]
    public async Task It_stands_in_no_list_and_nobody_changes_it()
    {
        var instance = await _flow.StartAsync("搬家前");
        await _flow.MoveAsync();
        var stage = $"{await _flow.StageAsync(instance):N}";
        using var visitor = await ElsaVisitor.SignInAsync(world);

        var listed = await visitor.PostAsync("workflow-instances", new JsonObject { ["definitionId"] = _flow.Id });
        var sought = await visitor.PostAsync("workflow-instances", new JsonObject { ["searchTerm"] = stage });
        Assert.Equal((1, 0), ((int)listed["totalCount"]!, (int)sought["totalCount"]!));
        Assert.Equal($"{instance:N}", (string?)Items(listed)[0]!["id"]);

        var ids = new JsonObject { ["ids"] = new JsonArray(stage) };
        foreach (var (method, path, body) in new (HttpMethod, string, JsonNode?)[]
        {
            (HttpMethod.Post, $"cancel/workflow-instances/{stage}", new JsonObject()),
            (HttpMethod.Delete, $"workflow-instances/{stage}", null),
            (HttpMethod.Post, $"workflow-instances/{stage}/variables", new JsonObject { ["variables"] = new JsonArray(new JsonObject { ["id"] = "place", ["value"] = "二号楼" }) }),
            (HttpMethod.Get, $"workflow-instances/{stage}/export", null),
            (HttpMethod.Post, "bulk-actions/cancel/workflow-instances", ids.DeepClone()),
            (HttpMethod.Post, "bulk-actions/delete/workflow-instances", ids.DeepClone()),
        })
        {
            Assert.Contains("第1版上的经过，只供查看", await visitor.RefusedAsync(HttpStatusCode.Conflict, method, path, body), StringComparison.Ordinal);
        }

        using var administrator = await world.VisitAsync("administrator");
        using var incident = await administrator.GetAsync($"/incidents/{stage}");
        Assert.Equal(HttpStatusCode.NotFound, incident.StatusCode);
        var now = await world.ReadAsync(db => db.Instances.AsNoTracking().SingleAsync(row => row.Id == instance, Cancel));
        Assert.Equal((InstanceStatus.Running, 2), (now.Status, now.DefinitionVersion));
    }

    [Fact]
    public async Task Pages_lead_to_it_and_back_and_it_goes_with_the_move()
    {
        var instance = await _flow.StartAsync("搬家前");
        var order = await _flow.MoveAsync();
        var stage = await _flow.StageAsync(instance);
        using var administrator = await world.VisitAsync("administrator");

        Assert.Contains($"/designer/instances/{stage:N}\">第1版上的经过", await administrator.ReadAsync($"/moves/{order}"), StringComparison.Ordinal);
        Assert.Contains($"instances/{stage:N}", await administrator.ReadAsync($"/designer/instances/{instance:N}"), StringComparison.Ordinal);
        var page = await administrator.ReadAsync($"/designer/instances/{stage:N}");
        Assert.Contains($"data-id=\"{stage:N}\"", page, StringComparison.Ordinal);
        Assert.Contains($"instances/{instance:N}\">现在的流程", page, StringComparison.Ordinal);
        Assert.Contains("迁移时，只读", page, StringComparison.Ordinal);

        using var undone = await administrator.PostAsync($"/moves/{order}?handler=Undo", ("instance", instance.ToString()));
        using var gone = await administrator.GetAsync($"/designer/instances/{stage:N}");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.DoesNotContain("版上的经过", await administrator.ReadAsync($"/designer/instances/{instance:N}"), StringComparison.Ordinal);
        Assert.DoesNotContain("版上的经过", await administrator.ReadAsync($"/moves/{order}"), StringComparison.Ordinal);
    }

    private Task<string> RowAsync(int version) => world.ReadAsync(async db =>
        (await db.Definitions.AsNoTracking().SingleAsync(row => row.DefinitionId == _flow.Id && row.Version == version, Cancel)).Id.ToString("N"));

    private static JsonArray Items(JsonNode answer) => answer["items"]!.AsArray();

    private static JsonNode Badge(JsonArray badges, string activity) => Assert.Single(badges, badge => (string?)badge!["activityId"] == activity)!;
}
