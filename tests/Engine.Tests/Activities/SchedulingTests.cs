using Rectify.Workflow.App.Expressions;
using Rectify.Workflow.Engine.Execution;
using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests.Activities;

public sealed class SchedulingTests
{
    [Fact]
    public void A_timer_inside_a_workflow_waits_once()
    {
        var run = new Runner(Definition(Sequence("s", Activity("Elsa.Timer", "t", ("interval", Literal("02:00:00"))), Line("after")))).Start();
        Assert.Equal(Runner.Begin.AddHours(2), Assert.Single(run.Effects.OfType<Effect.WakeAt>()).DueAt);
        run.Resume("t");

        Assert.Equal(["after"], run.Lines);
    }

    [Theory]
    [InlineData("Elsa.Timer", "interval", "02:00:00")]
    [InlineData("Elsa.Cron", "cronExpression", "0 0 9 * * *")]
    public void What_triggered_the_start_does_not_wait(string type, string input, string value) =>
        Assert.Equal(["after"], new Runner(Definition(Sequence("s", Activity(type, "t", (input, Literal(value))), Line("after")))).Start(trigger: "t").Lines);

    [Theory]
    [InlineData("0 0 9 * * *", "2023-03-15T01:00:00Z")]
    [InlineData("30 9 * * *", "2023-03-14T01:30:00Z")]
    [InlineData("0 0 9 * * MON", "2023-03-20T01:00:00Z")]
    public void Cron_wakes_at_the_next_instant_of_the_town_s_clock(string expression, string expected)
    {
        var run = new Runner(Definition(Activity("Elsa.Cron", "c", ("cronExpression", Literal(expression))))).Start();

        Assert.Equal(expected, Assert.Single(run.Effects.OfType<Effect.WakeAt>()).DueAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null));
    }

    [Fact]
    public void A_cron_expression_that_does_not_parse_is_refused_where_it_stands()
    {
        var problem = Assert.Single(Runner.Make().Reader.Read(Definition(Activity("Elsa.Cron", "c", ("cronExpression", Literal("Bad"))))).Problems);

        Assert.Equal(("cron.syntax", "$.root.cronExpression"), (problem.Code, problem.Path));
        Assert.StartsWith("Error when parsing cron expression: The given cron expression has an invalid format.", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_computed_cron_expression_that_does_not_parse_is_an_incident() => Assert.Contains("Cron 'Bad'",
        Assert.Single(new Runner(Definition(Activity("Elsa.Cron", "c", ("cronExpression", Script("'Bad'"))))).Start().State.Incidents).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Cron_knows_other_zones() => Assert.Equal(new DateTimeOffset(2023, 3, 14, 9, 0, 0, TimeSpan.Zero),
        new CronosSchedule(TimeZoneInfo.Utc).Next("0 9 * * *", Runner.Begin));
}
