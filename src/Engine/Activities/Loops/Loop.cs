using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Engine.Activities.Loops;

/// <summary>What all loops share: a body, and a Break inside it ends them.</summary>
internal abstract class Loop : ContainerActivity
{
    internal sealed override BreakEffect OnBreak => BreakEffect.Stops;

    internal override void ChildCompleted(Burst burst, LiveFrame frame, LiveFrame child, Outcomes outcomes)
    {
        if (frame.Breaking)
        {
            burst.Complete(frame);
        }
        else
        {
            Iterate(burst, frame);
        }
    }

    private protected abstract void Iterate(Burst burst, LiveFrame frame);
}
