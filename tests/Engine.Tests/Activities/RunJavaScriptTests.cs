using Rectify.Workflow.Engine.Execution;
using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests.Activities;

public sealed class RunJavaScriptTests
{
    [Theory]
    [InlineData("Literal")]
    [InlineData("JavaScript")]
    public void The_script_s_value_is_the_result(string language)
    {
        var run = new Runner(Definition(Sequence("s",
            Activity("Elsa.RunJavaScript", "js", ("script", Expression(language, "getN() + 2")), ("result", To("n"))), LineOf("say", "getN()")),
            Variable("N", "Int32", "40"))).Start();

        Assert.Equal(["42"], run.Lines);
    }

    [Theory]
    [InlineData("setOutcome('Big')", "big")]
    [InlineData("setOutcomes(['Big', 'Small'])", "big,small")]
    [InlineData("1", "done")]
    public void The_script_chooses_the_line_to_follow(string script, string expected)
    {
        var run = new Runner(Definition(Flowchart("f",
            [Activity("Elsa.RunJavaScript", "js", ("script", Literal(script)), ("possibleOutcomes", Json("""["Big","Small"]"""))), Line("big"), Line("small"), Line("done")],
            "js:Big>big", "js:Small>small", "js>done"))).Start();

        Assert.Equal(expected.Split(','), run.Lines);
    }

    [Fact]
    public void A_script_may_come_from_a_variable()
    {
        var run = new Runner(Definition(Sequence("s", Activity("Elsa.RunJavaScript", "js", ("script", Script("getCode()"))), LineOf("say", "getLastResult()")),
            Variable("Code", "String", "6 * 7"))).Start();
        Assert.Equal(["6 * 7"], run.Lines);

        var stored = new Runner(Definition(Sequence("s",
            Activity("Elsa.RunJavaScript", "js", ("script", Expression("Variable", "code"))), LineOf("say", "getLastResult()")),
            Variable("Code", "String", "6 * 7"))).Start();
        Assert.Equal(["42"], stored.Lines);
    }

    [Fact]
    public void A_script_that_does_not_parse_is_refused_where_it_stands() => Assert.Equal("expression.syntax",
        Assert.Single(Runner.Make().Reader.Read(Definition(Activity("Elsa.RunJavaScript", "js", ("script", Literal("if (")))))
            .Problems).Code);

    [Fact]
    public void Elsewhere_a_script_cannot_choose_outcomes() => Assert.Equal(InstanceSubStatus.Faulted,
        new Runner(Definition(LineOf("a", "setOutcome('x')"))).Start().State.SubStatus);
}
