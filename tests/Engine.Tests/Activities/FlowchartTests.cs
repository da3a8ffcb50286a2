using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Execution;
using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests.Activities;

public sealed class FlowchartTests
{
    [Fact]
    public void Activities_run_in_the_order_they_are_scheduled()
    {
        var run = Run(Flowchart("f", [Line("a"), Line("b"), Line("c"), Line("d")], "a>b", "a>c", "b>d"));

        Assert.Equal(["a", "b", "c", "d"], run.Lines);
        Assert.Equal(InstanceSubStatus.Finished, run.State.SubStatus);
    }

    [Theory]
    [InlineData("WaitAll")]
    [InlineData("WaitAllActive")]
    public void A_join_that_waits_for_all_runs_once_after_both_branches(string mode)
    {
        var run = Run(Flowchart("f", [Line("a"), Line("b"), Line("c"), Join("j", mode), Line("d")], "a>b", "a>c", "b>j", "c>j", "j>d"));

        Assert.Equal(["a", "b", "c", "d"], run.Lines);
    }

    [Fact]
    public void An_activity_with_two_lines_into_it_waits_for_those_that_were_taken()
    {
        var run = Run(Flowchart("f", [Line("a"), Decision("q", "return false;"), Line("b"), Line("c"), Line("d")],
            "a>q", "a>b", "q:True>c", "q:False>d", "b>c"));

        Assert.Equal(["a", "b", "d", "c"], run.Lines);
    }

    [Fact]
    public void A_join_for_all_that_misses_a_branch_is_passed_over()
    {
        var run = Run(Flowchart("f", [Line("a"), Decision("q", "return false;"), Line("b"), Join("j", "WaitAll"), Line("after")],
            "a>q", "a>b", "q:True>j", "b>j", "j>after"));

        Assert.Equal(["a", "b"], run.Lines);
        Assert.Equal(InstanceSubStatus.Finished, run.State.SubStatus);
    }

    [Fact]
    public void A_join_for_any_goes_on_at_once_and_cancels_what_still_waits_upstream()
    {
        var run = Run(Flowchart("f", [Line("a"), Event("slow"), Line("fast"), Join("j", "WaitAny"), Line("after")],
            "a>slow", "a>fast", "slow>j", "fast>j", "j>after"));

        Assert.Equal(["a", "fast", "after"], run.Lines);
        Assert.Equal(InstanceSubStatus.Finished, run.State.SubStatus);
        Assert.Empty(run.State.Bookmarks);
        Assert.Contains(run.Log, entry => entry is { Event: "Canceled", ActivityId: "slow" });
        Assert.DoesNotContain(run.Effects, effect => effect is Effect.AwaitEvent);
    }

    [Fact]
    public void A_line_that_leads_back_makes_a_loop()
    {
        var run = Run(Flowchart("f", [Set("count", "N", "variables.N + 1"), LineOf("say", "`n=${getN()}`"), Decision("more", "getN() < 3"), Line("end")],
            "count>say", "say>more", "more:True>count", "more:False>end"), Variable("N", "Int32", "0"));

        Assert.Equal(["n=1", "n=2", "n=3", "end"], run.Lines);
    }

    [Fact]
    public void A_line_back_into_a_branch_that_could_be_passed_by_is_a_fault()
    {
        var run = Run(Flowchart("f", [Line("a"), Line("b"), Line("c"), Line("d")], "a>b", "a>c", "b>d", "c>d", "d>b"));

        Assert.Equal(InstanceSubStatus.Faulted, run.State.SubStatus);
        Assert.Contains("back to 'b'", Assert.Single(run.State.Incidents).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void End_completes_the_flowchart_and_cancels_what_still_waits_in_it()
    {
        var run = Run(Sequence("s",
            Flowchart("f", [Line("a"), Event("wait"), Activity("Elsa.End", "end"), Line("never")], "a>wait", "a>end", "end>never"),
            Line("after")));

        Assert.Equal(["a", "after"], run.Lines);
        Assert.Empty(run.State.Bookmarks);
        Assert.Equal(InstanceSubStatus.Finished, run.State.SubStatus);
    }

    [Fact]
    public void Finish_ends_the_instance_wherever_it_stands()
    {
        var run = Run(Sequence("s",
            Flowchart("f", [Line("a"), Event("wait"), Activity("Elsa.Finish", "finish"), Line("b")], "a>wait", "a>finish", "a>b"), Line("after")));

        Assert.Equal(["a"], run.Lines);
        Assert.Empty(run.State.Bookmarks);
        Assert.Equal((InstanceStatus.Finished, InstanceSubStatus.Finished), (run.State.Status, run.State.SubStatus));
    }

    [Fact]
    public void Complete_ends_the_workflow_with_its_outcomes()
    {
        var run = Run(Sequence("s", Line("a"), Activity("Elsa.Complete", "done", ("outcomes", Json("""["Good","Cheap"]"""))), Line("never")));

        Assert.Equal(["a"], run.Lines);
        Assert.Equal(["Good", "Cheap"], run.State.Outcomes);
        Assert.Equal(InstanceSubStatus.Finished, run.State.SubStatus);
    }

    [Theory]
    [InlineData(null, "start")]
    [InlineData("trigger", "trigger")]
    public void The_start_is_the_trigger_or_else_the_start_activity(string? trigger, string first)
    {
        var run = new Runner(Definition(Flowchart("f", [Line("lonely"), Activity("Elsa.Event", "trigger", ("eventName", Literal("E"))), Line("x"),
            Activity("Elsa.Start", "start"), Line("y")], "trigger>x", "start>y"))).Start(trigger: trigger);

        Assert.Equal(first, run.Log.First(entry => entry.ActivityType is not ("Elsa.Workflow" or "Elsa.Flowchart")).ActivityId);
        Assert.Equal([trigger is null ? "y" : "x"], run.Lines);
    }

    [Fact]
    public void Without_a_start_activity_the_one_that_may_start_the_workflow_begins()
    {
        var second = Line("second");
        second["customProperties"] = new JsonObject { ["canStartWorkflow"] = true };

        Assert.Equal(["second"], Run(Flowchart("f", [Line("first"), second])).Lines);
    }

    [Fact]
    public void An_empty_flowchart_completes() =>
        Assert.Equal(["after"], Run(Sequence("s", Flowchart("f", []), Line("after"))).Lines);

    [Fact]
    public void A_line_without_a_port_is_followed_on_plain_completion()
    {
        var flowchart = Flowchart("f", [Line("a"), Line("b")], "a>b");
        flowchart["connections"]![0]!["source"]!.AsObject().Remove("port");

        Assert.Equal(["a", "b"], Run(flowchart).Lines);
    }

    [Fact]
    public void Fork_and_switch_leave_by_several_lines()
    {
        var run = Run(Flowchart("f",
            [Activity("Elsa.FlowFork", "fork", ("branches", Json("""["A","B"]"""))), Line("a"), Line("b"), Line("c")],
            "fork:A>a", "fork:B>b", "fork:C>c"));

        Assert.Equal(["a", "b"], run.Lines);
    }

    [Theory]
    [InlineData("MatchFirst", "return true;", "x")]
    [InlineData("MatchAny", "return true;", "x,y")]
    [InlineData("MatchFirst", "return false;", "default")]
    public void A_flow_switch_follows_the_cases_that_hold(string mode, string condition, string expected)
    {
        var run = Run(Flowchart("f",
            [Activity("Elsa.FlowSwitch", "q", ("mode", Literal(mode)), ("cases", new JsonArray(Case("X", condition), Case("Y", condition)))),
                Line("x"), Line("y"), Line("default")], "q:X>x", "q:Y>y", "q:Default>default"));

        Assert.Equal(expected.Split(','), run.Lines);
    }

    [Theory]
    [InlineData("Merge", "a,b,c", InstanceSubStatus.Suspended)]
    [InlineData("Converge", "a,b,c", InstanceSubStatus.Suspended)]
    [InlineData("Stream", "a,b,c,after", InstanceSubStatus.Finished)]
    [InlineData("Race", "a,b,c,after", InstanceSubStatus.Finished)]
    [InlineData("Cascade", "a,b,c,after", InstanceSubStatus.Finished)]
    public void In_token_mode_the_merge_mode_decides_what_a_join_waits_for(string mode, string expected, InstanceSubStatus status)
    {
        var run = new Runner(Merging(mode).ToJsonString(), new() { TokenFlow = true }).Start();

        Assert.Equal(expected.Split(','), run.Lines);
        Assert.Equal(status, run.State.SubStatus);
    }

    [Theory]
    [InlineData("TokenBased", false, "a,b,c")]
    [InlineData("CounterBased", true, "a,b,c,after")]
    [InlineData("Default", true, "a,b,c")]
    [InlineData("Default", false, "a,b,c,after")]
    public void A_definition_says_itself_whether_it_runs_by_tokens(string mode, bool host, string expected)
    {
        var definition = Merging("Merge");
        definition["customProperties"] = new JsonObject { ["Flowchart:ExecutionMode"] = mode };
        var run = new Runner(definition.ToJsonString(), new() { TokenFlow = host }).Start();

        Assert.Equal(expected.Split(','), run.Lines);
    }

    [Fact]
    public void A_mode_nobody_knows_is_an_error()
    {
        var definition = Merging("Merge");
        definition["customProperties"] = new JsonObject { ["Flowchart:ExecutionMode"] = "Magic" };

        Assert.Equal("flow.unknown", Assert.Single(Runner.Make().Reader.Read(definition.ToJsonString()).Errors).Code);
    }

    private static JsonObject Merging(string mode)
    {
        var after = Line("after");
        after["customProperties"] = new JsonObject { ["mergeMode"] = mode };
        return With(Flowchart("f", [Line("a"), Line("b"), Decision("q", "return false;"), Line("c"), after],
            "a>q", "a>b", "b>after", "q:True>after", "q:False>c"));
    }

    private static Runner Run(JsonObject root, params JsonObject[] variables) => new Runner(Definition(root, variables)).Start();
}
