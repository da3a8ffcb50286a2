using Rectify.Workflow.Engine.Activities.Composition;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Engine.Activities.Flow;

/// <summary>The workflow itself: runs its root and ends with it.</summary>
internal sealed class WorkflowRoot : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Workflow", "Workflows", "工作流", "执行根活动。")
    {
        EmbeddedPorts = ["Root"],
        IsBrowsable = false,
    };

    internal override void Execute(Burst burst, LiveFrame frame)
    {
        if (frame.Parent is { } user)
        {
            WorkflowActivity.HandOverInputs(burst, user, frame);
        }

        burst.Schedule(frame, frame.Node.Ports["Root"]);
    }

    internal override void ChildCompleted(Burst burst, LiveFrame frame, LiveFrame child, Outcomes outcomes) => burst.Complete(frame, frame.Demanded);
}
