using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Execution;
using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests.Activities;

public sealed class PrimitiveTests
{
    [Theory]
    [InlineData("True", "then")]
    [InlineData("false", "else")]
    public void If_runs_one_of_its_activities(string condition, string expected) =>
        Assert.Equal([expected], Run(Activity("Elsa.If", "if", ("condition", Literal(condition)), ("then", Line("then")), ("else", Line("else")))).Lines);

    [Fact]
    public void If_without_the_chosen_activity_just_completes() =>
        Assert.Equal(["after"], Run(Sequence("s", Activity("Elsa.If", "if", ("condition", Literal("true"))), Line("after"))).Lines);

    [Theory]
    [InlineData("MatchFirst", "x,after")]
    [InlineData("MatchAny", "x,y,after")]
    public void Switch_runs_the_cases_that_hold(string mode, string expected) => Assert.Equal(expected.Split(','), Run(Sequence("s",
        Activity("Elsa.Switch", "q", ("mode", Literal(mode)), ("default", Line("d")),
            ("cases", new JsonArray(Case("N", "false", Line("n")), Case("X", "true", Line("x")), Case("Y", "true", Line("y"))))), Line("after"))).Lines);

    [Fact]
    public void Switch_without_a_holding_case_runs_its_default() => Assert.Equal(["d"], Run(
        Activity("Elsa.Switch", "q", ("default", Line("d")), ("cases", new JsonArray(Case("N", "false", Line("n")))))).Lines);

    [Fact]
    public void Parallel_ends_when_all_its_activities_have_ended()
    {
        var run = Run(Sequence("s", List("Elsa.Parallel", "p", Event("one"), Line("two")), Line("after")));
        Assert.Equal(["two"], run.Lines);
        run.Resume("one");

        Assert.Equal(["two", "after"], run.Lines);
    }

    [Fact]
    public void Name_and_correlation_belong_to_the_instance()
    {
        var run = Run(Sequence("s", Activity("Elsa.SetName", "n", ("value", Literal("分红"))),
            Activity("Elsa.Correlate", "c", ("correlationId", Literal("item-5"))),
            LineOf("say", "getWorkflowInstanceName() + '/' + getCorrelationId() + '/' + getWorkflowInstanceId()")));

        Assert.Equal(["分红/item-5/instance-1"], run.Lines);
        Assert.Equal(("分红", "item-5"), (run.State.Name, run.State.CorrelationId));
    }

    [Fact]
    public void An_event_is_awaited_with_the_correlation_and_its_content_becomes_the_result()
    {
        var run = Run(Sequence("s", Activity("Elsa.Correlate", "c", ("correlationId", Literal("item-5"))),
            Activity("Elsa.Event", "e", ("eventName", Literal("Paid")), ("result", To("content"))), LineOf("say", "variables.Content.sum")),
            Variable("Content"));
        var wait = Assert.Single(run.Effects.OfType<Effect.AwaitEvent>());
        run.Resume("Paid", new() { ["payload"] = new JsonObject { ["sum"] = 50 } });

        Assert.Equal(("Paid", "item-5", run.Log.Count > 0), (wait.EventName, wait.CorrelationId, true));
        Assert.Equal(["50"], run.Lines);
        Assert.Contains(run.Effects, effect => effect is Effect.CloseBookmark { Used: true } closed && closed.BookmarkId == wait.BookmarkId);
    }

    [Fact]
    public void An_event_is_published_with_its_content()
    {
        var run = Run(Activity("Elsa.PublishEvent", "p", ("eventName", Literal("Paid")), ("correlationId", Literal(" ")),
            ("payload", Script("({ sum: 50 })")), ("isLocalEvent", Literal("True"))));

        var published = Assert.Single(run.Effects.OfType<Effect.Publish>());
        Assert.Equal(("Paid", null, """{"sum":50}""", true),
            (published.EventName, published.CorrelationId, published.Payload!.ToJsonString(), published.OnlyThisInstance));
    }

    [Theory]
    [InlineData("01:30:00", 90)]
    [InlineData("PT2H", 120)]
    public void Delay_wakes_after_its_span(string span, int minutes)
    {
        var run = Run(Activity("Elsa.Delay", "d", ("timeSpan", Literal(span))));

        Assert.Equal(Runner.Begin.AddMinutes(minutes), Assert.Single(run.Effects.OfType<Effect.WakeAt>()).DueAt);
        Assert.Equal(InstanceSubStatus.Finished, run.Resume("d").State.SubStatus);
    }

    [Theory]
    [InlineData("2023-03-15T00:00:00Z", 1)]
    [InlineData("2023-03-13T00:00:00Z", 0)]
    public void StartAt_waits_for_the_future_only(string at, int waits) =>
        Assert.Equal(waits, Run(Activity("Elsa.StartAt", "s", ("dateTime", Literal(at)))).State.Bookmarks.Length);

    [Fact]
    public void RunTask_asks_and_takes_the_answer()
    {
        var run = Run(Sequence("s", Activity("Elsa.RunTask", "t", ("taskName", Literal("Print")), ("payload", Json("""{"copies":2}""")), ("result", To("answer"))),
            LineOf("say", "variables.Answer")), Variable("Answer"));
        var task = Assert.Single(run.Effects.OfType<Effect.OpenTask>()).Task;
        run.Resume("Print", new() { ["result"] = "done well" });

        Assert.Equal(("RunTask", "Print", 2), (task.Kind, task.Title, task.Data!["payload"]!["copies"]!.GetValue<int>()));
        Assert.Equal(["done well"], run.Lines);
    }

    [Fact]
    public void A_container_s_variable_hides_the_workflow_s_and_dies_with_it()
    {
        var inner = Sequence("inner", LineOf("in", "getX()"), Set("set", "InnerX", "'changed'"), LineOf("in2", "variables.X"));
        inner["variables"] = new JsonArray(new JsonObject { ["id"] = "innerx", ["name"] = "X", ["typeName"] = "String", ["value"] = "inside" });
        var run = Run(Sequence("outer", inner, LineOf("out", "getX()")), Variable("X", "String", "outside"));

        Assert.Equal(["inside", "changed", "outside"], run.Lines);
    }

    [Theory]
    [InlineData("Object", """{"a": 1}""")]
    [InlineData("JsonObject", """{"a":1}""")]
    public void An_object_expression_is_taken_apart_by_the_variable_s_type(string type, string expected) => Assert.Equal([expected], Run(Sequence("s",
        Activity("Elsa.SetVariable", "set", ("variable", new JsonObject { ["id"] = "v" }), ("value", Json("""{"a": 1}"""))),
        Activity("Elsa.WriteLine", "say", ("text", Expression("Variable", new JsonObject { ["id"] = "v" })))), Variable("V", type)).Lines);

    [Fact]
    public void A_value_that_cannot_become_the_variable_s_type_is_a_fault()
    {
        var run = Run(Set("set", "N", "'many'"), Variable("N", "Int32", "0"));

        Assert.Contains("is not a number", Assert.Single(run.State.Incidents).Message, StringComparison.Ordinal);
        Assert.Equal("0", run.State.Frames[0].Variables["n"]!.ToJsonString());
    }

    [Fact]
    public void Inputs_are_converted_to_their_declared_types_and_have_defaults()
    {
        var definition = With(LineOf("say", "typeof getInput('Days') + getInput('Days') + getUnit()"));
        definition["inputs"] = new JsonArray(new JsonObject { ["name"] = "Days", ["type"] = "Int32" },
            new JsonObject { ["name"] = "Unit", ["type"] = "String", ["defaultValue"] = "天" });

        Assert.Equal(["number5天"], new Runner(definition.ToJsonString()).Start(new() { ["days"] = "5" }).Lines);
    }

    [Fact]
    public void Outputs_of_the_workflow_are_set_and_converted()
    {
        var definition = With(Sequence("s", Activity("Elsa.SetOutput", "o", ("outputName", Literal("A")), ("outputValue", Script("1 + 1"))),
            Activity("Elsa.If", "if", ("condition", Literal("true")), ("result", To("B")))));
        definition["outputs"] = new JsonArray(new JsonObject { ["name"] = "A", ["type"] = "Object" }, new JsonObject { ["name"] = "B", ["type"] = "String" });
        var output = new Runner(definition.ToJsonString()).Start().State.Output;

        Assert.Equal(("2", "True"), (output["A"]!.ToJsonString(), output["B"]!.GetValue<string>()));
    }

    [Fact]
    public void Outputs_of_earlier_activities_can_be_read_even_after_a_pause()
    {
        var run = new Runner(Definition(Sequence("s", Activity("Elsa.If", "Check", ("condition", Literal("true"))), Event("pause"),
            LineOf("say", "getOutputFrom('Check', 'Result') + '/' + getResultFromCheck() + '/' + getLastResult()"))))
        { StoresState = true }.Start();
        run.Resume("pause", new() { ["payload"] = "last" });

        Assert.Equal(["true/true/last"], run.Lines);
    }

    private static Runner Run(JsonObject root, params JsonObject[] variables) => new Runner(Definition(root, variables)).Start();
}
