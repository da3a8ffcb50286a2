using Rectify.Workflow.Engine.Execution;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Primitives;

/// <summary>Names the instance (设置名称).</summary>
internal sealed class SetName : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.SetName", "Primitives", "设置名称", "给流程实例命名。")
    {
        Inputs = [new("Value", ValueType.Text, "名称", "流程实例在列表中显示的名称。")],
    };

    public override void Execute(ActivityTurn turn) => turn.Demand(new InstanceChange.SetName(turn.Text("Value")));
}
