using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Rectify.Workflow.Web.Tests.Elsa.Contract;

/// <summary>Endpoints asked as the designer asks them.</summary>
internal static class Ask
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A list that a reader gets too.</summary>
    public static async Task ListAsync(ContractAnswers answers, string path)
    {
        foreach (var caller in new[] { answers.Designer, answers.Reader })
        {
            var list = await caller.GetAsync(path);
            Assert.Equal(Assert.IsType<JsonArray>(list["items"]).Count, (int?)list["count"]);
            Assert.DoesNotContain(null, list["items"]!.AsArray());
        }
    }

    /// <summary>For every instance at hand an answer with these members.</summary>
    public static Func<ContractAnswers, Task> EveryRun(string path, params string[] members) => async answers =>
    {
        foreach (var run in answers.Runs)
        {
            var answer = await answers.Reader.GetAsync(string.Format(CultureInfo.InvariantCulture, path, run.Id));
            Assert.All(members, member => Assert.NotNull(answer[member]));
        }
    };

    public static async Task ListsAsync(ContractAnswers answers)
    {
        foreach (var query in new[]
        {
            "versionOptions=Latest&Page=0&PageSize=10&SearchTerm=&IsSystem=False&OrderBy=Name&OrderDirection=Ascending", "versionOptions=Published",
            "versionOptions=LatestOrPublished", "versionOptions=&Ids=x", "versionOptions=AllVersions&DefinitionIds=rectification&OrderBy=Version&OrderDirection=Descending",
        })
        {
            var list = await answers.Reader.GetAsync($"workflow-definitions?{query}");
            Assert.IsType<JsonArray>(list["items"]);
            Assert.IsType<JsonArray>(list["links"]);
            Assert.NotNull((int?)list["totalCount"]);
        }
    }

    public static Task ByDefinitionIdAsync(ContractAnswers answers) => EachDefinitionAsync(answers,
        drawn => $"workflow-definitions/by-definition-id/{drawn.Opened["definitionId"]}?versionOptions=Latest");

    public static Task ByIdAsync(ContractAnswers answers) => EachDefinitionAsync(answers, drawn => $"workflow-definitions/by-id/{drawn.Opened["id"]}");

    public static void Saves(ContractAnswers answers) =>
        Assert.All(answers.Definitions, drawn => Assert.Equal((string?)drawn.Imported["definitionId"], (string?)drawn.Saved["workflowDefinition"]!["definitionId"]));

    public static async Task PublishAndRetractAsync(ContractAnswers answers)
    {
        var draft = (await answers.Designer.PostAsync("workflow-definitions", Model.Create($"发布{Guid.NewGuid():N}")))["workflowDefinition"]!;
        var body = Model.Again(draft);
        body["model"]!["root"]!["activities"] = new JsonArray(Model.Activity("w", "Elsa.WriteLine", ("text", "x")));
        await answers.Designer.PostAsync("workflow-definitions", body);

        var published = await answers.Designer.PostAsync($"workflow-definitions/{draft["definitionId"]}/publish", new JsonObject());
        var retracted = await answers.Designer.PostAsync($"workflow-definitions/{draft["definitionId"]}/retract", new JsonObject());

        Assert.True((bool?)published["workflowDefinition"]!["isPublished"]);
        Assert.False((bool?)published["alreadyPublished"]);
        Assert.False((bool?)retracted["isPublished"]);
        Assert.NotNull(retracted["root"]);
    }

    public static async Task DeleteAsync(ContractAnswers answers)
    {
        var draft = (await answers.Designer.PostAsync("workflow-definitions", Model.Create($"删除{Guid.NewGuid():N}")))["workflowDefinition"]!;

        using var deleted = await answers.Designer.SendAsync(HttpMethod.Delete, $"workflow-definitions/{draft["definitionId"]}");

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
    }

    public static async Task UniqueNamesAsync(ContractAnswers answers)
    {
        foreach (var drawn in answers.Definitions)
        {
            var name = Uri.EscapeDataString((string?)drawn.Opened["name"] ?? "");
            Assert.NotNull((bool?)(await answers.Designer.GetAsync($"workflow-definitions/validation/is-name-unique?name={name}"))["isUnique"]);
        }

        Assert.True((bool?)(await answers.Designer.GetAsync("workflow-definitions/validation/is-name-unique?name=Workflow%20100"))["isUnique"]);
    }

    public static async Task InstancesAsync(ContractAnswers answers)
    {
        var list = await answers.Reader.PostAsync("workflow-instances", JsonNode.Parse("""
            { "page": 0, "pageSize": 1000, "searchTerm": null, "definitionId": null, "definitionIds": null, "correlationId": null, "version": null, "hasIncidents": null,
              "isSystem": false, "status": null, "statuses": null, "subStatus": null, "subStatuses": null, "orderBy": "Created", "orderDirection": "Descending", "timestampFilters": [] }
            """));
        var ids = list["items"]!.AsArray().Select(item => (string)item!["id"]!).ToHashSet();

        Assert.Equal(ids.Count, (int?)list["totalCount"]);
        Assert.All(answers.Runs, run => Assert.Contains(run.Id, ids));
    }

    public static void Journals(ContractAnswers answers) => Assert.All(answers.Runs, run =>
    {
        Assert.IsType<JsonArray>(run.Journal["items"]);
        Assert.NotNull((int?)run.Journal["totalCount"]);
    });

    public static async Task ExecutionsAsync(ContractAnswers answers)
    {
        foreach (var execution in answers.Runs.SelectMany(run => run.Executions).DistinctBy(execution => (string?)execution["id"]))
        {
            var detail = await answers.Reader.GetAsync($"activity-executions/by-id?id={Uri.EscapeDataString((string)execution["id"]!)}");
            Assert.Equal((string?)execution["activityNodeId"], (string?)detail["activityNodeId"]);
        }
    }

    public static void Reports(ContractAnswers answers) => Assert.All(answers.Runs, run => Assert.NotEmpty(Assert.IsType<JsonArray>(run.Report["stats"])));

    public static async Task CallStacksAsync(ContractAnswers answers)
    {
        foreach (var run in answers.Runs.Where(run => run.Executions.Count > 0))
        {
            var id = Uri.EscapeDataString((string)run.Executions[^1]["id"]!);
            var stack = await answers.Reader.GetAsync($"activity-executions/{id}/call-stack?includeCrossWorkflowChain=True");
            Assert.NotEmpty(stack["items"]!.AsArray());
            Assert.Equal(stack["items"]!.AsArray().Count, (int?)stack["totalCount"]);
        }
    }

    public static async Task HubAsync(ContractAnswers answers)
    {
        using var client = new HttpClient { BaseAddress = answers.World.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", answers.Reader.Token);
        using var answer = await client.PostAsync("/elsa/hubs/workflow-instance/negotiate?negotiateVersion=1", null, Cancel);
        var negotiated = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(negotiated["availableTransports"]!.AsArray(), transport => (string?)transport!["transport"] == "WebSockets");
        Assert.Contains(negotiated["availableTransports"]!.AsArray(), transport => (string?)transport!["transport"] == "LongPolling");
    }

    public static async Task TrialAsync(ContractAnswers answers)
    {
        // Of each definition with every type in it one activity: whatever comes, it is a status the tab can show.
        var all = answers.Definitions.Single(drawn => drawn.Name == "contract-all");
        foreach (var activity in Model.Activities(all.Opened["root"]).Where(activity => ((string)activity["id"]!).StartsWith('x')))
        {
            var trial = await answers.Designer.PostAsync("tests/activities", new JsonObject
            {
                ["workflowDefinitionHandle"] = new JsonObject { ["definitionVersionId"] = (string?)all.Opened["id"] },
                ["activityHandle"] = new JsonObject { ["activityNodeId"] = (string?)activity["nodeId"] },
            });
            Shapes.OneOf("Pending Running Completed Canceled Faulted", trial["status"]);
            Assert.IsType<JsonObject>(trial["activityState"]);
        }
    }

    private static async Task EachDefinitionAsync(ContractAnswers answers, Func<DrawnDefinition, string> path)
    {
        foreach (var drawn in answers.Definitions)
        {
            Assert.NotNull((await answers.Reader.GetAsync(path(drawn)))["root"]);
        }
    }
}
