using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Rectification;

/// <summary>Waits until a day, moved by working days (等待至).</summary>
public sealed class WaitUntil : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Rectify.WaitUntil", "整改", "等待至", "等到某一天,可按工作日提前或推后。")
    {
        Inputs =
        [
            new("Date", ValueType.Day, "日期", "如 2023-12-31。"),
            new("WorkingDays", ValueType.Whole, "工作日", "正数为其后、负数为其前的工作日数。") { Default = 0 },
            new("Months", ValueType.Whole, "月", "先加的日历月数。") { Default = 0 },
        ],
    };

    public override void Execute(ActivityTurn turn)
    {
        var day = Values.ToDay(turn.Input("Date"))
            ?? throw new ActivityFaultException("WaitUntil has no date to wait for. Fill in the input Date, such as 2023-12-31.");
        turn.Wait(new Wait.UntilDay(day, (int)(Values.ToInteger(turn.Input("Months")) ?? 0),
            (int)(Values.ToInteger(turn.Input("WorkingDays")) ?? 0), Descriptor.ShortName));
    }
}
