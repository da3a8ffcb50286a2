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

    /// <summary>Cases refused on purpose, with what the reader must name.</summary>
    private static readonly Dictionary<string, string> Refused = new() { ["output.workflow-output-mapping"] = "Elsa.RunCSharp" };

    public static TheoryData<string, string> Observed
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var one in Cases().Where(one => !Refused.ContainsKey(Id(one))))
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

    public static TheoryData<string> RefusedCases => [.. Refused.Keys];

    [Theory, MemberData(nameof(Observed))]
    public void A_definition_of_elsa_s_tests_does_what_it_did_there(string id, string mode)
    {
        var one = Find(id);
        var seen = one["observedOnGenuineElsa"]!.AsArray().First(s => s!["mode"]!.GetValue<string>() == mode)!;
        var run = new Runner(Json(one), new() { TokenFlow = mode == "token" }, Library(one)) { StoresState = true }
            .Start(one["inputs"]!.DeepClone().AsObject()).ResumeAll();

        Assert.Equal(seen["lines"]!.AsArray().Select(line => line!.GetValue<string>()), run.Lines);
        Assert.Equal((seen["status"]!.GetValue<string>(), seen["subStatus"]!.GetValue<string>()),
            (run.State.Status.ToString(), run.State.SubStatus.ToString()));
        foreach (var (name, value) in seen["output"]?.AsObject() ?? [])
        {
            Assert.Equal(value?.ToJsonString(), run.State.Output[name]?.ToJsonString());
        }

        foreach (var activity in one["expect"]!["journalCompletedOnce"]?.AsArray() ?? [])
        {
            Assert.Single(run.Log, entry => entry.Event == "Completed" && entry.ActivityId == activity!.GetValue<string>());
        }

        if (one["expect"]!["writeLineTextInActivityLog"] is JsonArray logged)
        {
            Assert.Equal(logged.Select(kept => kept!.GetValue<bool>()), run.Log
                .Where(entry => entry is { Event: "Completed", ActivityType: "Elsa.WriteLine" }).Select(entry => entry.Data?["inputs"]?["Text"] is not null));
        }

        if (one["expect"]!["firstVariableValue"] is { } expected)
        {
            Assert.Equal(expected.GetValue<string>(), Assert.Single(run.State.Frames[0].Variables).Value?.GetValue<string>());
        }
    }

    [Theory, MemberData(nameof(RefusedCases))]
    public void What_cannot_be_run_is_refused_by_name(string id)
    {
        var problems = Runner.Make().Reader.Read(Json(Find(id))).Problems;

        Assert.Contains(problems, problem => problem.Severity == ProblemSeverity.Error
            && problem.Message.Contains($"'{Refused[id]}'", StringComparison.Ordinal));
    }

    private static JsonObject Find(string id)
    {
        var one = Cases().FirstOrDefault(one => Id(one) == id);
        Assert.SkipWhen(one is null, "The definitions of Elsa's tests are not beside this repository (../shared/data/elsa-cases).");
        return one;
    }

    private static WorkflowLibrary Library(JsonObject one) => new(Files(one).Select(WorkflowSource.TryRead).OfType<WorkflowSource>());

    private static IEnumerable<string> Files(JsonObject one) =>
        one["files"]!.AsArray().Select(file => File.ReadAllText(Path.Combine(Folder, Id(one), file!.GetValue<string>())));

    private static string Json(JsonObject one) => Files(one)
        .First(json => JsonNode.Parse(json) is { } root && new[] { root["id"], root["definitionId"] }
            .Any(id => id?.GetValue<string>() == one["runDefinitionId"]!.GetValue<string>()));

    private static IEnumerable<JsonObject> Cases() => File.Exists(Path.Combine(Folder, "index.json"))
        ? JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "index.json")))!["cases"]!.AsArray().OfType<JsonObject>()
            .Where(one => one["kind"]!.GetValue<string>() == "run")
        : [];

    private static string Id(JsonObject one) => one["id"]!.GetValue<string>();
}
