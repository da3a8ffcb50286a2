using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Engine.Activities.Flow;

/// <summary>Activities and the lines between them (流程图).</summary>
internal sealed class Flowchart : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Flowchart", "Flow", "流程图", "由活动和连线组成的流程。")
    {
        IsContainer = true,
        IsBrowsable = false,
    };

    internal override void Execute(Burst burst, LiveFrame frame)
    {
        var connections = Lines(frame);
        frame.Flow = LiveFlow.For(connections);
        if (connections.StartFor(burst.TriggerActivityId) is { } start)
        {
            burst.Schedule(frame, start);
        }
        else
        {
            burst.Complete(frame);
        }
    }

    internal override void ChildCompleted(Burst burst, LiveFrame frame, LiveFrame child, Outcomes outcomes)
    {
        if (child.Node.Activity.Descriptor.IsTerminal)
        {
            frame.Flow?.Tokens.Clear();
            burst.Complete(frame);
        }
        else if (burst.TokenFlow)
        {
            new TokenWalk(burst, frame, Graph(burst, frame)).Leave(child, outcomes);
        }
        else if (!new CounterWalk(burst, frame, Graph(burst, frame)).Leave(child.Node, outcomes, child.ByBackwardLine))
        {
            CompleteWhenIdle(burst, frame);
        }
    }

    /// <summary>A cancelled activity counts as one that followed none of its lines.</summary>
    internal static void ChildCanceled(Burst burst, LiveFrame frame, LiveFrame child)
    {
        if (burst.TokenFlow)
        {
            Flow(frame).Tokens.RemoveAll(token => Touches(Lines(frame).All[token.Line], child.Node));
            CompleteWhenIdle(burst, frame);
            return;
        }

        CompleteWhenIdle(burst, frame);
        new CounterWalk(burst, frame, Graph(burst, frame)).Leave(child.Node, Outcomes.None, byBackwardLine: false);
    }

    internal static bool IsIdle(Burst burst, LiveFrame frame) =>
        frame.Children.TrueForAll(child => child.Status != FrameStatus.Running) && !burst.HasScheduledWork(frame);

    internal static LiveFlow Flow(LiveFrame frame) =>
        frame.Flow ?? throw new InvalidOperationException($"{frame.Node} runs without its counts.");

    private static void CompleteWhenIdle(Burst burst, LiveFrame frame)
    {
        if (IsIdle(burst, frame) && frame.Children.TrueForAll(child => child.Status != FrameStatus.Faulted))
        {
            burst.Complete(frame);
        }
    }

    private static bool Touches(Connection line, ActivityNode activity) => line.Source == activity || line.Target == activity;

    private static FlowConnections Lines(LiveFrame frame) =>
        frame.Node.Connections ?? throw new InvalidOperationException($"{frame.Node} was read without its lines.");

    private static FlowGraph Graph(Burst burst, LiveFrame frame)
    {
        var lines = Lines(frame);
        return lines.From(lines.StartFor(burst.TriggerActivityId) ?? lines.Activities[0]);
    }
}
