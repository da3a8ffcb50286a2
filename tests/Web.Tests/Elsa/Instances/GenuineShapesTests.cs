using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Elsa.Instances;

/// <summary>
/// Our answers beside those of a genuine server, where its recorded answers lie beside the repository: every member it
/// sends is there with the same kind of value, but for those named here.
/// </summary>
public sealed class GenuineShapesTests(WebWorld world)
{
    private const string Run = "2a9b5d97dec79f6a";

    /// <summary>What is missing on purpose: one tenant, bookmarks with ids of their own, no callbacks by method name.</summary>
    private static readonly string[] Without =
    [
        "tenantId", "hash", "autoComplete", "callbackMethodName", "completionCallbacks", "properties", "activityState",
        "outputs", "schedulingActivityExecutionId", "schedulingActivityId", "metadata", "payload", "input", "output",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_list_has_a_genuine_servers_members() =>
        await CompareAsync("POST_workflow-instances.json", (visitor, _) => visitor.PostAsync("workflow-instances", new JsonObject { ["pageSize"] = 1, ["page"] = 0 }));

    [Fact]
    public async Task An_instance_has_a_genuine_servers_members() =>
        await CompareAsync($"GET_workflow-instances_{Run}.json", (visitor, run) => visitor.GetAsync($"workflow-instances/{run}"));

    [Fact]
    public async Task The_journal_has_a_genuine_servers_members() =>
        await CompareAsync($"POST_workflow-instances_{Run}_journal_skip=0_take=111.json", async (visitor, run) => new JsonObject
        {
            // Each entry of ours is compared with the first of theirs: the entry of an activity inside the root.
            ["items"] = new JsonArray((await visitor.PostAsync($"workflow-instances/{run}/journal?skip=2&take=1", new JsonObject()))["items"]![0]!.DeepClone()),
            ["totalCount"] = 1,
        });

    [Fact]
    public async Task Variables_have_a_genuine_servers_members() =>
        await CompareAsync($"GET_workflow-instances_{Run}_variables.json", (visitor, run) => visitor.GetAsync($"workflow-instances/{run}/variables"));

    [Fact]
    public async Task An_execution_has_a_genuine_servers_members() =>
        await CompareAsync("GET_activity-executions_by-id_id=5c637a3022f96cb9.json", async (visitor, run) =>
            (await visitor.GetAsync($"activity-executions/list?WorkflowInstanceId={run}&ActivityNodeId={await WaitingAsync(visitor, run)}"))["items"]![0]!);

    [Fact]
    public async Task Summaries_have_a_genuine_servers_members() =>
        await CompareAsync($"GET_activity-execution-summaries_list_WorkflowInstanceId={Run}_ActivityNodeId=Workflow1.Flowchart1.Event1.json", async (visitor, run) =>
            await visitor.GetAsync($"activity-execution-summaries/list?WorkflowInstanceId={run}&ActivityNodeId={await WaitingAsync(visitor, run)}"));

    [Fact]
    public async Task Badges_have_a_genuine_servers_members() =>
        await CompareAsync("POST_activity-executions_report.json", async (visitor, run) => await visitor.PostAsync(
            "activity-executions/report", new JsonObject { ["workflowInstanceId"] = run, ["activityNodeIds"] = new JsonArray(await WaitingAsync(visitor, run)) }));

    private static async Task<string> WaitingAsync(ElsaVisitor visitor, string run) =>
        (string?)(await visitor.GetAsync($"workflow-instances/{run}"))["workflowState"]?["bookmarks"]?[0]?["activityNodeId"] ?? "";

    private async Task CompareAsync(string recorded, Func<ElsaVisitor, string, Task<JsonNode>> ask)
    {
        var file = Path.Combine(Recorded(), recorded);
        Assert.SkipUnless(File.Exists(file), $"There is no recorded answer {recorded} beside the repository.");
        var item = await world.ItemAsync(26);
        var run = await world.ReadAsync(async db => (await db.Instances.Where(row => row.ItemId == item.Id).Select(row => row.Id).SingleAsync(Cancel)).ToString("N"));
        using var visitor = await ElsaVisitor.SignInAsync(world);

        var missing = new List<string>();
        Compare(JsonNode.Parse(await File.ReadAllTextAsync(file, Cancel)), await ask(visitor, run), "$", missing);

        Assert.Empty(missing);
    }

    private static void Compare(JsonNode? theirs, JsonNode? ours, string path, List<string> missing)
    {
        switch (theirs, ours)
        {
            case (JsonObject their, JsonObject our):
                foreach (var (name, value) in their.Where(member => !Without.Contains(member.Key) && !(member.Key == "createdAt" && path.Contains("bookmarks", StringComparison.Ordinal))))
                {
                    if (our.TryGetPropertyValue(name, out var own))
                    {
                        Compare(value, own, $"{path}.{name}", missing);
                    }
                    else
                    {
                        missing.Add($"{path}.{name} is missing");
                    }
                }

                break;
            case (JsonArray { Count: > 0 } their, JsonArray { Count: > 0 } our):
                Compare(their[0], our[^1], $"{path}[]", missing);
                break;
            case (JsonArray, JsonArray):
                break;
            default:
                if (Kind(theirs) != Kind(ours))
                {
                    missing.Add($"{path} is {Kind(ours)}, of a genuine server {Kind(theirs)}");
                }

                break;
        }
    }

    private static string? Kind(JsonNode? node) => node?.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? "Boolean" : node?.GetValueKind().ToString();

    private static string Recorded()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Rectify.Workflow.sln")))
            {
                return Path.Combine(folder.FullName, "..", "shared", "data", "elsa-genuine");
            }
        }

        throw new DirectoryNotFoundException("The tests do not lie within the repository.");
    }
}
