using System.Collections.Immutable;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Engine.Activities.Branching;

/// <summary>Runs the activities of the cases that hold (选择).</summary>
internal sealed class Switch : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Switch", "Branching", "选择", "执行条件成立的分支中的活动。")
    {
        Inputs = Switches.Inputs,
        EmbeddedPorts = ["Default"],
        HasDynamicOutcomes = true,
    };

    internal override void Execute(Burst burst, LiveFrame frame)
    {
        var matching = Switches.Matching(burst, frame);
        ImmutableArray<ActivityNode> next = matching.IsEmpty && frame.Node.Ports.TryGetValue("Default", out var fallback)
            ? [fallback]
            : [.. matching.Select(c => c.Activity).OfType<ActivityNode>()];
        frame.Step = next.Length;
        if (next.IsEmpty)
        {
            burst.Complete(frame);
        }

        foreach (var activity in next)
        {
            burst.Schedule(frame, activity);
        }
    }

    internal override void ChildCompleted(Burst burst, LiveFrame frame, LiveFrame child, Outcomes outcomes)
    {
        if (--frame.Step == 0)
        {
            burst.Complete(frame);
        }
    }
}
