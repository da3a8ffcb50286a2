using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Tests.Fuzz;

namespace Rectify.Workflow.Web.Tests.Elsa.Contract;

/// <summary>
/// Definitions changed at random (<see cref="Mutator"/>) go through the designer's calls: saved, opened, published, run and looked at, or
/// refused with messages; never another status, and never an answer the designer cannot bear. RECTIFY_SOAK=1 takes many,
/// RECTIFY_FUZZ_SEED=n another series.
/// </summary>
internal static class FuzzedSaves
{
    private static int Runs => Environment.GetEnvironmentVariable("RECTIFY_SOAK") == "1" ? 5_000 : 150;

    private static int FirstSeed => int.TryParse(Environment.GetEnvironmentVariable("RECTIFY_FUZZ_SEED"), out var seed) ? seed : 20_231_231;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task RunAsync(ContractAnswers answers)
    {
        var (saved, published, ran) = (0, 0, 0);
        for (var seed = FirstSeed; seed < FirstSeed + Runs; seed++)
        {
            try
            {
                var reached = await TryAsync(answers.Designer, seed);
                (saved, published, ran) = (saved + (reached > 0 ? 1 : 0), published + (reached > 1 ? 1 : 0), ran + (reached > 2 ? 1 : 0));
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                Assert.Fail($"Seed {seed} (RECTIFY_FUZZ_SEED={seed} to see it again): {error}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"Of {Runs} definitions {saved} were saved, {published} published, {ran} run.");
        Assert.True(saved > Runs / 2 && published > Runs / 30 && ran > 0, $"{saved} saved, {published} published, {ran} run: too few to prove anything.");
    }

    private static async Task<int> TryAsync(ElsaVisitor designer, int seed)
    {
        var model = JsonNode.Parse(new Mutator(new(seed)).Next())!.AsObject();
        // A few addresses, so that versions follow each other; never one of ours.
        (model["id"], model["definitionId"]) = (null, $"fuzzed-{seed % 20}");
        using var save = await designer.SendAsync(HttpMethod.Post, "workflow-definitions/import", model);
        if (await BodyAsync(save) is not { } shown)
        {
            return 0;
        }

        Shapes.None(Drawn(shown["root"]).Prepend(shown["root"]).Where(activity => activity is not JsonObject drawn || drawn["nodeId"] is null || drawn["type"]?.GetValueKind() is not JsonValueKind.String)
            .Select(activity => activity?.ToJsonString() ?? "null"));
        Assert.All(["variables", "inputs", "outputs", "outcomes", "links"], name => Assert.DoesNotContain(null, Assert.IsType<JsonArray>(shown[name])));
        Assert.All(["options", "customProperties", "root"], name => Assert.IsType<JsonObject>(shown[name]));
        using var again = await designer.SendAsync(HttpMethod.Post, "workflow-definitions", Model.Again(shown));
        Assert.NotNull(await BodyAsync(again));
        using var publish = await designer.SendAsync(HttpMethod.Post, $"workflow-definitions/fuzzed-{seed % 20}/publish", new JsonObject());
        if (await BodyAsync(publish) is null)
        {
            return 1;
        }

        using var execute = await designer.SendAsync(HttpMethod.Post, $"workflow-definitions/fuzzed-{seed % 20}/execute", new JsonObject());
        if (!execute.Headers.TryGetValues("x-elsa-workflow-instance-id", out var ids))
        {
            Assert.Equal(HttpStatusCode.BadRequest, execute.StatusCode);
            return 2;
        }

        var run = ids.Single();
        Assert.NotNull((await designer.GetAsync($"workflow-instances/{run}"))["workflowState"]);
        Assert.NotNull((await designer.PostAsync($"workflow-instances/{run}/journal?skip=0&take=110", new JsonObject()))["items"]);
        return 3;
    }

    /// <summary>Whatever stands where the canvas expects activities: in the lists of flowcharts and sequences, however deep.</summary>
    private static IEnumerable<JsonNode?> Drawn(JsonNode? activity) => activity is not JsonObject owner ? []
        : owner.Where(member => member.Value is JsonObject part && part["nodeId"] is not null).SelectMany(member => Drawn(member.Value))
            .Concat(owner["activities"] is JsonArray list && owner["nodeId"] is not null ? list.Concat(list.SelectMany(Drawn)) : []);

    /// <summary>The answer of a call that went through; null when it was refused with messages.</summary>
    private static async Task<JsonNode?> BodyAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        var body = JsonNode.Parse(text);
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{answer.RequestMessage?.RequestUri} answered {answer.StatusCode}: {text}");
        if (answer.IsSuccessStatusCode)
        {
            return body;
        }

        Assert.NotEmpty(body!["errors"]!["generalErrors"]!.AsArray());
        return null;
    }
}
