using System.Text.Json.Nodes;
using Rectify.Workflow.App.Definitions.Checks;
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
    private static readonly Interpreter Machine = Runner.Make(
        new() { ActivitiesPerBurst = 150 },
        new ScriptLimits { Time = TimeSpan.FromSeconds(1), Statements = 2_000, Recursion = 20, OutputCharacters = 10_000 });

    private static readonly Continuation Steps = new(Machine, Machine);

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

        // The look before publishing must bear whatever can be read, too.
        Assert.All(DefinitionChecks.Run(definition), finding => Assert.StartsWith("$", finding.Path, StringComparison.Ordinal));
        Assert.True(Steps.Follow(definition, random) >= 1);
        return true;
    }

    /// <summary>A definition that may be used as an activity.</summary>
    internal static WorkflowSource Inner()
    {
        var definition = With(Flowchart("f", [Line("line"), Event("go"), Activity("Elsa.Complete", "c", ("outcomes", Literal("Done")))], "line>go", "go>c"));
        (definition["definitionId"], definition["name"], definition["options"]) = ("inner", "Inner", new JsonObject { ["usableAsActivity"] = true });
        return WorkflowSource.TryRead(definition.ToJsonString())!;
    }
}
