using System.Text.Json.Nodes;
using CsCheck;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Migration;
using Rectify.Workflow.Engine.Tests.Execution;
using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests.Migration;

/// <summary>What holds for every move, tried on drawings made at random.</summary>
public sealed class MigrationPropertyTests
{
    /// <summary>A drawing of up to seven events; lines lead on, so that each runs once, or back.</summary>
    private static readonly Gen<(int Count, int[] Lines, string Mode, int Seed)> Drawing =
        Gen.Select(Gen.Int[2, 7], Gen.Int[0, 48].Array[2, 12], Gen.OneOf(Gen.Const("WaitAny"), Gen.Const("WaitAll"), Gen.Const("WaitAllActive")), Gen.Int[0, 1_000_000]);

    [Fact]
    public void Moving_to_the_same_drawing_changes_nothing() =>
        Gen.Select(StateTests.Tree(3), Gen.Int[0, 1_000_000], Gen.Bool).Sample((root, seed, tokens) =>
        {
            var run = StateTests.Drive(root, seed, tokens, stores: true);
            var result = new Migrator(Runner.Make(new() { TokenFlow = tokens })).Migrate(run.Definition, run.State, run.Definition, new(run.Now));

            if (result is MigrationResult.Moved moved)
            {
                Assert.Equal(InstanceStateJson.Serialize(run.State), InstanceStateJson.Serialize(moved.State));
                Assert.Empty(moved.Notes);
                Assert.All(moved.Waits, wait => Assert.Equal((wait.Before, null), (wait.After, wait.New)));
            }
            else
            {
                Assert.True(run.State.SubStatus is InstanceSubStatus.Finished or InstanceSubStatus.Cancelled,
                    string.Join("; ", ((MigrationResult.Refused)result).Obstacles));
            }
        }, iter: 300);

    [Fact]
    public void Between_any_two_drawings_a_move_is_made_or_refused_and_what_moved_goes_on()
    {
        var (moved, refused) = (0, 0);
        Gen.Select(StateTests.Tree(3), StateTests.Tree(3), Gen.Int[0, 1_000_000], Gen.Bool).Sample((root, other, seed, tokens) =>
        {
            var interpreter = Runner.Make(new() { TokenFlow = tokens, ActivitiesPerBurst = 300 });
            var run = StateTests.Drive(root, seed, tokens, stores: true);
            // Half of the time a step is added around what runs, else it is another drawing altogether with the same ids.
            var drawn = With(seed % 2 == 0 ? StateTests.Numbered(other) : Changed(StateTests.Numbered(root), seed), Variable("N", "String", "0"));
            drawn["version"] = 2;
            if (interpreter.Reader.Read(drawn.ToJsonString()).Definition is not { } to)
            {
                return;
            }

            if (new Migrator(interpreter).Migrate(run.Definition, run.State, to, new(run.Now)) is not MigrationResult.Moved { State: var state, Waits: var waits })
            {
                Interlocked.Increment(ref refused);
                return;
            }

            Interlocked.Increment(ref moved);
            Assert.Equal(run.State.Bookmarks.Select(bookmark => bookmark.Id), waits.Select(wait => wait.After.Id));
            var random = new Random(seed);
            for (var step = 0; step < 15 && !state.Bookmarks.IsEmpty && state.Status == InstanceStatus.Running; step++)
            {
                var bookmark = state.Bookmarks[random.Next(state.Bookmarks.Length)];
                var transition = interpreter.Advance(to, InstanceStateJson.Deserialize(InstanceStateJson.Serialize(state)),
                    new Stimulus.Resume(run.Now, bookmark.Id, new() { ["outcome"] = random.Next(2) == 0 ? "Yes" : "No" }));
                Assert.True(transition.Applied);
                state = transition.State;
            }
        }, iter: 600);
        TestContext.Current.TestOutputHelper?.WriteLine($"{moved} moved, {refused} refused.");
        Assert.True(moved > 20 && refused > 20, $"{moved} moved, {refused} refused.");
    }

    [Fact]
    public void There_and_back_again_changes_nothing_when_only_something_was_added() =>
        Drawing.Sample(drawing =>
        {
            var (before, after) = (Chart(drawing, added: null), Chart(drawing, added: Event("n")));
            var run = Walk(new Moving(before), drawing.Seed, most: 6);
            if (run.State.Status == InstanceStatus.Finished || run.Try(after) is not MigrationResult.Moved)
            {
                return;
            }

            var state = InstanceStateJson.Serialize(run.State with { DefinitionVersion = 3 });
            run.Move(after);
            run.Move(before);
            Assert.Equal(state, InstanceStateJson.Serialize(run.State));
        }, iter: 1_000);

    [Fact]
    public void What_follows_a_move_is_what_the_new_version_would_have_done_from_there()
    {
        var (compared, refused) = (0, 0);
        Drawing.Sample(drawing =>
        {
            // Written at once, so that a new activity on the way never makes a run of the new version stand elsewhere.
            var (before, after) = (Chart(drawing, added: null), Chart(drawing, added: Line("n")));
            var moving = Walk(new Moving(before), drawing.Seed, most: drawing.Seed % 5);
            var anew = Walk(new Moving(after), drawing.Seed, most: drawing.Seed % 5);
            if (moving.State.SubStatus != InstanceSubStatus.Suspended || !moving.Waiting.SequenceEqual(anew.Waiting)
                || !moving.Begun.Order().SequenceEqual(anew.Begun.Where(id => id != "n").Order()))
            {
                return;
            }

            if (moving.Try(after) is not MigrationResult.Moved)
            {
                Interlocked.Increment(ref refused);
                return;
            }

            moving.Move(after);
            var (done, doneAnew) = (moving.Begun.Count, anew.Begun.Count);
            moving.Finish(30);
            anew.Finish(30);
            Assert.Equal(anew.Begun.Skip(doneAnew), moving.Begun.Skip(done));
            Assert.Equal(anew.State.SubStatus, moving.State.SubStatus);
            Assert.Equal(anew.Waiting, moving.Waiting);
            Interlocked.Increment(ref compared);
        }, iter: 2_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"{compared} compared, {refused} refused.");
        Assert.True(compared > 10 * refused && compared > 500, $"{compared} compared, {refused} refused.");
    }

    [Fact]
    public void No_step_is_done_twice_because_of_a_move_and_none_is_waited_for_in_vain()
    {
        var moves = 0;
        Gen.Select(Drawing, Drawing).Sample((drawing, other) =>
        {
            // Any two drawings of the same activities without lines back: whatever is accepted must not repeat a step. A join
            // that takes the first to come is left out, for in Elsa such drawings repeat steps by themselves.
            (drawing.Mode, other.Mode) = (Waiting(drawing.Mode), Waiting(other.Mode));
            var run = Walk(new Moving(Chart(drawing, null, onlyForward: true)), drawing.Seed, most: drawing.Seed % 5);
            if (run.State.SubStatus != InstanceSubStatus.Suspended
                || run.Try(Chart(other with { Count = drawing.Count }, null, onlyForward: true)) is not MigrationResult.Moved)
            {
                return;
            }

            run.Move(Chart(other with { Count = drawing.Count }, null, onlyForward: true));
            run.Finish();
            Assert.True(run.Begun.Count == run.Begun.Distinct().Count(), string.Join(' ', run.Begun));
            Assert.Equal(InstanceSubStatus.Finished, run.State.SubStatus);
            Assert.True(other.Mode == "WaitAll" || run.Begun.Contains("z"), string.Join(' ', run.Begun));
            Interlocked.Increment(ref moves);
        }, iter: 2_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"{moves} moves.");
        Assert.True(moves > 100, $"{moves} moves.");
    }

    /// <summary>Puts a step at the end or the beginning of one of the drawing's lists.</summary>
    private static JsonObject Changed(JsonObject root, int seed)
    {
        var lists = new List<JsonArray>();
        Find(root);
        if (lists.Count > 0)
        {
            var list = lists[seed / 2 % lists.Count];
            list.Insert(seed % 4 == 1 ? 0 : list.Count, Line("added"));
        }

        return root;

        void Find(JsonObject activity)
        {
            foreach (var (name, value) in activity)
            {
                if (value is JsonObject inner)
                {
                    Find(inner);
                }
                else if (name == "activities" && value is JsonArray activities)
                {
                    lists.Add(activities);
                    activities.OfType<JsonObject>().ToList().ForEach(Find);
                }
            }
        }
    }

    private static string Waiting(string mode) => mode == "WaitAny" ? "WaitAllActive" : mode;

    /// <summary>Event 0 begins; a line is i to j; a join stands at the end; what is added stands on one of the lines.</summary>
    private static JsonObject Chart((int Count, int[] Lines, string Mode, int Seed) drawing, JsonObject? added, bool onlyForward = false)
    {
        var (count, lines) = (drawing.Count, new List<string>());
        foreach (var n in drawing.Lines)
        {
            var (from, to) = (n / 7 % count, n % 7 % count);
            if (from < to)
            {
                lines.Add($"c{from}>c{to}");
            }
            else if (!onlyForward && from > to && drawing.Seed % 7 == 0)
            {
                lines.Add($"c{from}>c{to}");
            }
        }

        lines.AddRange(Enumerable.Range(1, count - 1).Where(i => !lines.Any(line => line.EndsWith($">c{i}", StringComparison.Ordinal))).Select(i => $"c{i - 1}>c{i}"));
        lines = [.. lines.Distinct(), $"c{count - 1}>j"];
        if (drawing.Seed % 3 == 0 && !lines.Contains("c0>j"))
        {
            lines.Add("c0>j");
        }

        if (added is not null)
        {
            var at = drawing.Seed % lines.Count;
            var ends = lines[at].Split('>');
            (lines[at], var rest) = ($"{ends[0]}>n", $"n>{ends[1]}");
            lines.Add(rest);
        }

        JsonObject[] activities = [.. Enumerable.Range(0, count).Select(i => Event($"c{i}")), Join("j", drawing.Mode), Line("z")];
        return Flowchart("f", added is null ? activities : [.. activities, added], [.. lines, "j>z"]);
    }

    /// <summary>Starts it and resumes whatever the seed says, by the names of what waits.</summary>
    private static Moving Walk(Moving run, int seed, int most)
    {
        var random = new Random(seed);
        run.Start();
        for (var step = 0; step < most && run.State.SubStatus == InstanceSubStatus.Suspended; step++)
        {
            run.Resume(run.Waiting[random.Next(run.Waiting.Count)]);
        }

        return run;
    }
}
