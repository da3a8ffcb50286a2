using System.Text.Json.Nodes;
using Rectify.Workflow.App.Expressions;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;
using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests.Fuzz;

/// <summary>The property of <see cref="Continuation"/> over all definitions at hand: ours, one of each activity type, and Elsa's where present.</summary>
public sealed class ContinuationTests
{
    private const int Series = 12;

    private static readonly WorkflowLibrary Library = new([FuzzTests.Inner()]);

    public static TheoryData<string, bool> Types
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var type in ActivityCatalog.Default.Descriptors.Select(descriptor => descriptor.Type).Append("Inner"))
            {
                data.Add(type, false);
                data.Add(type, true);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void A_step_computed_again_comes_to_the_same_whatever_the_activity(string type, bool tokens)
    {
        var (continuation, reader) = Machines(tokens);
        var followed = 0;
        for (var seed = 0; seed < 500 && followed < Series; seed++)
        {
            var random = new Random(seed);
            if (reader.Read(new Mutator(random).Around(type), library: Library).Definition is { } definition)
            {
                continuation.Follow(definition, random);
                followed++;
            }
        }

        Assert.True(followed == Series, $"Only {followed} of 500 definitions around {type} could be read.");
    }

    [Theory]
    [InlineData("rectification.json")]
    [InlineData("general-task.json")]
    public void A_step_of_ours_computed_again_comes_to_the_same(string file)
    {
        foreach (var tokens in new[] { false, true })
        {
            var (continuation, reader) = Machines(tokens);
            var definition = Assert.IsType<Definition>(reader.Read(Repository.Read("workflows", file)).Definition);
            Assert.All(Enumerable.Range(0, Series), seed => Assert.True(continuation.Follow(definition, new(seed)) > 1));
        }
    }

    [Fact]
    public void A_step_that_waits_for_anything_computed_again_comes_to_the_same()
    {
        var everything = List("Elsa.Fork", "fork");
        everything.Remove("activities");
        everything["branches"] = new JsonArray(
            Activity("Elsa.Delay", "delay", ("timeSpan", Literal("400.00:00:00"))),
            Activity("Elsa.Timer", "timer", ("interval", Literal("00:10:00"))),
            Activity("Elsa.Cron", "cron", ("cronExpression", Literal("0 0 * * *"))),
            Activity("Elsa.StartAt", "at", ("dateTime", Literal("2030-01-01T00:00:00Z"))),
            Event("event"),
            Activity("Elsa.ExecuteWorkflow", "child", ("workflowDefinitionId", Literal("inner")), ("waitForCompletion", Literal("true"))),
            Activity("Elsa.HttpEndpoint", "http", ("path", Literal("x")), ("supportedMethods", Json("[\"GET\"]"))),
            Activity("Elsa.SendHttpRequest", "send", ("url", Literal("https://example.org")), ("method", Literal("GET"))),
            Activity("Elsa.RunTask", "task", ("taskName", Literal("t"))),
            Activity("Inner", "inner"),
            Machine());
        foreach (var tokens in new[] { false, true })
        {
            var (continuation, reader) = Machines(tokens);
            var reading = reader.Read(Definition((JsonObject)everything.DeepClone(), Variable("N", "Int32", "0")), library: Library);
            Assert.Empty(reading.Errors);
            Assert.All(Enumerable.Range(0, 40), seed => Assert.True(continuation.Follow(reading.Definition!, new(seed)) > 1));
        }
    }

    [Fact]
    public void A_step_of_elsas_test_definitions_computed_again_comes_to_the_same()
    {
        var folder = Path.Combine(Repository.Root, "..", "shared", "data", "elsa-cases");
        Assert.SkipUnless(Directory.Exists(folder), "The definitions of Elsa's tests are not beside the repository.");
        var followed = 0;
        foreach (var file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var sources = Directory.EnumerateFiles(Path.GetDirectoryName(file)!, "*.json").Select(one => WorkflowSource.TryRead(File.ReadAllText(one))).OfType<WorkflowSource>();
            foreach (var tokens in new[] { false, true })
            {
                var (continuation, reader) = Machines(tokens);
                followed += reader.Read(File.ReadAllText(file), library: new WorkflowLibrary([.. sources])).Definition is { } definition
                    ? Enumerable.Range(0, 3).Sum(seed => continuation.Follow(definition, new(seed))) : 0;
            }
        }

        Assert.True(followed > 200, $"Only {followed} steps were compared.");
    }

    private static JsonObject Machine() => Activity("Elsa.StateMachine", "machine",
        ("initialState", "A"),
        ("states", new JsonArray(new JsonObject { ["name"] = "A" }, new JsonObject { ["name"] = "B", ["entry"] = Line("entered") })),
        ("transitions", new JsonArray(
            new JsonObject { ["from"] = "A", ["to"] = "B", ["trigger"] = Event("forth"), ["action"] = Line("acted") },
            new JsonObject { ["from"] = "B", ["to"] = "A", ["trigger"] = Event("back"), ["condition"] = Script("getN() < 3") })));

    private static (Continuation Continuation, DefinitionReader Reader) Machines(bool tokens)
    {
        var (limits, options) = (new ScriptLimits { Time = TimeSpan.FromSeconds(5), Statements = 2_000, Recursion = 20, OutputCharacters = 10_000 },
            new InterpreterOptions { ActivitiesPerBurst = 150, TokenFlow = tokens });
        var machine = Runner.Make(options, limits);
        return (new(machine, Runner.Make(options, limits)), machine.Reader);
    }
}
