using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Elsa.Instances;

public sealed class InstanceTests(WebWorld world)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_list_pages_and_every_entry_names_its_definition()
    {
        using var visitor = await ElsaVisitor.SignInAsync(world);

        // An instance that starts between two pages moves all others on by one: ask again until the first page is the same before and after.
        var (first, second) = (await FirstAsync(), await SecondAsync());
        for (var again = await FirstAsync(); !Items(first).Select(Id).SequenceEqual(Items(again).Select(Id)); again = await FirstAsync())
        {
            (first, second) = (again, await SecondAsync());
        }

        Assert.Equal((5, 5), (Items(first).Count, Items(second).Count));
        Assert.True((int?)first["totalCount"] > 10);
        Assert.Empty(Items(first).Select(Id).Intersect(Items(second).Select(Id)));
        Assert.All(Items(first), item => Assert.Matches("^[0-9a-f]{32}$", (string?)item?["definitionVersionId"]));

        Task<JsonNode> FirstAsync() => visitor.PostAsync("workflow-instances", Body("""{ "page": 0, "pageSize": 5, "searchTerm": "", "definitionIds": null, "orderBy": null }"""));

        Task<JsonNode> SecondAsync() => visitor.PostAsync("workflow-instances", Body("""{ "page": 1, "pageSize": 5, "orderBy": "Created", "orderDirection": "Descending" }"""));
    }

    [Theory]
    [InlineData("""{ "statuses": ["Running"], "subStatuses": ["Suspended"] }""", true)]
    [InlineData("""{ "status": "Finished" }""", false)]
    [InlineData("""{ "subStatuses": ["Interrupted"] }""", false)]
    [InlineData("""{ "isSystem": true }""", false)]
    [InlineData("""{ "isSystem": false, "hasIncidents": false, "definitionId": "rectification", "version": 1 }""", true)]
    [InlineData("""{ "timestampFilters": [ { "column": "CreatedAt", "operator": "GreaterThan", "timestamp": "2000-01-01T00:00:00+08:00" } ] }""", true)]
    [InlineData("""{ "timestampFilters": [ { "column": "createdAt", "operator": "LessThan", "timestamp": "2000-01-01T00:00:00+08:00" } ] }""", false)]
    [InlineData("""{ "timestampFilters": [ { "column": "CreatedAt", "operator": "Is", "timestamp": "2023-03-20T00:00:00+08:00" } ] }""", true)]
    [InlineData("""{ "timestampFilters": [ { "column": "CreatedAt", "operator": "IsNot", "timestamp": "2023-03-20T00:00:00+08:00" } ] }""", false)]
    public async Task Filters_of_the_list_are_understood(string filter, bool found)
    {
        var item = await world.ItemAsync(21);
        using var visitor = await ElsaVisitor.SignInAsync(world);
        var body = Body(filter);
        body["searchTerm"] = await RunOfAsync(item.Id);

        var answer = await visitor.PostAsync("workflow-instances", body);

        Assert.Equal(found ? 1 : 0, (int?)answer["totalCount"]);
        Assert.Equal(found ? 1 : 0, Items(answer).Count);
    }

    [Fact]
    public async Task A_time_condition_nobody_understands_is_refused_with_a_sentence()
    {
        using var visitor = await ElsaVisitor.SignInAsync(world);

        Assert.Contains("时间条件", await visitor.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "workflow-instances",
            Body("""{ "timestampFilters": [ { "column": "PasswordHash", "operator": "Is", "timestamp": "2023-03-20T00:00:00Z" } ] }""")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_is_drawn_with_its_journal_badges_executions_and_variables()
    {
        var run = await RunOfAsync((await world.ItemAsync(22)).Id);
        using var visitor = await ElsaVisitor.SignInAsync(world);

        var instance = await visitor.GetAsync($"workflow-instances/{run}");
        var state = await visitor.GetAsync($"workflow-instances/{run}/execution-state");
        var variables = await visitor.GetAsync($"workflow-instances/{run}/variables");
        var journal = await visitor.PostAsync($"workflow-instances/{run}/journal?skip=0&take=111",
            Body("""{ "filter": { "activityIds": null, "activityNodeIds": null, "excludedActivityTypes": ["Elsa.Workflow", "Elsa.Flowchart"], "eventNames": null } }"""));

        var root = Assert.Single(instance["workflowState"]!["activityExecutionContexts"]!.AsArray(), context => context?["parentContextId"] is null);
        Assert.Equal("Workflow1", (string?)root?["scheduledActivityNodeId"]);
        Assert.Equal(("Running", "Suspended"), ((string?)state["status"], (string?)state["subStatus"]));
        Assert.Equal(Items(variables).Count, (int?)variables["count"]);
        Assert.Equal(Items(journal).Count, (int?)journal["totalCount"]);
        var suspended = Assert.Single(Items(journal), entry => (string?)entry?["eventName"] == "Suspended");
        Assert.Equal("Rectify.AssignItem", (string?)suspended?["activityType"]);
        await SeesTheWaitingActivityAsync(visitor, run, (string?)suspended?["nodeId"] ?? "");
    }

    [Fact]
    public async Task The_other_journal_and_the_last_entry_say_the_same()
    {
        var run = await RunOfAsync((await world.ItemAsync(22)).Id);
        using var visitor = await ElsaVisitor.SignInAsync(world);

        var whole = await visitor.GetAsync($"workflow-instances/{run}/journal?page=0&pageSize=1000");
        var page = await visitor.GetAsync($"workflow-instances/{run}/journal?Skip=2&Take=2");
        var started = Items(whole).Last(entry => (string?)entry?["eventName"] == "Started");
        var last = await visitor.GetAsync($"workflow-instances/{run}/journal/{started?["activityId"]}");

        Assert.Equal(Items(whole).Skip(2).Take(2).Select(Id), Items(page).Select(Id));
        Assert.Equal(Id(started), Id(last));
        await visitor.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"workflow-instances/{run}/journal/nobody");
    }

    [Theory]
    [InlineData("GET", "workflow-instances/nope")]
    [InlineData("GET", "workflow-instances/00000000000000000000000000000001")]
    [InlineData("GET", "workflow-instances/nope/execution-state")]
    [InlineData("GET", "workflow-instances/nope/variables")]
    [InlineData("POST", "workflow-instances/nope/journal")]
    [InlineData("GET", "activity-executions/by-id?id=nope")]
    [InlineData("GET", "activity-executions/nope/call-stack?includeCrossWorkflowChain=True")]
    [InlineData("POST", "cancel/workflow-instances/nope")]
    [InlineData("DELETE", "workflow-instances/00000000000000000000000000000001")]
    public async Task What_is_not_there_is_said_so(string method, string path)
    {
        using var visitor = await ElsaVisitor.SignInAsync(world);

        Assert.NotEmpty(await visitor.RefusedAsync(HttpStatusCode.NotFound, new(method), path, method == "POST" ? new JsonObject() : null));
    }

    [Theory]
    [InlineData("activity-executions/list?WorkflowInstanceId=nope&ActivityNodeId=Workflow1")]
    [InlineData("activity-execution-summaries/list?WorkflowInstanceId=&ActivityNodeId=")]
    public async Task Executions_of_nothing_are_an_empty_list(string path)
    {
        using var visitor = await ElsaVisitor.SignInAsync(world);

        Assert.Equal(0, (int?)(await visitor.GetAsync(path))["count"]);
    }

    [Theory]
    [InlineData("reader", HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData("supervisor", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    public async Task Who_may_look_may_not_end(string userName, HttpStatusCode look, HttpStatusCode end)
    {
        var run = await RunOfAsync((await world.ItemAsync(23)).Id);
        using var visitor = await ElsaVisitor.SignInAsync(world, userName);

        foreach (var (expected, method, path) in new (HttpStatusCode, HttpMethod, string)[]
        {
            (look, HttpMethod.Post, "workflow-instances"), (look, HttpMethod.Get, $"workflow-instances/{run}"),
            (look, HttpMethod.Post, $"workflow-instances/{run}/journal"), (look, HttpMethod.Post, "activity-executions/report"),
            (end, HttpMethod.Post, $"cancel/workflow-instances/{run}"), (end, HttpMethod.Post, "bulk-actions/cancel/workflow-instances"),
            (end, HttpMethod.Delete, $"workflow-instances/{run}"), (end, HttpMethod.Post, "bulk-actions/delete/workflow-instances/by-id"),
            (end, HttpMethod.Post, "bulk-actions/import/workflow-instances"), (look, HttpMethod.Get, $"workflow-instances/{run}/export"),
        })
        {
            using var answer = await visitor.SendAsync(method, path, method == HttpMethod.Post ? Body($$"""{ "ids": ["{{run}}"], "workflowInstanceId": "{{run}}" }""") : null);
            Assert.True(expected == answer.StatusCode, $"{userName}: {method} {path} answered {(int)answer.StatusCode}.");
        }

        Assert.Equal("Running", (string?)(await (await ElsaVisitor.SignInAsync(world)).GetAsync($"workflow-instances/{run}/execution-state"))["status"]);
    }

    [Fact]
    public async Task An_instance_with_an_open_item_can_be_cancelled_but_not_deleted()
    {
        var item = await world.ItemAsync(24);
        var run = await RunOfAsync(item.Id);
        using var visitor = await ElsaVisitor.SignInAsync(world);

        var refused = await visitor.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Delete, $"workflow-instances/{run}");
        var refusedAll = await visitor.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "bulk-actions/delete/workflow-instances/by-id", Body($$"""{ "ids": ["{{run}}"] }"""));
        using var cancelled = await visitor.SendAsync(HttpMethod.Post, $"cancel/workflow-instances/{run}");
        using var again = await visitor.SendAsync(HttpMethod.Post, $"cancel/workflow-instances/{run}");
        var many = await visitor.PostAsync("bulk-actions/cancel/workflow-instances", Body($$"""{ "ids": ["{{run}}", "nope"], "definitionVersionId": null, "definitionId": null, "versionOptions": null }"""));
        using var administrator = await world.VisitAsync("administrator");

        Assert.Contains(item.Title, refused, StringComparison.Ordinal);
        Assert.Equal(refused, refusedAll);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (cancelled.StatusCode, again.StatusCode));
        Assert.Equal(0, (int?)many["cancelled"]);
        Assert.Equal("Cancelled", (string?)(await visitor.GetAsync($"workflow-instances/{run}/execution-state"))["subStatus"]);
        Assert.Contains("管理员取消流程", await administrator.ReadAsync($"/items/{item.Id.Value}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("administrator", true)]
    [InlineData("reader", true)]
    [InlineData("supervisor", false)]
    public async Task The_items_page_leads_to_the_viewer_and_back_for_those_who_may_look(string userName, bool leads)
    {
        var item = await world.ItemAsync(20);
        using var visitor = await world.VisitAsync(userName);

        var page = await visitor.ReadAsync($"/items/{item.Id.Value}");
        using var viewer = await visitor.GetAsync($"/designer/instances/{await RunOfAsync(item.Id)}");

        Assert.Equal(leads, page.Contains($"/designer/items/{item.Id.Value}", StringComparison.Ordinal));
        Assert.Equal(leads ? HttpStatusCode.OK : HttpStatusCode.Forbidden, viewer.StatusCode);
        Assert.Equal(leads, (await viewer.Content.ReadAsStringAsync(Cancel)).Contains($"/items/{item.Id.Value}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_exported_instance_has_elsas_members_and_several_come_in_an_archive()
    {
        var (one, two) = (await RunOfAsync((await world.ItemAsync(17)).Id), await RunOfAsync((await world.ItemAsync(18)).Id));
        using var visitor = await ElsaVisitor.SignInAsync(world, "reader");

        using var answer = await visitor.SendAsync(HttpMethod.Get, $"workflow-instances/{one}/export?includeBookmarks=True&includeWorkflowExecutionLog=True&includeActivityExecutionLog=True");
        using var several = await visitor.SendAsync(HttpMethod.Post, "bulk-actions/export/workflow-instances", Body($$"""{ "ids": ["{{one}}", "{{two}}"] }"""));
        var file = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        using var zip = new System.IO.Compression.ZipArchive(await several.Content.ReadAsStreamAsync(Cancel));

        Assert.Equal(one, (string?)file?["workflowState"]?["id"]);
        Assert.Single(file!["bookmarks"]!.AsArray());
        Assert.NotEmpty(file["workflowExecutionLogRecords"]!.AsArray());
        Assert.NotEmpty(file["activityExecutionRecords"]!.AsArray());
        Assert.Equal($"workflow-instance-{one}.json", answer.Content.Headers.ContentDisposition?.FileNameStar ?? answer.Content.Headers.ContentDisposition?.FileName);
        Assert.Equal(2, zip.Entries.Count);
        await visitor.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, "workflow-instances/nope/export");
    }

    [Fact]
    public async Task A_file_is_put_back_or_refused_by_name()
    {
        var run = await RunOfAsync((await world.ItemAsync(17)).Id);
        using var visitor = await ElsaVisitor.SignInAsync(world);
        using var exported = await visitor.SendAsync(HttpMethod.Get, $"workflow-instances/{run}/export");
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(await exported.Content.ReadAsByteArrayAsync(Cancel)), "files", "with-item.json" },
            { new StringContent("{ \"workflowState\": {} }"), "files", "foreign.json" },
            { new StringContent("PK no archive"), "files", "broken.zip" },
        };

        using var answer = await visitor.SendAsync("bulk-actions/import/workflow-instances", form);
        var refused = (await JsonNode.ParseAsync(await answer.Content.ReadAsStreamAsync(Cancel), cancellationToken: Cancel))?["errors"]?["generalErrors"]?.AsArray();

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(["with-item.json", "foreign.json", "broken.zip"], refused!.Select(text => ((string?)text)?.Split('：')[0]));
    }

    private static async Task SeesTheWaitingActivityAsync(ElsaVisitor visitor, string run, string node)
    {
        var report = await visitor.PostAsync("activity-executions/report", Body($$"""{ "workflowInstanceId": "{{run}}", "activityNodeIds": ["{{node}}", "{{node}}", "Workflow1:nowhere"] }"""));
        var list = await visitor.GetAsync($"activity-executions/list?WorkflowInstanceId={run}&ActivityNodeId={Uri.EscapeDataString(node)}");
        var summaries = await visitor.GetAsync($"activity-execution-summaries/list?WorkflowInstanceId={run}&ActivityNodeId={Uri.EscapeDataString(node)}");
        var execution = Assert.Single(Items(list));
        var chain = await visitor.GetAsync($"activity-executions/{Id(execution)}/call-stack?includeCrossWorkflowChain=True");

        var badge = Assert.Single(report["stats"]!.AsArray());
        Assert.True((bool?)badge?["isBlocked"]);
        Assert.Equal(("Running", true), ((string?)execution?["status"], (bool?)execution?["hasBookmarks"]));
        Assert.Equal("role:UnitLeader", (string?)execution?["activityState"]?["Assignee"]);
        Assert.Equal(execution?.ToJsonString(), (await visitor.GetAsync($"activity-executions/by-id?id={Id(execution)}")).ToJsonString());
        Assert.Null(Assert.Single(Items(summaries))?["activityState"]);
        Assert.Equal(3, (int?)chain["totalCount"]);
        Assert.Equal(Id(execution), Id(Items(chain)[^1]));
    }

    private Task<string> RunOfAsync(Domain.Items.ItemId item) => world.ReadAsync(async db =>
        (await db.Instances.Where(row => row.ItemId == item).Select(row => row.Id).SingleAsync(Cancel)).ToString("N"));

    private static JsonArray Items(JsonNode answer) => answer["items"]!.AsArray();

    private static string? Id(JsonNode? node) => (string?)node?["id"];

    private static JsonObject Body(string json) => JsonNode.Parse(json)!.AsObject();
}
