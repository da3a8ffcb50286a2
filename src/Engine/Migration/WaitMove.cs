using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Activities.Rectification;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.Engine.Migration;

/// <summary>
/// What the waiting activities wait for under the new version. One whose inputs are written the same waits on as it does;
/// of any other it is worked out what it would ask for now under either version, and only a difference counts.
/// </summary>
internal sealed class WaitMove(Interpreter interpreter, NodeMatch match, MigrationRequest request)
{
    public List<MigrationObstacle> Obstacles { get; } = [];
    public List<MigrationNote> Notes { get; } = [];
    public ImmutableArray<MovedWait> Waits { get; private set; } = [];

    /// <summary>A task may go over to one of another type, for both ask a person once and leave by what was decided.</summary>
    public static bool MayReplace(ActivityNode old, ActivityNode now, IEnumerable<Bookmark> waiting) =>
        old.Activity is TaskActivity and not LongTermReview && now.Activity is TaskActivity and not LongTermReview
        && waiting.Any() && waiting.All(bookmark => bookmark.Kind == BookmarkKinds.Task);

    public InstanceState Run(InstanceState before, InstanceState after)
    {
        var waits = ImmutableArray.CreateBuilder<MovedWait>();
        foreach (var (old, now) in before.Bookmarks.Zip(after.Bookmarks))
        {
            var wait = new MovedWait(old, now);
            var (oldNode, newNode) = (NodeOf(match.From, before, old), NodeOf(match.To, after, now));
            if (oldNode is not null && newNode is not null)
            {
                (wait, after) = Renew(wait, (before, oldNode), (after, newNode));
                Lines(wait, oldNode, newNode, after);
            }

            waits.Add(wait);
        }

        Waits = waits.DrainToImmutable();
        return after with { Bookmarks = [.. Waits.Select(wait => wait.After)] };
    }

    private (MovedWait Wait, InstanceState After) Renew(
        MovedWait wait, (InstanceState State, ActivityNode Node) before, (InstanceState State, ActivityNode Node) after)
    {
        if (after.Node.Activity is not LeafActivity activity || wait.Before.Kind is BookmarkKinds.Child or BookmarkKinds.Answer
            || AsksTheSame(before.Node, after.Node, wait.Before.Kind))
        {
            return (wait, after.State);
        }

        WaitAgain now;
        try
        {
            now = Ask(match.To, after.State, wait.After);
        }
        catch (Exception error) when (error is ExpressionException or ActivityFaultException)
        {
            Obstacles.Add(new(MigrationObstacleKind.InputFails, after.Node.Title, error.Message));
            return (wait, after.State);
        }

        if (now.Of(wait.Before.Kind) is not { } asked)
        {
            Obstacles.Add(new(MigrationObstacleKind.WaitGone, after.Node.Title));
            return (wait, after.State);
        }

        var old = before.Node.Type == after.Node.Type ? AskedBefore(before.State, wait.Before) : null;
        if (old is not null && IsSame(old, asked))
        {
            return (wait, after.State);
        }

        return (
            wait with
            {
                Old = old,
                New = asked,
                After = wait.After with { Name = NameOf(asked) },
                CountsFromBeginning = activity.WaitCountsFromBeginning,
            },
            Remembering(after.State, wait.After, now.Memory));
    }

    private Wait? AskedBefore(InstanceState state, Bookmark bookmark)
    {
        try
        {
            return Ask(match.From, state, bookmark).Of(bookmark.Kind);
        }
        catch (Exception error) when (error is ExpressionException or ActivityFaultException)
        {
            return null;
        }
    }

    private WaitAgain Ask(Definition definition, InstanceState state, Bookmark bookmark)
    {
        var burst = new Burst(definition, state, new Stimulus.Cancel(request.At) { Facts = request.Facts }, interpreter.Options);
        return burst.FrameOf(bookmark) is { } frame ? burst.AskAgain(frame, bookmark.Kind) : new([], null);
    }

    private static bool AsksTheSame(ActivityNode old, ActivityNode now, string kind) =>
        old.Type == now.Type
        && (kind != BookmarkKinds.Task || old.DisplayText == now.DisplayText)
        && now.Activity.Descriptor.Inputs.All(input =>
            IsSame(old.Inputs.GetValueOrDefault(input.Name), now.Inputs.GetValueOrDefault(input.Name)));

    private static bool IsSame(Expression? one, Expression? other) => (one, other) switch
    {
        (Expression.Literal a, Expression.Literal b) => JsonNode.DeepEquals(a.Value, b.Value),
        _ => Equals(one, other),
    };

    private static bool IsSame(Wait one, Wait other) => (one, other) switch
    {
        (Wait.ForTask a, Wait.ForTask b) => a.Name == b.Name && TaskFields.Differing(a.Request, b.Request).IsEmpty,
        _ => one == other,
    };

    private static string NameOf(Wait wait) => wait switch
    {
        Wait.ForTask task => task.Name ?? task.Request.Kind,
        Wait.Until until => until.Purpose,
        Wait.UntilDay day => day.Purpose,
        Wait.ForEvent @event => @event.EventName,
        Wait.ForHttp http => http.Route.Path,
        _ => throw new ArgumentOutOfRangeException(nameof(wait), wait, "This kind of wait is never renewed."),
    };

    private static InstanceState Remembering(InstanceState state, Bookmark bookmark, JsonObject? memory) => state with
    {
        Frames = [.. state.Frames.Select(frame => Ids.Activity(state.Id, frame.Number) == bookmark.ActivityInstanceId ? frame with { Memory = memory } : frame)],
    };

    /// <summary>Tells of decisions that led somewhere and lead nowhere now.</summary>
    private void Lines(MovedWait wait, ActivityNode old, ActivityNode now, InstanceState after)
    {
        if (wait.Before.Kind != BookmarkKinds.Task || now.Activity is not LeafActivity activity || now.Parent?.Connections is not { } lines)
        {
            return;
        }

        var memory = after.Frames.FirstOrDefault(frame => Ids.Activity(after.Id, frame.Number) == wait.After.ActivityInstanceId)?.Memory;
        foreach (var outcome in activity.TaskOutcomes(memory) ?? [])
        {
            var led = old.Parent?.Connections?.All.Any(line => line.Source == old && line.SourcePort == outcome) == true;
            if (led && !lines.All.Any(line => line.Source == now && line.SourcePort == outcome))
            {
                Notes.Add(new(MigrationNoteKind.LeadsNowhere, now.Title, outcome));
            }
        }
    }

    private static ActivityNode? NodeOf(Definition definition, InstanceState state, Bookmark bookmark) =>
        state.Frames.FirstOrDefault(frame => Ids.Activity(state.Id, frame.Number) == bookmark.ActivityInstanceId) is { } frame
            ? definition.NodesByKey.GetValueOrDefault(frame.ActivityKey)
            : null;
}

/// <summary>What a waiting activity would wait for if it began to wait now.</summary>
internal sealed record WaitAgain(ImmutableArray<Wait> Waits, JsonObject? Memory)
{
    /// <summary>The wait that makes a bookmark of this kind; null when there is none.</summary>
    public Wait? Of(string kind) => Waits.FirstOrDefault(wait => kind == wait switch
    {
        Wait.ForTask => BookmarkKinds.Task,
        Wait.Until or Wait.UntilDay => BookmarkKinds.Timer,
        Wait.ForEvent => BookmarkKinds.Event,
        Wait.ForHttp => BookmarkKinds.Http,
        Wait.ForAnswer => BookmarkKinds.Answer,
        _ => BookmarkKinds.Child,
    });
}
