using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Engine.Activities;

/// <summary>The implementation of one activity type; holds no state of an instance.</summary>
public abstract class Activity
{
    /// <summary>What the designer and the reader need to know about the type.</summary>
    public abstract ActivityDescriptor Descriptor { get; }

    public string Type => Descriptor.Type;
}

/// <summary>
/// An activity without children. It never touches the interpreter: it sees evaluated inputs and answers on its
/// <see cref="ActivityTurn"/> with effects, waits, outputs and outcomes.
/// </summary>
public abstract class LeafActivity : Activity
{
    /// <summary>Runs the activity. It completes by itself when it neither waits nor names outcomes.</summary>
    public abstract void Execute(ActivityTurn turn);

    /// <summary>Goes on after a wait ended.</summary>
    public virtual void Resume(ActivityTurn turn, Resumption resumption) => turn.Complete();

    /// <summary>The decisions a person may take on the open task; null when anything goes.</summary>
    /// <param name="memory">The activity's own state, as it left it when it opened the task.</param>
    public virtual ImmutableArray<string>? TaskOutcomes(JsonObject? memory) => null;

    /// <summary>
    /// Says anew what it waits for, because its inputs may read otherwise in another version. Only the wait counts; what else
    /// the turn answers is not carried out.
    /// </summary>
    /// <param name="turn">Its turn, with its memory as it is.</param>
    /// <param name="kind">The kind of the bookmark it waits at.</param>
    public virtual void WaitAgain(ActivityTurn turn, string kind) => Execute(turn);

    /// <summary>True when it waits for a span of time, counted from when it began to wait.</summary>
    public virtual bool WaitCountsFromBeginning => false;
}

/// <summary>An activity that schedules others; only the engine brings such activities.</summary>
public abstract class ContainerActivity : Activity
{
    private protected ContainerActivity() { }

    internal abstract void Execute(Burst burst, LiveFrame frame);

    /// <summary>Goes on after a wait of its own ended.</summary>
    internal virtual void Resume(Burst burst, LiveFrame frame, Resumption resumption) => burst.Complete(frame);

    internal abstract void ChildCompleted(Burst burst, LiveFrame frame, LiveFrame child, Outcomes outcomes);

    /// <summary>What a Break inside does to this container.</summary>
    internal virtual BreakEffect OnBreak => BreakEffect.None;
}

/// <summary>How a container takes a Break that happened inside it.</summary>
internal enum BreakEffect
{
    /// <summary>It does not notice.</summary>
    None,

    /// <summary>It ends early and lets the signal pass on.</summary>
    Passes,

    /// <summary>It is the loop that was meant.</summary>
    Stops,
}

/// <summary>Why a wait ended.</summary>
/// <param name="Kind">The bookmark's kind.</param>
/// <param name="Name">The bookmark's name.</param>
/// <param name="Payload">What the host hands in.</param>
public sealed record Resumption(string Kind, string Name, JsonObject? Payload)
{
    /// <summary>The decision taken, when a person took one.</summary>
    public string? Outcome => Payload?["outcome"] is JsonValue value && value.TryGetValue<string>(out var outcome) ? outcome : null;
}

/// <summary>The ports an activity leaves by; Plain is Elsa's unnamed completion, which also follows "Done".</summary>
public sealed record Outcomes(ImmutableArray<string> Names, bool IsPlain = false)
{
    public static readonly Outcomes Plain = new(["Done"], IsPlain: true);
    public static readonly Outcomes None = new([]);

    /// <summary>True when a line drawn from this port is followed.</summary>
    internal bool Follow(string? port) => port is null ? IsPlain : Names.Contains(port);
}
