using System.Text.Json.Nodes;

namespace Rectify.Workflow.Web.Tests.Elsa.Contract;

/// <summary>What the viewer sees of every instance at hand.</summary>
internal static class Seen
{
    public static void OneRoot(ContractAnswers answers) => Assert.All(answers.Runs, run =>
    {
        var contexts = run.Instance["workflowState"]!["activityExecutionContexts"]!.AsArray();
        Assert.Equal("Workflow1", (string?)Assert.Single(contexts, context => context!["parentContextId"] is null)!["scheduledActivityNodeId"]);
        Assert.All(["bookmarks", "incidents", "completionCallbacks"], list => Assert.IsType<JsonArray>(run.Instance["workflowState"]![list]));
        Assert.All(["input", "output", "properties"], bag => Assert.IsType<JsonObject>(run.Instance["workflowState"]![bag]));
    });

    public static void Journals(ContractAnswers answers) => Assert.All(answers.Runs, run =>
    {
        var entries = run.Journal["items"]!.AsArray();
        var sequence = entries.Select(entry => (long)entry!["sequence"]!).ToList();
        Assert.Equal(sequence.Order(), sequence);
        Assert.Equal(sequence.Count, sequence.Distinct().Count());
        Assert.Equal(Math.Min(110, (int)run.Journal["totalCount"]!), entries.Count);
        Assert.DoesNotContain(entries, entry => (string?)entry!["activityType"] is "Elsa.Workflow" or "Elsa.Flowchart");
        Assert.All(entries, entry => Assert.All(["id", "activityInstanceId", "activityId", "nodeId", "eventName"], name => Assert.False(string.IsNullOrEmpty((string?)entry![name]))));
    });

    public static void NodesAreDrawn(ContractAnswers answers) => Assert.All(answers.Runs, run =>
    {
        var drawn = Model.Activities(run.Definition["root"]).Select(activity => (string?)activity["nodeId"]).Append("Workflow1").ToHashSet();
        Assert.All(run.Journal["items"]!.AsArray(), entry => Assert.True(IsOn(drawn, entry!["nodeId"]), $"{run.Definition["name"]}: {entry["nodeId"]}"));
        Assert.All(run.Executions, execution => Assert.True(IsOn(drawn, execution["activityNodeId"]), $"{run.Definition["name"]}: {execution["activityNodeId"]}"));
        Assert.All(run.Report["stats"]!.AsArray(), badge => Assert.True(IsOn(drawn, badge!["activityNodeId"]), $"{run.Definition["name"]}: {badge["activityNodeId"]}"));
    });

    public static void ExecutionsHaveBags(ContractAnswers answers) => Assert.All(
        answers.Runs.SelectMany(run => run.Executions).Where(execution => execution["properties"] is not null),
        execution => Assert.IsType<JsonObject>(execution["activityState"]));

    public static void Statuses(ContractAnswers answers) => Assert.All(answers.Runs, run =>
    {
        Assert.All(run.Executions, execution => Shapes.OneOf("Pending Running Completed Canceled Faulted", execution["status"]));
        Shapes.OneOf("Pending Executing Suspended Finished Cancelled Faulted Interrupted", run.State["subStatus"]);
        Assert.All(run.Journal["items"]!.AsArray(), entry => Shapes.OneOf("Started Completed Suspended Resumed Faulted Canceled Skipped", entry!["eventName"]));
    });

    public static void BadgesOnce(ContractAnswers answers) => Assert.All(answers.Runs, run =>
        Assert.Equal(run.Report["stats"]!.AsArray().Count, run.Report["stats"]!.AsArray().Select(badge => (string?)badge!["activityNodeId"]).Distinct().Count()));

    // What runs inside a workflow used as an activity is drawn when that one is opened.
    private static bool IsOn(HashSet<string?> drawn, JsonNode? node) =>
        drawn.Contains((string?)node) || drawn.Any(one => one != "Workflow1" && ((string?)node)?.StartsWith($"{one}:", StringComparison.Ordinal) is true);
}
