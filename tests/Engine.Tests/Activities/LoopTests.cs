using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Execution;
using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests.Activities;

public sealed class LoopTests
{
    [Fact]
    public void While_runs_its_body_as_long_as_the_condition_holds()
    {
        var run = Run(Activity("Elsa.While", "w", ("condition", Script("getN() < 3")),
            ("body", Sequence("s", Set("count", "N", "getN() + 1"), LineOf("say", "getN()")))), Variable("N", "Int32", "0"));

        Assert.Equal(["1", "2", "3"], run.Lines);
    }

    [Theory]
    [InlineData(0, 3, 1, true, "0,1,2,3")]
    [InlineData(0, 3, 1, false, "0,1,2")]
    [InlineData(3, 0, -2, true, "3,1")]
    [InlineData(5, 3, 1, true, "")]
    public void For_counts_from_start_to_end(int start, int end, int step, bool inclusive, string expected)
    {
        var run = Run(Activity("Elsa.For", "for", ("start", Literal(start)), ("end", Literal($"{end}")), ("step", Literal(step)),
            ("outerBoundInclusive", Literal(inclusive ? "True" : "False")), ("currentValue", To("current")),
            ("body", LineOf("say", "`${getVariable('CurrentValue')}`"))), Variable("Current", "Int32"));

        Assert.Equal(expected.Length == 0 ? [] : expected.Split(','), run.Lines);
    }

    [Fact]
    public void ForEach_gives_its_body_value_and_index_and_survives_storage()
    {
        var run = new Runner(Definition(Activity("Elsa.ForEach", "each", ("items", Json("""["甲","乙"]""")), ("currentValue", To("now")),
            ("body", Sequence("s", Event("go"), LineOf("say", "`${variables.CurrentIndex}:${getVariable('CurrentValue')}:${getNow()}`")))),
            Variable("Now", "String")))
        { StoresState = true }.Start();
        run.Resume("go").Resume("go");

        Assert.Equal(["0:甲:甲", "1:乙:乙"], run.Lines);
        Assert.Equal(InstanceSubStatus.Finished, run.State.SubStatus);
    }

    [Fact]
    public void ParallelForEach_begins_all_and_ends_with_the_last()
    {
        var run = new Runner(Definition(Sequence("s", Activity("Elsa.ParallelForEach", "all", ("items", Json("""[1,2]""")),
            ("body", Sequence("b", Event("go"), LineOf("say", "getVariable('CurrentValue') * 10")))), Line("end"))))
        { StoresState = true }.Start();
        Assert.Equal(2, run.State.Bookmarks.Length);
        run.ResumeAll();

        Assert.Equal(["10", "20", "end"], run.Lines);
    }

    [Fact]
    public void Break_ends_the_nearest_loop_only()
    {
        var inner = Activity("Elsa.ForEach", "inner", ("items", Json("""["a","b","c"]""")), ("body", Sequence("is",
            Activity("Elsa.If", "if", ("condition", Script("variables.CurrentValue === 'b'")), ("then", Activity("Elsa.Break", "break"))),
            LineOf("say", "variables.CurrentValue"))));
        var run = Run(Activity("Elsa.ForEach", "outer", ("items", Json("[1,2]")), ("body", Sequence("os", LineOf("head", "variables.CurrentValue"), inner))));

        Assert.Equal(["1", "a", "2", "a"], run.Lines);
    }

    [Fact]
    public void Break_from_one_branch_of_a_fork_ends_the_loop_around_it()
    {
        var fork = Activity("Elsa.Fork", "fork", ("joinMode", "WaitAll"), ("branches", new JsonArray(
            Sequence("one", Event("go"), Activity("Elsa.Break", "break")), Sequence("two", Event("never")))));
        var run = Run(Sequence("s", Activity("Elsa.While", "w", ("condition", Literal("True")), ("body", Sequence("b", fork))), Line("end")));
        run.Resume("go");

        Assert.Equal(["end"], run.Lines);
        Assert.Empty(run.State.Bookmarks);
        Assert.Equal(InstanceSubStatus.Finished, run.State.SubStatus);
    }

    [Theory]
    [InlineData("WaitAll", false)]
    [InlineData("WaitAny", true)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void A_fork_ends_with_all_or_with_the_first_branch(object mode, bool endsWithFirst)
    {
        var fork = Activity("Elsa.Fork", "fork", ("joinMode", mode is int number ? number : (string)mode),
            ("branches", new JsonArray(Event("a"), Event("b"))));
        var run = Run(Sequence("s", fork, Line("end"))).Resume("a");

        Assert.Equal(endsWithFirst ? ["end"] : [], run.Lines);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_endless_loop_becomes_an_incident_and_can_be_cancelled(bool withBody)
    {
        var loop = Activity("Elsa.While", "w", ("condition", Literal(true)));
        if (withBody)
        {
            loop["body"] = Set("count", "N", "getN() + 1");
        }

        var run = new Runner(Definition(loop, Variable("N", "Int32", "0")), new() { ActivitiesPerBurst = 200 }).Start();

        Assert.Equal(InstanceSubStatus.Faulted, run.State.SubStatus);
        Assert.Contains("200 activities", Assert.Single(run.State.Incidents).Message, StringComparison.Ordinal);
        Assert.Equal(InstanceSubStatus.Cancelled, run.Apply(new Stimulus.Cancel(run.Now)).State.SubStatus);
    }

    [Fact]
    public void Work_left_by_a_burst_that_broke_its_limit_goes_on_with_a_retry()
    {
        var run = new Runner(Definition(Activity("Elsa.For", "for", ("start", Literal(1)), ("end", Literal(30)), ("body", LineOf("say", "variables.CurrentValue")))),
            new() { ActivitiesPerBurst = 20 })
        { StoresState = true }.Start();
        Assert.Equal(InstanceSubStatus.Faulted, run.State.SubStatus);
        run.Apply(new Stimulus.Retry(run.Now));

        Assert.Equal(Enumerable.Range(1, 30).Select(n => $"{n}"), run.Lines);
        Assert.Equal(InstanceSubStatus.Finished, run.State.SubStatus);
        Assert.Empty(run.State.Incidents);
    }

    private static Runner Run(JsonObject root, params JsonObject[] variables) => new Runner(Definition(root, variables)).Start();
}
