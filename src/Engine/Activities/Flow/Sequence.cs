using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Engine.Activities.Flow;

/// <summary>Activities one after the other (顺序).</summary>
internal sealed class Sequence : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Sequence", "Workflows", "顺序", "依次执行一组活动。")
    {
        IsContainer = true,
        IsBrowsable = false,
    };

    internal override BreakEffect OnBreak => BreakEffect.Passes;

    internal override void Execute(Burst burst, LiveFrame frame) => Next(burst, frame);

    internal override void ChildCompleted(Burst burst, LiveFrame frame, LiveFrame child, Outcomes outcomes)
    {
        if (frame.Breaking || child.Node.Activity.Descriptor.IsTerminal)
        {
            burst.Complete(frame);
        }
        else
        {
            Next(burst, frame);
        }
    }

    private static void Next(Burst burst, LiveFrame frame)
    {
        if (frame.Step >= frame.Node.Children.Length)
        {
            burst.Complete(frame);
        }
        else
        {
            burst.Schedule(frame, frame.Node.Children[(int)frame.Step++]);
        }
    }
}
