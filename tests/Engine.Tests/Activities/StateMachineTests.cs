using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Execution;
using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests.Activities;

public sealed class StateMachineTests
{
    [Fact]
    public void A_trigger_takes_the_machine_to_the_next_state_by_exit_action_and_entry()
    {
        var run = Machine("Open",
            [State("Open", Line("enter open"), Line("exit open")), State("Closed", Line("enter closed"))],
            [Way("Open", "Closed", Event("close"), action: Line("action"))]);
        Assert.Equal(["enter open"], run.Lines);
        run.Resume("close");

        Assert.Equal(["enter open", "action", "exit open", "enter closed", "after"], run.Lines);
        Assert.Equal(InstanceSubStatus.Finished, run.State.SubStatus);
    }

    [Fact]
    public void The_first_trigger_wins_and_the_others_stop_waiting()
    {
        var run = Machine("A", [State("A"), State("B", Line("B")), State("C", Line("C"))],
            [Way("A", "B", Event("b")), Way("A", "C", Event("c"))]);
        Assert.Equal(2, run.State.Bookmarks.Length);
        run.Resume("c");

        Assert.Equal(["C", "after"], run.Lines);
        Assert.Empty(run.State.Bookmarks);
    }

    [Fact]
    public void A_condition_that_does_not_hold_lets_the_trigger_wait_again()
    {
        var run = Machine("A", [State("A"), State("B")], [Way("A", "B", Set("count", "N", "getN() + 1"), condition: "getN() > 2"), Way("A", "A", Event("stay"))]);

        Assert.Equal(["after"], run.Lines);
        Assert.Equal(3, run.Log.Count(entry => entry is { ActivityId: "count", Event: "Completed" }));
    }

    [Fact]
    public void A_condition_that_never_holds_meets_the_limit_instead_of_hanging()
    {
        var run = Machine("A", [State("A"), State("B")], [Way("A", "B", Line("again"), condition: "false")]);

        Assert.Equal(InstanceSubStatus.Faulted, run.State.SubStatus);
    }

    [Fact]
    public void A_state_without_a_way_out_ends_the_machine() => Assert.Equal(["only", "after"], Machine("A", [State("A", Line("only"))], []).Lines);

    [Fact]
    public void A_machine_without_its_first_state_ends_at_once() => Assert.Equal(["after"], Machine("Nowhere", [State("A", Line("never"))], []).Lines);

    private static Runner Machine(string initial, JsonObject[] states, JsonObject[] transitions) => new Runner(Definition(Sequence("s",
        Activity("Elsa.StateMachine", "m", ("initialState", initial), ("states", new JsonArray([.. states])), ("transitions", new JsonArray([.. transitions]))),
        Line("after")), Variable("N", "Int32", "0")))
    { StoresState = true }.Start();

    private static JsonObject State(string name, JsonObject? entry = null, JsonObject? exit = null) =>
        new() { ["name"] = name, ["entry"] = entry, ["exit"] = exit };

    private static JsonObject Way(string from, string to, JsonObject trigger, string? condition = null, JsonObject? action = null) => new()
    {
        ["from"] = from,
        ["to"] = to,
        ["trigger"] = trigger,
        ["condition"] = condition is null ? null : Script(condition),
        ["action"] = action,
    };
}
