using System.Text.Json.Nodes;
using Rectify.Workflow.App.Expressions;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;
using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests.Fuzz;

/// <summary>
/// Definitions changed at random are refused with a path, or run within limits; and what is stored between two steps is
/// all that the next step needs. RECTIFY_SOAK=1 runs many, RECTIFY_FUZZ_SEED=n another series.
/// </summary>
public sealed class FuzzTests
{
    private const int Steps = 8;

    private static readonly Interpreter Machine = Runner.Make(
        new() { ActivitiesPerBurst = 150 },
        new ScriptLimits { Time = TimeSpan.FromSeconds(1), Statements = 2_000, Recursion = 20, OutputCharacters = 10_000 });

    private static readonly WorkflowLibrary Library = new([Inner()]);

    private static int Runs => Environment.GetEnvironmentVariable("RECTIFY_SOAK") == "1" ? 100_000 : 2_000;

    private static int FirstSeed => int.TryParse(Environment.GetEnvironmentVariable("RECTIFY_FUZZ_SEED"), out var seed) ? seed : 20_231_231;

    [Fact]
    public void A_mutated_definition_is_refused_with_a_path_or_runs_within_limits()
    {
        var ran = 0;
        for (var seed = FirstSeed; seed < FirstSeed + Runs; seed++)
        {
            try
            {
                ran += TryOut(seed) ? 1 : 0;
            }
            catch (Exception error)
            {
                Assert.Fail($"Seed {seed} (RECTIFY_FUZZ_SEED={seed} to see it again): {error}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"Seeds {FirstSeed} to {FirstSeed + Runs - 1}: {ran} ran, {Runs - ran} were refused.");
        Assert.InRange(ran, Runs / 20, Runs - 1);
    }

    private static bool TryOut(int seed)
    {
        var random = new Random(seed);
        var json = new Mutator(random).Next();
        var reading = Machine.Reader.Read(json, library: Library);
        Assert.All(reading.Problems, problem => Assert.StartsWith("$", problem.Path, StringComparison.Ordinal));
        Assert.NotEqual(reading.Definition is null, !reading.Errors.Any());
        if (reading.Definition is not { } definition)
        {
            return false;
        }

        var kept = Step(definition, InstanceState.New("i", definition.DefinitionId, definition.Version), new Stimulus.Start(Runner.Begin, new() { ["Item"] = "x" }));
        for (var step = 1; step <= Steps && Next(kept, random, Runner.Begin.AddHours(step)) is { } stimulus; step++)
        {
            kept = Step(definition, kept, Offered(definition, kept, stimulus));
        }

        return true;
    }

    // One step from the state in memory, one from the state as stored: both must come to the same.
    private static InstanceState Step(Definition definition, InstanceState state, Stimulus stimulus)
    {
        var stored = InstanceStateJson.Deserialize(InstanceStateJson.Serialize(state));
        var fromMemory = Machine.Advance(definition, state, stimulus);
        var fromStore = Machine.Advance(definition, stored, stimulus);

        Assert.Equal(InstanceStateJson.Serialize(fromMemory.State), InstanceStateJson.Serialize(fromStore.State));
        Assert.Equal(Describe(fromMemory), Describe(fromStore));
        Assert.InRange(fromMemory.Log.Length, 0, 100_000);
        Assert.All(fromMemory.State.Bookmarks, bookmark => Assert.Contains(definition.Nodes, node => node.NodeId == bookmark.NodeId));
        Assert.Equal(fromMemory.State.Bookmarks.Length, fromMemory.State.Bookmarks.DistinctBy(bookmark => bookmark.Id).Count());
        return fromMemory.State;
    }

    private static string Describe(Transition transition) => string.Join('\n', transition.Effects) + "\n"
        + string.Join('\n', transition.Log.Select(entry => $"{entry.Sequence} {entry.Event} {entry.ActivityInstanceId} {entry.Data?.ToJsonString()}"));

    private static Stimulus? Next(InstanceState state, Random random, DateTimeOffset at)
    {
        if (state.SubStatus == InstanceSubStatus.Faulted && random.Next(2) == 0)
        {
            return new Stimulus.Retry(at);
        }

        if (state.Bookmarks.IsEmpty || random.Next(20) == 0)
        {
            return state.Status == InstanceStatus.Running ? new Stimulus.Cancel(at) : null;
        }

        var bookmark = state.Bookmarks[random.Next(state.Bookmarks.Length)];
        return new Stimulus.Resume(at, bookmark.Id, bookmark.Kind switch
        {
            BookmarkKinds.Task => new JsonObject { ["outcome"] = "no such outcome" },
            BookmarkKinds.Child => new JsonObject { ["subStatus"] = random.Next(2) == 0 ? "Finished" : "Faulted", ["output"] = new JsonObject { ["a"] = 1 } },
            BookmarkKinds.Answer => HttpExchange.Answer(random.Next(2) == 0 ? 200 : 500, [], "application/json", "{\"a\":1}"),
            _ => null,
        });
    }

    // A decision must be one the task offers; which they are, the refusal of a wrong one tells.
    private static Stimulus Offered(Definition definition, InstanceState state, Stimulus stimulus)
    {
        try
        {
            Machine.Advance(definition, state, stimulus);
            return stimulus;
        }
        catch (UnknownOutcomeException error) when (stimulus is Stimulus.Resume resume)
        {
            Assert.NotEmpty(error.Legal);
            return resume with { Payload = new() { ["outcome"] = error.Legal[error.Legal.Count / 2] } };
        }
    }

    private static WorkflowSource Inner()
    {
        var definition = With(Flowchart("f", [Line("line"), Event("go"), Activity("Elsa.Complete", "c", ("outcomes", Literal("Done")))], "line>go", "go>c"));
        (definition["definitionId"], definition["name"], definition["options"]) = ("inner", "Inner", new JsonObject { ["usableAsActivity"] = true });
        return WorkflowSource.TryRead(definition.ToJsonString())!;
    }
}
