using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Definitions;

namespace Rectify.Workflow.Engine.Tests;

/// <summary>
/// Definitions from Elsa's own tests, run here, compared with what a genuine Elsa server did with them. They lie beside
/// the repository; where they are absent these tests skip.
/// </summary>
public sealed class ElsaCaseTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "..", "shared", "data", "elsa-cases");

    /// <summary>Cases that need activities of a later issue, with the reason the reader must give.</summary>
    private static readonly Dictionary<string, string> NotYet = new()
    {
        ["composites.complete-must-not-cascade"] = "Consumer",
        ["output.workflow-output-mapping"] = "Elsa.RunCSharp",
        ["definition-activity.parent-with-input"] = "ChildWithInput",
        ["definition-activity.parent-with-outcomes"] = "ChildWithOutcomes",
        ["execute-workflow.wait"] = "Elsa.ExecuteWorkflow",
        ["execute-workflow.output"] = "Elsa.ExecuteWorkflow",
        ["parent-child-output.calculator"] = "Sum",
        ["parent-child-input.same-name"] = "Child",
        ["component-input-output"] = "Provider",
    };

    public static TheoryData<string, string> Observed
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var one in Cases().Where(one => !NotYet.ContainsKey(Id(one))))
            {
                foreach (var seen in one["observedOnGenuineElsa"]!.AsArray())
                {
                    data.Add(Id(one), seen!["mode"]!.GetValue<string>());
                }
            }

            if (data.Count == 0)
            {
                data.Add("(absent)", "default");
            }

            return data;
        }
    }

    public static TheoryData<string> Later => [.. NotYet.Keys];

    [Theory, MemberData(nameof(Observed))]
    public void A_definition_of_elsa_s_tests_does_what_it_did_there(string id, string mode)
    {
        var one = Find(id);
        var seen = one["observedOnGenuineElsa"]!.AsArray().First(s => s!["mode"]!.GetValue<string>() == mode)!;
        var run = new Runner(Json(one), new() { TokenFlow = mode == "token" }) { StoresState = true }
            .Start(one["inputs"]!.DeepClone().AsObject()).ResumeAll();

        Assert.Equal(seen["lines"]!.AsArray().Select(line => line!.GetValue<string>()), run.Lines);
        Assert.Equal((seen["status"]!.GetValue<string>(), seen["subStatus"]!.GetValue<string>()),
            (run.State.Status.ToString(), run.State.SubStatus.ToString()));
        foreach (var activity in one["expect"]!["journalCompletedOnce"]?.AsArray() ?? [])
        {
            Assert.Single(run.Log, entry => entry.Event == "Completed" && entry.ActivityId == activity!.GetValue<string>());
        }
    }

    [Theory, MemberData(nameof(Later))]
    public void What_cannot_be_run_yet_is_refused_by_name(string id)
    {
        var problems = Runner.Make().Reader.Read(Json(Find(id))).Problems;

        Assert.Contains(problems, problem => problem.Severity == ProblemSeverity.Error
            && problem.Message.Contains($"'{NotYet[id]}'", StringComparison.Ordinal));
    }

    private static JsonObject Find(string id)
    {
        var one = Cases().FirstOrDefault(one => Id(one) == id);
        Assert.SkipWhen(one is null, "The definitions of Elsa's tests are not beside this repository (../shared/data/elsa-cases).");
        return one;
    }

    private static string Json(JsonObject one) => one["files"]!.AsArray()
        .Select(file => File.ReadAllText(Path.Combine(Folder, Id(one), file!.GetValue<string>())))
        .First(json => JsonNode.Parse(json) is { } root && new[] { root["id"], root["definitionId"] }
            .Any(id => id?.GetValue<string>() == one["runDefinitionId"]!.GetValue<string>()));

    private static IEnumerable<JsonObject> Cases() => File.Exists(Path.Combine(Folder, "index.json"))
        ? JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "index.json")))!["cases"]!.AsArray().OfType<JsonObject>()
            .Where(one => one["kind"]!.GetValue<string>() == "run")
        : [];

    private static string Id(JsonObject one) => one["id"]!.GetValue<string>();
}
