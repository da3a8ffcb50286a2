using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Waiting;

/// <summary>Waits for a span of time (延时).</summary>
internal sealed class Delay : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Delay", "Scheduling", "延时", "等待一段时间后继续。")
    {
        Inputs = [new("TimeSpan", ValueType.Duration, "时长", "如 1.00:00:00(一天)。") { Default = "00:01:00" }],
    };

    public override bool WaitCountsFromBeginning => true;

    public override void Execute(ActivityTurn turn)
    {
        try
        {
            turn.Wait(new Wait.Until(turn.Now + (Values.ToDuration(turn.Input("TimeSpan")) ?? TimeSpan.Zero), Type));
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new ActivityFaultException("The delay ends beyond the calendar. Give a shorter time span.");
        }
    }
}
