using Rectify.Workflow.Engine.Execution;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Primitives;

/// <summary>Makes the workflow fault (报错).</summary>
internal sealed class Fault : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Fault", "Primitives", "报错", "使工作流出错并留下事件记录。")
    {
        Inputs =
        [
            new("Code", ValueType.Text, "代码", "错误代码,供查找。"),
            new("Category", ValueType.Text, "类别", "错误的类别。"),
            new("FaultType", ValueType.Text, "类型", "错误的类型。"),
            new("Message", ValueType.Text, "说明", "管理员看到的说明。"),
        ],
    };

    public override void Execute(ActivityTurn turn) => throw new ActivityFaultException(turn.Filled("Message")
        ?? $"{turn.Filled("FaultType") ?? "System"} fault {turn.Filled("Code") ?? "0"} ({turn.Filled("Category") ?? "General"}).");
}
