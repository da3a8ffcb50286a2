using Rectify.Workflow.Engine.Execution;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Primitives;

/// <summary>Sets an output of the workflow (设置输出).</summary>
internal sealed class SetOutput : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.SetOutput", "Composition", "设置输出", "给工作流的输出赋值。")
    {
        Inputs =
        [
            new("OutputName", ValueType.Text, "输出", "要赋值的流程输出。") { UiHint = "output-picker" },
            new("OutputValue", ValueType.Any, "值", "输出的值。"),
        ],
    };

    public override void Execute(ActivityTurn turn) => turn.Demand(new InstanceChange.SetOutput(
        turn.Filled("OutputName") ?? throw new ActivityFaultException("SetOutput needs the name of an output."), turn.Input("OutputValue")));
}
