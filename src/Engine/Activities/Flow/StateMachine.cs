using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.Engine.Activities.Flow;

/// <summary>
/// Named states and the transitions between them (状态机). In a state the triggers of its transitions wait side by side;
/// the first whose condition holds wins: the others are cancelled, its action runs, the state's exit, the next state's entry.
/// </summary>
internal sealed class StateMachine : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } =
        new("Elsa.StateMachine", "Flow", "状态机", "由状态和触发的转移组成的流程。");

    internal override void Execute(Burst burst, LiveFrame frame) => Enter(burst, frame, Parts(frame).Initial);

    internal override void ChildCompleted(Burst burst, LiveFrame frame, LiveFrame child, Outcomes outcomes)
    {
        var parts = Parts(frame);
        var current = parts.State(State(frame));
        if (current?.Entry == child.Node)
        {
            WaitForTriggers(burst, frame, parts);
        }
        else if (parts.From(current?.Name).FirstOrDefault(t => t.Trigger == child.Node) is { } triggered)
        {
            Triggered(burst, frame, parts, triggered);
        }
        else if (parts.From(current?.Name).FirstOrDefault(t => t.Action == child.Node) is { } acted)
        {
            Leave(burst, frame, parts, acted);
        }
        else if (current?.Exit == child.Node && Taken(frame, parts) is { } taken)
        {
            Enter(burst, frame, taken.To);
        }
    }

    private static void Enter(Burst burst, LiveFrame frame, string? state)
    {
        var parts = Parts(frame);
        frame.Memory = new JsonObject { ["state"] = state };
        if (parts.State(state) is not { } entered)
        {
            burst.Complete(frame);
        }
        else if (entered.Entry is { } entry)
        {
            burst.Schedule(frame, entry);
        }
        else
        {
            WaitForTriggers(burst, frame, parts);
        }
    }

    private static void WaitForTriggers(Burst burst, LiveFrame frame, StateMachineParts parts)
    {
        var triggers = parts.From(State(frame)).Where(t => parts.State(t.To) is not null).Select(t => t.Trigger).OfType<ActivityNode>().ToArray();
        foreach (var trigger in triggers)
        {
            burst.Schedule(frame, trigger);
        }

        if (triggers.Length == 0)
        {
            burst.Complete(frame);
        }
    }

    private static void Triggered(Burst burst, LiveFrame frame, StateMachineParts parts, MachineTransition transition)
    {
        if (Taken(frame, parts) is not null || parts.State(transition.To) is null || transition.Trigger is not { } trigger)
        {
            return;
        }

        if (transition.Condition is { } condition && !Values.ToBoolean(burst.Evaluate(frame, condition)))
        {
            burst.Schedule(frame, trigger);
            return;
        }

        var others = parts.From(transition.From).Where(t => t != transition).Select(t => t.Trigger).OfType<ActivityNode>().ToHashSet();
        foreach (var other in frame.Children.Where(child => others.Contains(child.Node)).ToArray())
        {
            burst.Cancel(other, childrenFirst: true);
        }

        burst.Unschedule(frame, others);
        frame.Memory = new JsonObject { ["state"] = transition.From, ["transition"] = parts.Transitions.IndexOf(transition) };
        if (transition.Action is { } action)
        {
            burst.Schedule(frame, action);
        }
        else
        {
            Leave(burst, frame, parts, transition);
        }
    }

    private static void Leave(Burst burst, LiveFrame frame, StateMachineParts parts, MachineTransition transition)
    {
        if (parts.State(transition.From)?.Exit is { } exit)
        {
            burst.Schedule(frame, exit);
        }
        else
        {
            Enter(burst, frame, transition.To);
        }
    }

    private static MachineTransition? Taken(LiveFrame frame, StateMachineParts parts) =>
        Values.ToInteger(frame.Memory?["transition"]) is { } index ? parts.Transitions[(int)index] : null;

    private static string? State(LiveFrame frame) => frame.Memory?["state"] is { } state ? Values.ToText(state) : null;

    private static StateMachineParts Parts(LiveFrame frame) =>
        frame.Node.Machine ?? throw new InvalidOperationException($"{frame.Node} was read without its states.");
}
