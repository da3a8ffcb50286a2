using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Waiting;

/// <summary>Starts the workflow again and again, or waits once inside it (定时器).</summary>
internal sealed class Timer : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Timer", "Scheduling", "定时器", "每隔一段时间触发;在流程中间则等待一次。")
    {
        Kind = "Trigger",
        Inputs = [new("Interval", ValueType.Duration, "间隔", "如 01:00:00(一小时)。") { Default = "00:01:00" }],
    };

    public override bool WaitCountsFromBeginning => true;

    public override void Execute(ActivityTurn turn)
    {
        if (turn.IsTrigger)
        {
            return;
        }

        try
        {
            turn.Wait(new Wait.Until(turn.Now + (Values.ToDuration(turn.Input("Interval")) ?? TimeSpan.Zero), Type));
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new ActivityFaultException("The interval ends beyond the calendar. Give a shorter time span.");
        }
    }
}
