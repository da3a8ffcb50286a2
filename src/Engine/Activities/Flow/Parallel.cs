using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Engine.Activities.Flow;

/// <summary>Activities side by side; ends when all have ended (并行).</summary>
internal sealed class Parallel : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Parallel", "Workflows", "并行", "并行执行一组活动。")
    {
        IsContainer = true,
        IsBrowsable = false,
    };

    internal override void Execute(Burst burst, LiveFrame frame)
    {
        frame.Step = frame.Node.Children.Length;
        if (frame.Step == 0)
        {
            burst.Complete(frame);
        }

        foreach (var child in frame.Node.Children)
        {
            burst.Schedule(frame, child);
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
