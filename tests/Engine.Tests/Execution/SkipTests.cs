using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;
using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests.Execution;

public sealed class SkipTests
{
    [Fact]
    public void A_skipped_activity_is_left_by_the_port_that_was_named()
    {
        var run = new Runner(Definition(Flowchart("chart", [Decision("broken", "missing.value"), Line("yes"), Line("no")], "broken:True>yes", "broken:False>no"))).Start();
        var fault = Assert.Single(run.State.Incidents);

        run.Apply(new Stimulus.Skip(run.Now, fault.ActivityInstanceId, "False"));

        Assert.Equal(["no"], run.Lines);
        Assert.Equal((InstanceSubStatus.Finished, 0), (run.State.SubStatus, run.State.Incidents.Length));
    }

    [Fact]
    public void Only_a_faulted_activity_can_be_skipped()
    {
        var run = new Runner(Definition(Sequence("all", Event("wait")))).Start();
        var waiting = run.State.Bookmarks[0].ActivityInstanceId;

        run.Apply(new Stimulus.Skip(run.Now, waiting));

        Assert.False(run.Last!.Applied);
        Assert.Single(run.State.Bookmarks);
    }

    [Fact]
    public void Skipping_one_of_two_faulted_branches_leaves_the_other_as_it_is()
    {
        var run = new Runner(Definition(List("Elsa.Parallel", "both", Activity("Elsa.Fault", "a"), Activity("Elsa.Fault", "b")))).Start();
        var faults = run.State.Incidents;

        run.Apply(new Stimulus.Skip(run.Now, faults[0].ActivityInstanceId));

        Assert.Equal(faults.Length - 1, run.State.Incidents.Length);
        Assert.DoesNotContain(run.State.Incidents, incident => incident.ActivityInstanceId == faults[0].ActivityInstanceId);
    }

    [Fact]
    public void A_corrected_variable_is_converted_to_its_type_or_refused()
    {
        var run = new Runner(Definition(Sequence("all", LineOf("line", "getN() > 0 ? getN() : missing.value")), Variable("N", "Int32", "0"))).Start();

        Assert.Throws<ExpressionException>(() => run.Apply(new Stimulus.Retry(run.Now) { Variables = new JsonObject { ["N"] = "many" } }));
        run.Apply(new Stimulus.Retry(run.Now) { Variables = new JsonObject { ["N"] = "7" } });

        Assert.Equal(["7"], run.Lines);
    }
}
