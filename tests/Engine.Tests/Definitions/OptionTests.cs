using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;
using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests.Definitions;

public sealed class OptionTests
{
    [Theory]
    [InlineData(null, ActivationStrategy.Always)]
    [InlineData("Elsa.Workflows.ActivationValidators.AllowAlwaysStrategy, Elsa.Workflows.Core", ActivationStrategy.Always)]
    [InlineData("Elsa.Workflows.Runtime.ActivationValidators.SingletonStrategy, Elsa.Workflows.Runtime", ActivationStrategy.Singleton)]
    [InlineData("Elsa.Workflows.Runtime.ActivationValidators.CorrelatedSingletonStrategy, Elsa.Workflows.Runtime", ActivationStrategy.CorrelatedSingleton)]
    [InlineData("Elsa.Workflows.Runtime.ActivationValidators.CorrelationStrategy, Elsa.Workflows.Runtime", ActivationStrategy.Correlation)]
    public void The_activation_strategy_is_read(string? type, ActivationStrategy expected) =>
        Assert.Equal(expected, Read("activationStrategyType", type).Definition!.Options.Activation);

    [Fact]
    public void An_unknown_activation_strategy_is_refused() =>
        Assert.Equal("activation.unknown", Assert.Single(Read("activationStrategyType", "Acme.Sometimes").Errors).Code);

    [Fact]
    public void A_commit_strategy_is_accepted() => Assert.Equal("WorkflowExecuted", Read("commitStrategyName", "WorkflowExecuted").Definition!.Options.CommitStrategy);

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("""{"logPersistenceMode":{"default":"Exclude"}}""", null, false)]
    [InlineData("""{"logPersistenceMode":{"default":"Exclude","inputs":{"text":"Include"}}}""", null, true)]
    [InlineData("""{"logPersistenceMode":{"default":"Exclude","inputs":{"text":"Inherit"}}}""", null, false)]
    [InlineData(null, """{"logPersistenceConfig":{"default":{"evaluationMode":"Strategy","strategyType":"Elsa.Workflows.LogPersistence.Strategies.Exclude, Elsa.Workflows.Core"}}}""", false)]
    [InlineData("""{"logPersistenceConfig":{"inputs":{"text":{"strategyType":"Elsa.Workflows.LogPersistence.Strategies.Include, Elsa.Workflows.Core"}}}}""",
        """{"logPersistenceConfig":{"default":{"strategyType":"Elsa.Workflows.LogPersistence.Strategies.Exclude, Elsa.Workflows.Core"}}}""", true)]
    public void The_log_keeps_inputs_as_the_definition_says(string? activity, string? workflow, bool kept)
    {
        var line = Line("a", "secret");
        line["customProperties"] = activity is null ? null : JsonNode.Parse(activity);
        var definition = With(line);
        definition["customProperties"] = workflow is null ? null : JsonNode.Parse(workflow);
        var run = new Runner(definition.ToJsonString()).Start();

        Assert.Equal(kept, run.Log.Single(entry => entry is { ActivityId: "a", Event: "Completed" }).Data?["inputs"]?["Text"]?.ToString() == "secret");
    }

    [Fact]
    public void A_long_value_is_cut_in_the_log() => Assert.InRange(
        new Runner(Definition(Line("a", new string('长', 9_000)))).Start().Log.Single(entry => entry is { ActivityId: "a", Event: "Completed" })
            .Data!["inputs"]!["Text"]!.ToString().Length, 4_000, 4_050);

    [Fact]
    public void A_server_refuses_what_only_trials_can_run()
    {
        var interpreter = new Interpreter(ActivityCatalog.Default, [], new() { OnlyHosted = true });
        foreach (var type in ActivityCatalog.Default.Descriptors.Where(descriptor => !descriptor.Hosted))
        {
            Assert.Contains(interpreter.Reader.Read(Definition(Activity(type.Type, "x"))).Errors, problem => problem.Code == "activity.unhosted");
        }
    }

    [Fact]
    public void What_is_refused_is_refused_by_name_with_a_reason() => Assert.All(RefusedActivities.Types, type =>
    {
        var problem = Assert.Single(Runner.Make().Reader.Read(Definition(Activity(type, "x"))).Errors);
        Assert.Equal("activity.type.refused", problem.Code);
        Assert.Contains($"'{type}'", problem.Message, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("CSharp")]
    [InlineData("Python")]
    [InlineData("Delegate")]
    public void Languages_that_cannot_be_run_are_refused_by_name(string language) => Assert.Contains($"'{language}'",
        Assert.Single(Runner.Make().Reader.Read(Definition(Activity("Elsa.WriteLine", "x", ("text", Expression(language, "1"))))).Errors).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_placeholder_is_read_as_the_activity_it_carries()
    {
        var carried = new JsonObject { ["type"] = "Elsa.WriteLine", ["id"] = "old", ["text"] = Literal("kept") }.ToJsonString();
        var placeholder = Activity("Elsa.NotFoundActivity", "new", ("missingTypeName", "Elsa.WriteLine"), ("originalActivityJson", carried));
        var run = new Runner(Definition(placeholder)).Start();

        Assert.Equal(["kept"], run.Lines);
        Assert.Contains(run.Log, entry => entry.ActivityId == "new");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"type":"\\ud800"}""")]
    public void A_placeholder_whose_original_is_broken_is_an_unknown_activity(string carried) => Assert.Equal("activity.type.unknown",
        Assert.Single(Runner.Make().Reader.Read(Definition(
            Activity("Elsa.NotFoundActivity", "x", ("missingTypeName", "Acme.Gone"), ("originalActivityJson", carried)))).Errors).Code);

    [Fact]
    public void The_table_of_ops_names_every_activity_and_says_which_only_trials_run()
    {
        var rows = Repository.Read("ops", "elsa-compatibility.md").Split('\n').Where(line => line.StartsWith("| Elsa.", StringComparison.Ordinal)).ToArray();
        string? State(string type) => rows.FirstOrDefault(row => row.Split('|')[1].Split(',').Any(name => name.Trim() == type))?.Split('|')[2].Trim();

        Assert.All(ActivityCatalog.Default.Descriptors.Where(d => d.Type.StartsWith("Elsa.", StringComparison.Ordinal)),
            descriptor => Assert.Equal(descriptor.Hosted ? "yes" : "trial", State(descriptor.Type)));
        Assert.All(RefusedActivities.Types, type => Assert.Equal("refused", State(type)));
    }

    private static DefinitionReading Read(string option, string? value)
    {
        var definition = With(Line("a"));
        definition["options"] = new JsonObject { [option] = value };
        return Runner.Make().Reader.Read(definition.ToJsonString());
    }
}
