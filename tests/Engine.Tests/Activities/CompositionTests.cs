using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;
using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests.Activities;

/// <summary>Definitions used as activities, and instances started by instances.</summary>
public sealed class CompositionTests
{
    [Fact]
    public void A_definition_used_as_an_activity_takes_inputs_and_gives_outputs()
    {
        var child = Child("Sum Up", Sequence("s", Event("go"), Activity("Elsa.SetOutput", "o", ("outputName", Literal("Total")), ("outputValue", Script("getA() + getInput('B')")))),
            inputs: ["A", "B"], outputs: ["Total"]);
        var run = Parent(Sequence("s",
            Activity("SumUp", "sum", ("workflowDefinitionId", "Sum Up"), ("a", Literal(4)), ("b", Script("getN()")), ("total", To("n"))),
            LineOf("say", "getN()")), [child]);
        Assert.Equal("Workflow1:s:sum:Workflow1:s:go", Assert.Single(run.State.Bookmarks).NodeId);
        run.Resume("go");

        Assert.Equal(["9"], run.Lines);
    }

    [Fact]
    public void Ids_used_inside_and_outside_do_not_meet()
    {
        var child = Child("Inner", Sequence("s", Activity("Elsa.RunJavaScript", "js", ("script", Literal("'inner'"))), LineOf("say", "getOutputFrom('js', 'Result')")));
        var run = Parent(Sequence("s", Activity("Elsa.RunJavaScript", "js", ("script", Literal("'outer'"))), Activity("Inner", "i"), LineOf("say", "getOutputFrom('js')")), [child]);

        Assert.Equal(["inner", "outer"], run.Lines);
    }

    [Fact]
    public void Complete_inside_ends_the_inner_workflow_and_names_the_line()
    {
        var child = Child("Ask", Sequence("s", Activity("Elsa.Complete", "c", ("outcomes", Literal("No"))), Line("never")), outcomes: ["Yes", "No"]);
        var run = Parent(Flowchart("f", [Activity("Ask", "ask"), Line("yes"), Line("no")], "ask:Yes>yes", "ask:No>no"), [child]);

        Assert.Equal(["no"], run.Lines);
        Assert.Empty(run.State.Outcomes);
    }

    [Fact]
    public void A_definition_cannot_contain_itself()
    {
        var a = Child("A", Activity("B", "b"));
        var b = Child("B", Activity("A", "a"));
        var reading = Runner.Make().Reader.Read(Definition(Activity("A", "x")), library: new WorkflowLibrary([a, b]));

        Assert.Equal("workflow.recursive", Assert.Single(reading.Errors).Code);
    }

    [Fact]
    public void Only_what_is_marked_so_is_an_activity()
    {
        var unmarked = Child("A", Line("a")) with { IsUsableAsActivity = false };

        Assert.Equal("activity.type.unknown", Assert.Single(Runner.Make().Reader.Read(Definition(Activity("A", "x")), library: new WorkflowLibrary([unmarked])).Errors).Code);
    }

    [Fact]
    public void The_version_named_is_used_else_the_published_else_the_newest()
    {
        WorkflowSource Version(int version, bool published) => new($"v{version}", "d", version, "D", "") { IsUsableAsActivity = true, IsPublished = published };
        var library = new WorkflowLibrary([Version(1, false), Version(2, true), Version(3, false)]);

        Assert.Equal("v1", library.Find(new("D", "d", "v1", 9))?.Id);
        Assert.Equal("v3", library.Find(new("D", "d", null, 3))?.Id);
        Assert.Equal("v2", library.Find(new("D", "d", "gone", 1))?.Id);
        Assert.Equal("v2", library.Find(new("D", null, null, 8))?.Id);
        Assert.Equal("v2", library.FindToStart("d")?.Id);
        Assert.Equal("v2", library.Find(new("D", "elsewhere", null, 8))?.Id);
        Assert.Null(library.Find(new("E", "e", null, 1)));
    }

    [Fact]
    public void A_child_instance_gets_inputs_and_the_parent_waits_for_its_output()
    {
        var child = Child("child", Sequence("s", LineOf("l", "getInput('Who') + ' of ' + getInput('ParentInstanceId')"), Event("go"),
            Activity("Elsa.SetOutput", "o", ("outputName", Literal("Answer")), ("outputValue", Literal(42)))));
        var run = Parent(Sequence("s", Execute("x", "child", wait: true, """{"Who":"child"}"""), LineOf("say", "toJson(getN())")), [child], "Object");
        Assert.Equal(("Child", "child"), (run.State.Bookmarks[0].Kind, run.State.Bookmarks[0].Name));
        run.Children[0].Resume("go");

        Assert.Equal(["child of instance-1", """{"Answer":42}"""], run.Lines);
        Assert.Equal(InstanceSubStatus.Finished, run.State.SubStatus);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_child_that_is_over_at_once_is_reported_in_full(bool wait)
    {
        var run = Parent(Sequence("s", Execute("x", "child", wait), LineOf("say", "getN().subStatus")), [Child("child", Line("hello"))], "Object");

        Assert.Equal(["hello", "Finished"], run.Lines);
    }

    [Fact]
    public void Without_waiting_the_parent_goes_on_when_the_child_rests()
    {
        var run = Parent(Sequence("s", Execute("x", "child", wait: false), LineOf("say", "getN().status")), [Child("child", Event("never"))], "Object");

        Assert.Equal(["Running"], run.Lines);
        Assert.Equal(InstanceStatus.Finished, run.State.Status);
    }

    [Theory]
    [InlineData("Elsa.ExecuteWorkflow")]
    [InlineData("Elsa.DispatchWorkflow")]
    public void A_workflow_that_does_not_exist_is_an_incident(string type)
    {
        var run = Parent(Activity(type, "x", ("workflowDefinitionId", Literal("ghost")), ("waitForCompletion", Literal(true))), []);

        Assert.Contains("'ghost'", Assert.Single(run.State.Incidents).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dispatched_workflow_runs_after_the_parent_s_step()
    {
        var run = Parent(Sequence("s", Activity("Elsa.DispatchWorkflow", "d", ("workflowDefinitionId", Literal("child"))), Line("parent")), [Child("child", Line("child"))]);

        Assert.Equal(["parent", "child"], run.Lines);
    }

    [Fact]
    public void Many_workflows_are_started_one_for_each_element_and_awaited()
    {
        var child = Child("child", Sequence("s", LineOf("l", "getInput('Item') + '/' + getCorrelationId()"),
            Activity("Elsa.If", "if", ("condition", Script("getInput('Item') === 'b'")), ("then", Activity("Elsa.Fault", "f")))));
        var run = Parent(Flowchart("c", [Bulk("child"), Line("done")], "bulk:Completed>done"), [child]);

        Assert.Equal(["a/c-a", "ok Finished", "b/c-b", "bad Faulted", "done"], run.Lines);
        Assert.Equal(run.Children.Select(c => c.State.Id).Distinct().Count(), run.Children.Count);
    }

    [Fact]
    public void Cancelling_the_parent_closes_its_wait()
    {
        var run = Parent(Execute("x", "child", wait: true), [Child("child", Event("never"))]);
        run.Apply(new Stimulus.Cancel(run.Now));

        Assert.IsType<Effect.CloseBookmark>(Assert.Single(run.Effects, effect => effect is Effect.CloseBookmark));
        Assert.Empty(run.State.Bookmarks);
    }

    private static JsonObject Bulk(string child) => Activity("Elsa.BulkDispatchWorkflows", "bulk", ("workflowDefinitionId", Literal(child)),
        ("items", Json("""["a","b"]""")), ("correlationIdFunction", Script("'c-' + getItem()")),
        ("childCompleted", LineOf("ok", "'ok ' + getWorkflowSubStatus()")), ("childFaulted", LineOf("bad", "'bad ' + getWorkflowSubStatus()")));

    private static JsonObject Execute(string id, string child, bool wait, string input = "{}") => Activity("Elsa.ExecuteWorkflow", id,
        ("workflowDefinitionId", Literal(child)), ("waitForCompletion", Literal(wait)), ("input", Json(input)), ("result", To("n")));

    private static Runner Parent(JsonObject root, WorkflowSource[] library, string type = "Int32") =>
        new Runner(Definition(root, Variable("N", type, type == "Int32" ? "5" : null)), library: new(library)) { StoresState = true }.Start();

    private static WorkflowSource Child(string name, JsonObject root, string[]? inputs = null, string[]? outputs = null, string[]? outcomes = null)
    {
        var definition = With(root);
        (definition["id"], definition["definitionId"], definition["name"]) = ($"{name} v1", name, name);
        definition["isPublished"] = true;
        definition["options"] = new JsonObject { ["usableAsActivity"] = true };
        definition["inputs"] = new JsonArray([.. (inputs ?? []).Select(input => new JsonObject { ["name"] = input, ["type"] = "Int32" })]);
        definition["outputs"] = new JsonArray([.. (outputs ?? []).Select(output => new JsonObject { ["name"] = output, ["type"] = "Int32" })]);
        definition["outcomes"] = new JsonArray([.. (outcomes ?? []).Select(outcome => (JsonNode?)outcome)]);
        return WorkflowSource.TryRead(definition.ToJsonString())!;
    }
}
