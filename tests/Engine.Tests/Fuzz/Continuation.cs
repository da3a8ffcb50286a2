using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Engine.Tests.Fuzz;

/// <summary>
/// The property that lets a host store an instance between two steps and compute a step again: from the state in memory, from the state as it is
/// stored, and on another interpreter, the same stimulus comes to the same state, effects and log.
/// </summary>
internal sealed class Continuation(Interpreter machine, Interpreter other)
{
    private const int Steps = 8;

    /// <summary>Starts an instance and takes it on by a few stimuli chosen at random; answers how many steps were compared.</summary>
    public int Follow(Definition definition, Random random)
    {
        var kept = Step(definition, InstanceState.New("i", definition.DefinitionId, definition.Version), new Stimulus.Start(Runner.Begin, new() { ["Item"] = "x" }));
        var steps = 1;
        for (; steps <= Steps && Next(kept, random, Runner.Begin.AddHours(steps)) is { } stimulus; steps++)
        {
            kept = Step(definition, kept, Offered(definition, kept, stimulus));
        }

        return steps;
    }

    private InstanceState Step(Definition definition, InstanceState state, Stimulus stimulus)
    {
        var stored = InstanceStateJson.Serialize(state);
        var fromMemory = machine.Advance(definition, state, stimulus);
        var fromStore = machine.Advance(definition, InstanceStateJson.Deserialize(stored), stimulus);
        var elsewhere = other.Advance(definition, InstanceStateJson.Deserialize(stored), stimulus);

        // Neither changes what it was given.
        Assert.Equal(stored, InstanceStateJson.Serialize(state));
        foreach (var again in new[] { fromStore, elsewhere })
        {
            Assert.Equal(InstanceStateJson.Serialize(fromMemory.State), InstanceStateJson.Serialize(again.State));
            Assert.Equal(Describe(fromMemory), Describe(again));
        }

        Assert.InRange(fromMemory.Log.Length, 0, 100_000);
        Assert.All(fromMemory.State.Bookmarks, bookmark => Assert.Contains(definition.Nodes, node => node.NodeId == bookmark.NodeId));
        Assert.Equal(fromMemory.State.Bookmarks.Length, fromMemory.State.Bookmarks.DistinctBy(bookmark => bookmark.Id).Count());
        return fromMemory.State;
    }

    private static string Describe(Transition transition) => string.Join('\n', transition.Effects) + "\n"
        + string.Join('\n', transition.Log.Select(entry => $"{entry.Sequence} {entry.Event} {entry.ActivityInstanceId} {entry.Data?.ToJsonString()}"));

    private static Stimulus? Next(InstanceState state, Random random, DateTimeOffset at)
    {
        if (state.SubStatus == InstanceSubStatus.Faulted && random.Next(2) == 0)
        {
            return new Stimulus.Retry(at);
        }

        if (state.Bookmarks.IsEmpty || random.Next(20) == 0)
        {
            return state.Status == InstanceStatus.Running ? new Stimulus.Cancel(at) : null;
        }

        var bookmark = state.Bookmarks[random.Next(state.Bookmarks.Length)];
        return new Stimulus.Resume(at, bookmark.Id, bookmark.Kind switch
        {
            BookmarkKinds.Task => new JsonObject { ["outcome"] = "no such outcome" },
            BookmarkKinds.Child => new JsonObject { ["subStatus"] = random.Next(2) == 0 ? "Finished" : "Faulted", ["output"] = new JsonObject { ["a"] = 1 } },
            BookmarkKinds.Http => HttpExchange.Request("GET", [], new() { ["q"] = "1" }, [], "application/json", "{\"a\":1}"),
            BookmarkKinds.Answer => HttpExchange.Answer(random.Next(2) == 0 ? 200 : 500, [], "application/json", "{\"a\":1}"),
            _ => null,
        });
    }

    // A decision must be one the task offers; which they are, the refusal of a wrong one tells.
    private Stimulus Offered(Definition definition, InstanceState state, Stimulus stimulus)
    {
        try
        {
            machine.Advance(definition, state, stimulus);
            return stimulus;
        }
        catch (UnknownOutcomeException error) when (stimulus is Stimulus.Resume resume)
        {
            Assert.NotEmpty(error.Legal);
            return resume with { Payload = new() { ["outcome"] = error.Legal[error.Legal.Count / 2] } };
        }
    }
}
