using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Migration;
using static Rectify.Workflow.Engine.Migration.MigrationObstacleKind;
using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests.Migration;

/// <summary>Moving an instance to another version: what is carried over, what changes, what stands in the way.</summary>
public sealed class MigratorTests
{
    private static readonly JsonObject Line3 = Chart(["a", "b", "c"], "a>b", "b>c");

    [Fact]
    public void A_step_that_is_added_ahead_is_done_and_what_is_done_is_not_done_again()
    {
        var run = new Moving(Line3).Start().Resume("a");

        run.Move(Chart(["a", "b", "n", "c"], "a>b", "b>n", "n>c"));
        run.Finish();

        Assert.Equal(["Workflow1", "f", "a", "b", "n", "c"], run.Begun);
        Assert.Equal(InstanceSubStatus.Finished, run.State.SubStatus);
    }

    [Fact]
    public void A_step_that_is_added_where_the_instance_has_passed_is_named_and_left_out()
    {
        var run = new Moving(Line3).Start().Resume("a");

        var moved = run.Move(Chart(["a", "n", "b", "c"], "a>n", "n>b", "b>c"));
        run.Finish();

        Assert.Equal([new MigrationNote(MigrationNoteKind.PassedBy, "n")], moved.Notes);
        Assert.Equal(["Workflow1", "f", "a", "b", "c"], run.Begun);
    }

    [Fact]
    public void A_step_that_was_removed_elsewhere_does_not_matter()
    {
        var run = new Moving(Line3).Start().Resume("a").Resume("b");

        run.Move(Chart(["a", "c"], "a>c"));

        Assert.Equal(["Workflow1", "f", "a", "b", "c"], run.Finish().Begun);
    }

    [Fact]
    public void An_instance_that_stands_at_a_removed_step_cannot_move_unless_another_is_named()
    {
        var run = new Moving(Line3).Start().Resume("a");
        var without = Chart(["a", "x", "c"], "a>x", "x>c");

        Assert.Equal([new(ActivityGone, "b")], Refused(run.Try(without)));
        run.Move(without, ("b", "x"));

        Assert.Equal(["x"], run.Waiting);
        Assert.Equal(["Workflow1", "f", "a", "b", "c"], run.Finish().Begun);
    }

    [Fact]
    public void An_activity_of_another_type_is_none_to_go_on_with()
    {
        var run = new Moving(Line3).Start();

        Assert.Equal([new(OtherType, "a", "Elsa.WriteLine")],
            Refused(run.Try(Flowchart("f", [Line("a"), Event("b"), Event("c")], "a>b", "b>c"))));
    }

    [Fact]
    public void A_step_that_is_done_must_not_come_again()
    {
        var run = new Moving(Line3).Start().Resume("a");

        Assert.Equal([new(WouldWait, "b", "c"), new(WouldBegin, "c")], Refused(run.Try(Chart(["a", "b", "c"], "a>c", "c>b"))));
        var sequence = new Moving(Sequence("s", Event("a"), Event("b"), Event("c"))).Start().Resume("a");
        Assert.Equal([new(WouldRepeat, "a")], Refused(sequence.Try(Sequence("s", Event("b"), Event("a"), Event("c")))));
    }

    [Fact]
    public void A_join_keeps_what_has_come_to_it()
    {
        JsonObject[] activities = [Line("s"), Event("a"), Event("b"), Join("j", "WaitAll"), Line("z")];
        var run = new Moving(Flowchart("f", activities, "s>a", "s>b", "a>j", "b>j", "j>z")).Start().Resume("a");

        // One more activity between the branch that has come and the join, one in the other branch.
        JsonObject[] more = [.. activities.Select(activity => (JsonObject)activity.DeepClone()), Event("n"), Event("m")];
        run.Move(Flowchart("f", more, "s>a", "s>b", "a>n", "n>j", "b>m", "m>j", "j>z"));
        run.Finish();

        Assert.Equal(["a", "b", "j", "m", "s", "z"], run.Begun.Skip(2).Order());
        Assert.Equal(InstanceSubStatus.Finished, run.State.SubStatus);
    }

    [Fact]
    public void A_join_that_would_have_all_it_waits_for_is_not_left_standing()
    {
        JsonObject[] activities = [Line("s"), Event("a"), Event("b"), Join("j", "WaitAll"), Line("z")];
        var run = new Moving(Flowchart("f", activities, "s>a", "s>b", "a>j", "b>j", "j>z")).Start().Resume("a");

        JsonObject[] same = [.. activities.Select(activity => (JsonObject)activity.DeepClone())];
        Assert.Equal([new(WouldBegin, "j")], Refused(run.Try(Flowchart("f", same, "s>a", "s>b", "a>j", "j>z"))));
    }

    [Fact]
    public void Rounds_of_a_loop_are_no_hindrance()
    {
        JsonObject[] activities = [Event("a"), Activity("Rectify.HumanTask", "t", ("outcomes", Json("""["Yes","No"]"""))), Event("c")];
        var run = new Moving(Flowchart("f", activities, "a>t", "t:No>a", "t:Yes>c")).Start().Resume("a").Decide("t", "No").Resume("a").Decide("t", "No").Resume("a");

        JsonObject[] more = [.. activities.Select(activity => (JsonObject)activity.DeepClone()), Event("n")];
        run.Move(Flowchart("f", more, "a>t", "t:No>a", "t:Yes>n", "n>c"));
        run.Decide("t", "No").Resume("a").Decide("t", "Yes").Resume("n").Resume("c");

        Assert.Equal(InstanceSubStatus.Finished, run.State.SubStatus);
    }

    [Fact]
    public void Variables_are_kept_converted_added_and_dropped()
    {
        var run = new Moving(With(Line3Copy(), Variable("Kept", "String", "x"), Variable("Number", "String", "41"), Variable("Old", "String", "o"))).Start();

        var moved = run.Move(With(Line3Copy(), Variable("Kept", "String", "other"), Variable("Number", "Int32", "0"), Variable("New", "Int32", "7")));

        Assert.Equal(
            """{"kept":"x","number":41,"new":7}""",
            new JsonObject(run.State.Frames[0].Variables.OrderBy(pair => Array.IndexOf(["kept", "number", "new"], pair.Key))
                .Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))).ToJsonString());
        Assert.Equal(
            [new(MigrationNoteKind.VariableConverted, "Number"), new(MigrationNoteKind.VariableAdded, "New"), new(MigrationNoteKind.VariableDropped, "Old")],
            moved.Notes);
        Assert.Equal(VariableDoesNotFit, Assert.Single(Refused(run.Try(With(Line3Copy(), Variable("Kept", "Int32", "0"))))).Kind);
    }

    [Fact]
    public void A_task_takes_over_what_its_new_version_asks_and_keeps_its_id()
    {
        var run = new Moving(Flowchart("f", [Task("t", "办理", "role:Verifier")])).Start();
        var id = run.State.Bookmarks[0].Id;

        var wait = Assert.Single(run.Move(Flowchart("f", [Task("t", "再办理", "role:Supervisor")])).Waits);

        Assert.Equal((id, id), (wait.Before.Id, run.State.Bookmarks[0].Id));
        var (old, now) = (Assert.IsType<Wait.ForTask>(wait.Old).Request, Assert.IsType<Wait.ForTask>(wait.New).Request);
        Assert.Equal(["Title", "Assignee"], TaskFields.Differing(old, now));
        Assert.Equal(("再办理", "role:Supervisor"), (now.Title, now.Assignee));
        Assert.Equal(InstanceSubStatus.Finished, run.Decide("t", "Done").State.SubStatus);
    }

    [Fact]
    public void A_task_may_be_handed_to_one_of_another_type_and_then_offers_its_decisions()
    {
        var run = new Moving(Flowchart("f", [Task("t", "办理", "role:Verifier"), Event("y")], "t>y")).Start();
        var other = Flowchart("f", [Activity("Rectify.HumanTask", "u", ("outcomes", Json("""["Yes","No"]"""))), Event("y")], "u:Yes>y");

        var moved = run.Move(other, ("t", "u"));

        Assert.Equal("HumanTask", Assert.IsType<Wait.ForTask>(Assert.Single(moved.Waits).New).Request.Kind);
        Assert.Throws<UnknownOutcomeException>(() => run.Decide("u", "Done"));
        Assert.Equal(["y"], run.Decide("u", "Yes").Waiting);
    }

    [Fact]
    public void A_timer_whose_delay_changed_says_both_instants()
    {
        var run = new Moving(Sequence("s", Activity("Elsa.Delay", "d", ("timeSpan", Literal("10:00:00"))), Line("z"))).Start();
        run.Now += TimeSpan.FromHours(1);

        var wait = Assert.Single(run.Move(Sequence("s", Activity("Elsa.Delay", "d", ("timeSpan", Literal("1.06:00:00"))), Line("z"))).Waits);

        Assert.True(wait.CountsFromBeginning);
        Assert.Equal(TimeSpan.FromHours(20), Assert.IsType<Wait.Until>(wait.New).DueAt - Assert.IsType<Wait.Until>(wait.Old).DueAt);
    }

    [Fact]
    public void An_event_that_is_called_otherwise_is_waited_for_under_its_new_name()
    {
        var run = new Moving(Line3).Start();
        var renamed = Line3Copy();
        renamed["activities"]![0]!["eventName"] = Literal("other");

        Assert.Equal(new Wait.ForEvent("other"), Assert.Single(run.Move(renamed).Waits).New);
        Assert.Equal("other", run.State.Bookmarks[0].Name);
    }

    [Fact]
    public void A_decision_that_leads_nowhere_any_more_is_told()
    {
        JsonObject[] activities = [Activity("Rectify.HumanTask", "t", ("outcomes", Json("""["Yes","No"]"""))), Line("y"), Line("n")];
        var run = new Moving(Flowchart("f", activities, "t:Yes>y", "t:No>n")).Start();

        var moved = run.Move(Flowchart("f", [.. activities.Select(activity => (JsonObject)activity.DeepClone())], "t:Yes>y", "y>n"));

        Assert.Contains(new(MigrationNoteKind.LeadsNowhere, "t", "No"), moved.Notes);
    }

    [Fact]
    public void A_faulted_instance_moves_and_a_retry_runs_the_new_version()
    {
        var run = new Moving(Flowchart("f", [Event("a"), LineOf("w", "throw new Error('x')"), Event("c")], "a>w", "w>c")).Start().Resume("a");
        Assert.Equal(InstanceSubStatus.Faulted, run.State.SubStatus);

        run.Move(Flowchart("f", [Event("a"), LineOf("w", "'ok'"), Event("c")], "a>w", "w>c"));

        Assert.Equal("w", Assert.Single(run.State.Incidents).ActivityId);
        Assert.Equal(["c"], run.Retry().Waiting);
    }

    [Fact]
    public void An_instance_that_is_over_or_of_another_definition_stays()
    {
        var run = new Moving(Line3).Start();
        var other = With(Line3Copy(), []);
        other["definitionId"] = "other";

        Assert.Equal(OtherDefinition, Assert.Single(Refused(run.Try(other))).Kind);
        Assert.Equal([new(NotUnderWay, "Finished")], Refused(run.Finish().Try(Line3Copy())));
    }

    [Fact]
    public void Loops_and_branches_go_on_in_the_middle()
    {
        JsonObject Body(params JsonObject[] steps) => Activity("Elsa.ForEach", "loop", ("items", Json("[1,2]")), ("body", Sequence("s", steps)));
        var run = new Moving(Sequence("root", List("Elsa.Parallel", "p", Body(Event("a")), Event("b")), Line("z"))).Start().Resume("a");

        run.Move(Sequence("root", List("Elsa.Parallel", "p", Body(Event("a"), Event("n")), Event("b"), Event("late")), Line("z")));

        Assert.Equal(["b", "a", "a", "n", "z"], run.Resume("a").Resume("n").Resume("b").Begun.Where(id => id is "a" or "b" or "n" or "z"));
        Assert.Equal(InstanceSubStatus.Finished, run.State.SubStatus);
    }

    [Fact]
    public void What_stands_in_another_container_now_cannot_move()
    {
        var run = new Moving(Sequence("root", Sequence("s", Event("a")), Line("z"))).Start();

        Assert.Equal([new(ActivityGone, "s")], Refused(run.Try(Sequence("root", Line("x"), Event("b")))));
        Assert.Equal([new(OtherContainer, "a", "t")],
            Refused(run.Try(Sequence("root", Sequence("s", Line("x")), Sequence("t", Event("a"))))));
    }

    [Fact]
    public void A_state_machine_stays_in_its_state_if_there_is_one()
    {
        var run = new Moving(Machine("A", "B", "C")).Start().Resume("toB");

        Assert.Equal([new(StateGone, "B")], Refused(run.Try(Machine("A", "X", "C"))));
        Assert.Equal([new(BranchLost, "toC")], Refused(run.Try(Machine("A", "B", "X", "C"))));
        run.Move(Machine("X", "A", "B", "C", "D"));

        Assert.Equal(["toD"], run.Resume("toC").Waiting);
    }

    private static JsonObject Machine(params string[] states) => new()
    {
        ["type"] = "Elsa.StateMachine",
        ["id"] = "m",
        ["initialState"] = states[0],
        ["states"] = new JsonArray([.. states.Select(state => (JsonNode)new JsonObject { ["name"] = state })]),
        ["transitions"] = new JsonArray([.. states.Zip(states.Skip(1), (from, to) => (JsonNode)new JsonObject
        {
            ["from"] = from,
            ["to"] = to,
            ["trigger"] = Event($"to{to}"),
        })]),
    };

    private static JsonObject Chart(string[] events, params string[] lines) => Flowchart("f", [.. events.Select(Event)], lines);

    private static JsonObject Line3Copy() => (JsonObject)Line3.DeepClone();

    private static JsonObject Task(string id, string title, string assignee) =>
        Activity("Rectify.HumanTask", id, ("title", Literal(title)), ("assignee", Literal(assignee)));

    private static System.Collections.Immutable.ImmutableArray<MigrationObstacle> Refused(MigrationResult result) => Assert.IsType<MigrationResult.Refused>(result).Obstacles;
}
