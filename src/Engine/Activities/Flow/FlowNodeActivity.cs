using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Engine.Activities.Flow;

/// <summary>A container of one activity (容器).</summary>
internal sealed class FlowNodeActivity : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.FlowNode", "Flow", "容器", "执行其中的活动。")
    {
        EmbeddedPorts = ["Body"],
    };

    internal override void Execute(Burst burst, LiveFrame frame)
    {
        if (frame.Node.Ports.TryGetValue("Body", out var body))
        {
            burst.Schedule(frame, body);
        }
        else
        {
            burst.Complete(frame);
        }
    }

    internal override void ChildCompleted(Burst burst, LiveFrame frame, LiveFrame child, Outcomes outcomes) => burst.Complete(frame);
}
