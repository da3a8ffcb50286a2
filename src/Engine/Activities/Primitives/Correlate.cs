using Rectify.Workflow.Engine.Execution;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Primitives;

/// <summary>Sets the instance's correlation id (关联).</summary>
internal sealed class Correlate : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Correlate", "Primitives", "关联", "设置流程实例的关联标识。")
    {
        Inputs = [new("CorrelationId", ValueType.Text, "关联标识", "给流程实例一个关联标识,如业务编号。")],
    };

    public override void Execute(ActivityTurn turn) => turn.Demand(new InstanceChange.SetCorrelation(turn.Text("CorrelationId")));
}
