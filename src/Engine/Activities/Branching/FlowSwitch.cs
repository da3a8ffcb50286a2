using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Engine.Activities.Branching;

/// <summary>Leaves by the labels of the cases that hold, or by Default (多路判断).</summary>
internal sealed class FlowSwitch : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.FlowSwitch", "Branching", "多路判断", "按各分支的条件决定走哪些线。")
    {
        Inputs = [Switches.Inputs[0] with { UiHint = "flow-switch-editor" }, Switches.Inputs[1]],
        Outcomes = ["Default"],
        HasDynamicOutcomes = true,
    };

    internal override void Execute(Burst burst, LiveFrame frame)
    {
        var matching = Switches.Matching(burst, frame);
        burst.Complete(frame, new Outcomes(matching.IsEmpty ? ["Default"] : [.. matching.Select(c => c.Label)]));
    }

    internal override void ChildCompleted(Burst burst, LiveFrame frame, LiveFrame child, Outcomes outcomes)
    {
    }
}
