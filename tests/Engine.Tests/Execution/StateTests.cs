using System.Text.Json.Nodes;
using CsCheck;
using Rectify.Workflow.Engine.Execution;
using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests.Execution;

/// <summary>Random definitions: what holds for all of them.</summary>
public sealed class StateTests
{
    private static readonly Gen<JsonObject> Leaf = Gen.OneOf(
        Gen.Int[0, 99].Select(n => Line("?", $"行{n}")),
        Gen.Int[0, 9].Select(n => Event("?")),
        Gen.Const(0).Select(_ => Activity("Elsa.Delay", "?")),
        Gen.Const(0).Select(_ => Activity("Rectify.HumanTask", "?", ("outcomes", Json("""["Yes","No"]""")))),
        Gen.Const(0).Select(_ => Set("?", "N", "getN() + 1")),
        Gen.Const(0).Select(_ => Activity("Elsa.Break", "?")),
        Gen.Const(0).Select(_ => Activity("Elsa.Fault", "?")),
        Gen.Const(0).Select(_ => Activity("Elsa.End", "?")),
        Gen.Const(0).Select(_ => LineOf("?", "newGuid() + getN() + Math.random() + new Date().toISOString()")));

    internal static Gen<JsonObject> Tree(int depth) => depth == 0 ? Leaf : Gen.Frequency(
        (3, Leaf),
        (2, Tree(depth - 1).Array[1, 4].Select(children => Sequence("?", children))),
        (2, Tree(depth - 1).Array[1, 3].Select(children => List("Elsa.Parallel", "?", children))),
        (1, Tree(depth - 1).Select(body => Activity("Elsa.For", "?", ("end", Literal(2)), ("body", body)))),
        (1, Tree(depth - 1).Select(body => Activity("Elsa.ForEach", "?", ("items", Json("""["a",{"b":1}]""")), ("body", body)))),
        (1, Tree(depth - 1).Select(body => Activity("Elsa.ParallelForEach", "?", ("items", Json("[1,2]")), ("body", body)))),
        (3, Gen.Select(Tree(depth - 1).Array[1, 6], Gen.Int[0, 35].Array[0, 8], Gen.OneOf(Gen.Const("WaitAny"), Gen.Const("WaitAll"), Gen.Const("WaitAllActive"))).Select(Chart)));

    [Fact]
    public void Storing_the_state_between_bursts_changes_nothing() =>
        Gen.Select(Tree(3), Gen.Int[0, 1_000_000], Gen.Bool).Sample((root, seed, tokens) =>
            Assert.Equal(Play(root, seed, tokens, stores: false), Play(root, seed, tokens, stores: true)), iter: 300);

    [Fact]
    public void The_same_stimuli_give_the_same_states_effects_and_log() =>
        Gen.Select(Tree(3), Gen.Int[0, 1_000_000]).Sample((root, seed) =>
            Assert.Equal(Play(root, seed, tokens: false, stores: false), Play(root, seed, tokens: false, stores: false)), iter: 150);

    [Fact]
    public void A_finished_instance_waits_for_nothing_and_every_opened_bookmark_is_closed() =>
        Gen.Select(Tree(3), Gen.Int[0, 1_000_000]).Sample((root, seed) =>
        {
            var run = Drive(root, seed, tokens: false, stores: true);
            if (run.State.SubStatus != InstanceSubStatus.Faulted)
            {
                run.Apply(new Stimulus.Cancel(run.Now));
            }

            var opened = run.Effects.Select(effect => effect switch
            {
                Effect.OpenTask task => task.BookmarkId,
                Effect.WakeAt wake => wake.BookmarkId,
                Effect.AwaitEvent wait => wait.BookmarkId,
                _ => null,
            }).OfType<string>().ToArray();
            var closed = run.Effects.OfType<Effect.CloseBookmark>().Select(effect => effect.BookmarkId).ToArray();
            Assert.Equal(opened.Order(), closed.Concat(run.State.Bookmarks.Select(b => b.Id)).Order());
            Assert.True(run.State.SubStatus == InstanceSubStatus.Faulted || run.State.Bookmarks.IsEmpty);
        }, iter: 150);

    [Fact]
    public void A_waiting_instance_is_small()
    {
        var run = new Runner(Repository.Read("workflows", "rectification.json")).Start();

        Assert.InRange(InstanceStateJson.Serialize(run.State).Length, 100, 1_200);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"v":99,"id":"x","d":"y"}""")]
    [InlineData("""{"id":"x","d":"y","b":[1]}""")]
    [InlineData("nonsense")]
    public void What_is_no_state_is_refused(string json) =>
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => InstanceStateJson.Deserialize(json));

    private static JsonObject Chart(JsonObject[] children, int[] lines, string mode)
    {
        JsonObject[] activities = [.. children, Join("?", mode)];
        var ids = activities.Select((activity, index) => (JsonNode)(activity["id"] = $"c{index}")).ToArray();
        return Flowchart("?", activities, [.. lines.Select(n => $"c{n / 6 % ids.Length}>c{n % 6 % ids.Length}")]);
    }

    private static string Play(JsonObject root, int seed, bool tokens, bool stores)
    {
        var run = Drive(root, seed, tokens, stores);
        return InstanceStateJson.Serialize(run.State) + "\n" + string.Join('\n', run.Effects) + "\n"
            + string.Join('\n', run.Log.Select(entry => $"{entry.Sequence} {entry.Event} {entry.ActivityInstanceId} {entry.NodeId}"));
    }

    internal static Runner Drive(JsonObject root, int seed, bool tokens, bool stores)
    {
        var copy = Numbered(root);
        var run = new Runner(Definition(copy, Variable("N", "Int32", "0")), new() { TokenFlow = tokens, ActivitiesPerBurst = 300 }) { StoresState = stores }.Start();
        var random = new Random(seed);
        for (var step = 0; step < 25 && !run.State.Bookmarks.IsEmpty && run.State.Status == InstanceStatus.Running; step++)
        {
            run.Now = run.Now.AddHours(1);
            var bookmark = run.State.Bookmarks[random.Next(run.State.Bookmarks.Length)];
            run.Apply(new Stimulus.Resume(run.Now, bookmark.Id, new() { ["outcome"] = random.Next(2) == 0 ? "Yes" : "No" }));
        }

        if (run.State.SubStatus == InstanceSubStatus.Faulted && seed % 2 == 0)
        {
            run.Apply(new Stimulus.Retry(run.Now));
        }

        return run;
    }

    internal static JsonObject Numbered(JsonObject root)
    {
        var copy = (JsonObject)root.DeepClone();
        Number(copy, new());
        return copy;
    }

    // Generated activities have no ids of their own yet; those of a flowchart keep the ids their lines name.
    private static void Number(JsonNode? node, Counter counter)
    {
        if (node is JsonObject activity)
        {
            if (activity["id"]?.ToString() == "?")
            {
                activity["id"] = $"n{++counter.Last}";
            }

            foreach (var (_, member) in activity)
            {
                Number(member, counter);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Number(item, counter);
            }
        }
    }

    private sealed class Counter
    {
        public int Last { get; set; }
    }
}
