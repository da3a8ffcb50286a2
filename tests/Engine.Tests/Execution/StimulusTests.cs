using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Execution;
using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests.Execution;

public sealed class StimulusTests
{
    [Fact]
    public void A_second_click_on_the_same_task_changes_nothing()
    {
        var run = Task().Start();
        var bookmark = run.Waiting("HumanTask").Id;
        run.Apply(new Stimulus.Resume(run.Now, bookmark, new() { ["outcome"] = "Yes" }));
        var after = run.State;
        run.Apply(new Stimulus.Resume(run.Now, bookmark, new() { ["outcome"] = "No" }));

        Assert.False(run.Last!.Applied);
        Assert.Same(after, run.State);
        Assert.Empty(run.Last.Effects);
    }

    [Fact]
    public void A_second_start_changes_nothing()
    {
        var run = Task().Start();
        Assert.False(run.Start().Last!.Applied);
    }

    [Theory]
    [InlineData("Perhaps")]
    [InlineData(null)]
    public void An_outcome_that_is_not_offered_is_refused_before_anything_changes(string? outcome)
    {
        var run = Task().Start();
        var before = InstanceStateJson.Serialize(run.State);
        var error = Assert.Throws<UnknownOutcomeException>(() => run.Resume("HumanTask", outcome is null ? null : new() { ["outcome"] = outcome }));

        Assert.Equal(["Yes", "No"], error.Legal);
        Assert.Contains("It takes: Yes, No.", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, InstanceStateJson.Serialize(run.State));
    }

    [Fact]
    public void The_only_outcome_needs_no_saying()
    {
        var run = new Runner(Definition(Activity("Rectify.HumanTask", "t"))).Start().Resume("t");

        Assert.Equal(InstanceSubStatus.Finished, run.State.SubStatus);
    }

    [Fact]
    public void An_instance_is_not_run_on_another_version_of_its_definition()
    {
        var interpreter = Runner.Make();
        var definition = interpreter.Reader.Read(Definition(Line("a"))).Definition!;
        var error = Assert.Throws<ArgumentException>(() => interpreter.Advance(
            definition, InstanceState.New("i", "drawn", 2), new Stimulus.Start(Runner.Begin)));

        Assert.Contains("version 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_carries_what_the_designer_filled_in()
    {
        var task = new Runner(Definition(Activity("Rectify.VerifyItem", "t", ("title", Literal("核查第5项")), ("dueOn", Literal("2023-12-31")),
            ("dueInWorkingDays", Literal("5")), ("reminderOffsets", Json("[10,\"5\"]")), ("ladder", Json("""[{"after":1}]""")),
            ("evidenceRequired", Literal("True")), ("mustDifferFrom", Json("""["ImplementItem"]""")))))
            .Start().Effects.OfType<Effect.OpenTask>().Single().Task;

        Assert.Equal(("VerifyItem", "核查第5项", "role:Verifier", new DateOnly(2023, 12, 31), 5), (task.Kind, task.Title, task.Assignee, task.DueOn, task.DueInWorkingDays));
        Assert.Equal(["Passed", "Returned"], task.Outcomes);
        Assert.Equal([10, 5], task.ReminderOffsets!.Value);
        Assert.Equal("""[{"after":1}]""", task.Ladder);
        Assert.True(task.EvidenceRequired);
        Assert.Equal(["ImplementItem"], task.MustDifferFrom);
        Assert.Equal(["Returned"], task.OpinionRequiredFor);
    }

    [Fact]
    public void Bookmark_ids_differ_between_instances_and_repeat_within_one()
    {
        string[] instances = ["one", "one", "two"];
        var ids = instances.Select(id =>
        {
            var interpreter = Runner.Make();
            var definition = interpreter.Reader.Read(Definition(Event("e"))).Definition!;
            return interpreter.Advance(definition, InstanceState.New(id, "drawn", 1), new Stimulus.Start(Runner.Begin)).State.Bookmarks.Single().Id;
        }).ToArray();

        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual(ids[0], ids[2]);
        Assert.All(ids, id => Assert.True(Guid.TryParseExact(id, "N", out _)));
    }

    [Fact]
    public void Facts_are_seen_by_expressions_and_never_stored()
    {
        var run = new Runner(Definition(Sequence("s", LineOf("say", "getInput('Item').title"), Event("e")))) { Facts = new() { ["Item"] = new JsonObject { ["title"] = "秘密" } } }.Start();

        Assert.Equal(["秘密"], run.Lines);
        Assert.DoesNotContain("秘密", InstanceStateJson.Serialize(run.State), StringComparison.Ordinal);
    }

    private static Runner Task() => new(Definition(Activity("Rectify.HumanTask", "t", ("outcomes", Json("""["Yes","No"]""")))));
}
