using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Execution;
using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests.Activities;

public sealed class RectificationTests
{
    [Theory]
    [InlineData("Rectify.AssignItem", "Assigned", "Assign")]
    [InlineData("Rectify.ImplementItem", "Submitted", "Submit")]
    [InlineData("Rectify.ImplementItem", "ExtensionRequested", "RequestExtension")]
    [InlineData("Rectify.ImplementItem", "ConversionRequested", "RequestConversion")]
    [InlineData("Rectify.VerifyItem", "Passed", "Pass")]
    [InlineData("Rectify.VerifyItem", "Returned", "Return")]
    [InlineData("Rectify.ApproveClosure", "Approved", "Approve")]
    [InlineData("Rectify.ApproveClosure", "Refused", "Refuse")]
    [InlineData("Rectify.EndorseExtension", "Refused", "RefuseExtension")]
    [InlineData("Rectify.DecideExtension", "Granted", "GrantExtension")]
    [InlineData("Rectify.DecideExtension", "Refused", "RefuseExtension")]
    public void A_decision_moves_the_item_and_leaves_by_its_port(string type, string outcome, string trigger)
    {
        var run = new Runner(Definition(Flowchart("f", [Activity(type, "t"), Line("there")], $"t:{outcome}>there")))
        {
            Facts = new() { ["Item"] = new JsonObject { ["timeLimit"] = "FixedDate", ["status"] = "Assigning" } },
        }.Start();
        run.Resume("t", new() { ["outcome"] = outcome, ["by"] = "p1", ["opinion"] = "意见", ["secret"] = "not passed on", ["trigger"] = "Approve" });

        var command = Assert.Single(run.Effects.OfType<Effect.Command>());
        Assert.Equal($$"""{"trigger":"{{trigger}}","by":"p1","opinion":"意见"}""", Engine.Expressions.Values.ToJson(command.Arguments));
        Assert.Equal(["there"], run.Lines);
    }

    [Fact]
    public void Closure_of_a_long_term_item_approves_its_stage_result()
    {
        var run = new Runner(Definition(Activity("Rectify.ApproveClosure", "t")))
        {
            Facts = new() { ["Item"] = new JsonObject { ["timeLimit"] = "LongTerm" } },
        }.Start().Decide("t", "Approved");

        Assert.Equal("ApproveStage", Assert.Single(run.Effects.OfType<Effect.Command>()).Arguments["trigger"]!.GetValue<string>());
    }

    [Fact]
    public void The_decision_is_an_output_of_the_task()
    {
        var run = new Runner(Definition(Sequence("s",
            Activity("Rectify.HumanTask", "t", ("outcomes", Json("""["同意"]""")), ("outcome", To("decision")), ("opinion", To("said"))),
            LineOf("say", "variables.Decision + variables.Said")), Variable("Decision"), Variable("Said"))).Start();
        run.Resume("t", new() { ["outcome"] = "同意", ["opinion"] = "很好" });

        Assert.Equal(["同意很好"], run.Lines);
    }

    [Fact]
    public void Mail_paper_and_wait_are_asked_of_the_host()
    {
        var run = new Runner(Definition(Sequence("s",
            Activity("Rectify.SendMail", "m", ("to", Json("""["role:Secretary"]""")), ("subject", Literal("主题")), ("body", Expression("Liquid", "第{{ 1 }}号"))),
            Activity("Rectify.IssuePaper", "p", ("kind", Literal("督办单")), ("to", Literal("unit:1")), ("text", Literal("请办理"))),
            Activity("Rectify.WaitUntil", "w", ("date", Literal("2023-12-31")), ("workingDays", Literal("-3")))))).Start();

        Assert.Equal(["mail.send", "paper.issue"], run.Effects.OfType<Effect.Command>().Select(command => command.Name));
        Assert.Equal("""{"to":["role:Secretary"],"subject":"主题","body":"第1号"}""",
            Engine.Expressions.Values.ToJson(run.Effects.OfType<Effect.Command>().First().Arguments));
        var wake = Assert.Single(run.Effects.OfType<Effect.WakeOn>());
        Assert.Equal((new DateOnly(2023, 12, 31), 0, -3, "WaitUntil"), (wake.Day, wake.Months, wake.WorkingDays, wake.Purpose));
    }

    [Theory]
    [InlineData("Rectify.SendMail")]
    [InlineData("Rectify.IssuePaper")]
    [InlineData("Rectify.WaitUntil")]
    public void What_lacks_its_main_input_says_so(string type)
    {
        var incident = Assert.Single(new Runner(Definition(Activity(type, "t"))).Start().State.Incidents);

        Assert.Contains("Fill in the input", incident.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_activity_type_describes_itself_for_the_designer() => Assert.All(ActivityCatalog.Default.Descriptors, descriptor =>
    {
        Assert.NotEmpty(descriptor.DisplayName);
        Assert.NotEmpty(descriptor.Description);
        Assert.NotEmpty(descriptor.Category);
        Assert.All(descriptor.Inputs, input => Assert.NotEmpty(input.DisplayName));
        Assert.Equal(descriptor.Inputs.Length, descriptor.Inputs.Select(input => input.Name).Distinct().Count());
    });

    [Fact]
    public void No_two_activities_have_the_same_type() => Assert.Equal(
        ActivityCatalog.Default.Descriptors.Length, ActivityCatalog.Default.Descriptors.Select(descriptor => descriptor.Type).Distinct().Count());
}
