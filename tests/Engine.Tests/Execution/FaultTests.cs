using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Execution;
using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests.Execution;

public sealed class FaultTests
{
    [Fact]
    public void A_fault_leaves_an_incident_and_branches_already_scheduled_still_run()
    {
        var run = Run(Forked());

        Assert.Equal(["a", "c"], run.Lines);
        Assert.Equal((InstanceStatus.Finished, InstanceSubStatus.Faulted), (run.State.Status, run.State.SubStatus));
        var incident = Assert.Single(run.State.Incidents);
        Assert.Equal(("bad", "Elsa.Fault", "went south"), (incident.ActivityId, incident.ActivityType, incident.Message));
    }

    [Fact]
    public void Continue_with_incidents_lets_the_instance_run_on()
    {
        var definition = With(Forked());
        definition["options"] = new JsonObject { ["incidentStrategyType"] = "Elsa.Workflows.IncidentStrategies.ContinueWithIncidentsStrategy, Elsa.Workflows.Core" };
        var run = new Runner(definition.ToJsonString()).Start();

        Assert.Equal((InstanceStatus.Running, InstanceSubStatus.Suspended), (run.State.Status, run.State.SubStatus));
        Assert.Single(run.State.Incidents);
    }

    [Fact]
    public void A_retry_runs_the_faulted_activity_again_and_settles_its_incident()
    {
        var run = new Runner(Definition(Sequence("s", LineOf("say", "getVariable('Facts') ?? (() => { throw new Error('no facts yet'); })()"), Line("after")),
            Variable("Facts")))
        { StoresState = true }.Start();
        Assert.Contains("no facts yet", Assert.Single(run.State.Incidents).Message, StringComparison.Ordinal);

        run.Apply(new Stimulus.Retry(run.Now));
        Assert.Equal(InstanceSubStatus.Faulted, run.State.SubStatus);
        Assert.Single(run.State.Incidents);
    }

    [Fact]
    public void A_retry_succeeds_when_the_cause_is_gone()
    {
        var run = new Runner(Definition(Sequence("s", LineOf("say", "getInput('Item').title.toUpperCase()"), Line("after")))) { StoresState = true }.Start();
        var incident = Assert.Single(run.State.Incidents);
        run.Facts = new() { ["Item"] = new JsonObject { ["title"] = "ok" } };
        run.Apply(new Stimulus.Retry(run.Now, incident.ActivityInstanceId));

        Assert.Equal(["OK", "after"], run.Lines);
        Assert.Empty(run.State.Incidents);
        Assert.Equal(InstanceSubStatus.Finished, run.State.SubStatus);
    }

    [Fact]
    public void A_container_that_could_not_take_its_child_s_completion_takes_it_on_a_retry()
    {
        var loop = Activity("Elsa.While", "w",
            ("condition", Script("if (getN() === 1 && !getInput('Item')) { throw new Error('stuck'); } return getN() < 2;")),
            ("body", Set("count", "N", "getN() + 1")));
        var run = new Runner(Definition(Sequence("s", loop, LineOf("say", "getN()")), Variable("N", "Int32", "0"))) { StoresState = true }.Start();
        Assert.Equal("w", Assert.Single(run.State.Incidents).ActivityId);
        run.Facts = new() { ["Item"] = new JsonObject() };
        run.Apply(new Stimulus.Retry(run.Now));

        Assert.Equal(["2"], run.Lines);
    }

    [Fact]
    public void A_faulted_instance_keeps_its_other_waits_through_a_retry()
    {
        var run = Run(Sequence("s", List("Elsa.Parallel", "p", Event("other"), Activity("Elsa.SetOutput", "bad"))));
        Assert.Equal(InstanceSubStatus.Faulted, run.State.SubStatus);
        Assert.Equal("other", Assert.Single(run.State.Bookmarks).Name);

        run.Resume("other");
        Assert.False(run.Last!.Applied);
    }

    [Fact]
    public void Cancelling_closes_every_bookmark()
    {
        var run = Run(List("Elsa.Parallel", "p", Event("one"), Event("two")));
        run.Apply(new Stimulus.Cancel(run.Now));

        Assert.Equal(2, run.Last!.Effects.OfType<Effect.CloseBookmark>().Count(closed => !closed.Used));
        Assert.Equal((InstanceStatus.Finished, InstanceSubStatus.Cancelled, 0), (run.State.Status, run.State.SubStatus, run.State.Bookmarks.Length));
        Assert.False(run.Apply(new Stimulus.Cancel(run.Now)).Last!.Applied);
    }

    private static JsonObject Forked() => Flowchart("f", [Line("a"), Activity("Elsa.Fault", "bad", ("message", Literal("went south"))), Line("c"), Event("wait")],
        "a>bad", "a>c", "a>wait");

    private static Runner Run(JsonObject root) => new Runner(Definition(root)).Start();
}
