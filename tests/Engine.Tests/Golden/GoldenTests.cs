using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Engine.Tests.Golden;

/// <summary>
/// One script of stimuli per definition and path; what comes out is compared with the approved file beside it. Set
/// RECTIFY_APPROVE=1 to write the approved files anew, then read the difference before committing it.
/// </summary>
public sealed class GoldenTests
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    public static TheoryData<string> Scripts =>
        [.. Directory.EnumerateFiles(Folder, "*.stimuli.json").Select(file => Path.GetFileName(file).Replace(".stimuli.json", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(Repository.Root, "tests", "Engine.Tests", "Golden");

    [Theory, MemberData(nameof(Scripts))]
    public void A_script_of_stimuli_gives_the_approved_effects(string name)
    {
        var script = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, $"{name}.stimuli.json")))!.AsObject();
        var actual = Run(script).ToJsonString(Json) + "\n";
        var approved = Path.Combine(Folder, $"{name}.approved.json");
        if (Environment.GetEnvironmentVariable("RECTIFY_APPROVE") == "1")
        {
            File.WriteAllText(approved, actual);
        }

        Assert.Equal(File.ReadAllText(approved), actual);
    }

    private static JsonArray Run(JsonObject script)
    {
        var runner = new Runner(Repository.Read("workflows", script["definition"]!.GetValue<string>())) { StoresState = true };
        var steps = new JsonArray();
        foreach (var step in script["steps"]!.AsArray().OfType<JsonObject>())
        {
            runner.Now = step["at"]?.GetValue<DateTimeOffset>() ?? runner.Now.AddDays(1);
            runner.Facts = step["facts"]?.DeepClone() as JsonObject ?? runner.Facts;
            var payload = step["payload"]?.DeepClone() as JsonObject;
            if (step["resume"]?.GetValue<string>() is { } activity)
            {
                runner.Resume(activity, payload);
            }
            else
            {
                runner.Start(payload);
            }

            var said = step["resume"]?.GetValue<string>() is { } resumed ? $"resume {resumed} {payload?["outcome"]}".TrimEnd() : "start";
            steps.Add(Describe(said, runner));
        }

        return steps;
    }

    private static JsonObject Describe(string step, Runner runner) => new()
    {
        ["step"] = step,
        ["effects"] = new JsonArray([.. (runner.Last?.Effects ?? []).Select(effect =>
        {
            var described = JsonSerializer.SerializeToNode(effect, effect.GetType(), Json)!.AsObject();
            described.Insert(0, "effect", effect.GetType().Name);
            return (JsonNode?)described;
        })]),
        ["output"] = runner.State.Output.IsEmpty ? null : new JsonObject(runner.State.Output.Select(o => new KeyValuePair<string, JsonNode?>(o.Key, o.Value?.DeepClone()))),
        ["name"] = runner.State.Name,
        ["status"] = $"{runner.State.Status}/{runner.State.SubStatus}",
        ["waits"] = new JsonArray([.. runner.State.Bookmarks.Select(b => (JsonNode?)$"{b.Kind} {b.Name}")]),
    };
}
