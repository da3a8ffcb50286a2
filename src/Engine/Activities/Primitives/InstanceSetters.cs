using Rectify.Workflow.Engine.Execution;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Primitives;

/// <summary>Names the instance (设置名称).</summary>
internal sealed class SetName : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.SetName", "Primitives", "设置名称", "给流程实例命名。")
    {
        Inputs = [new("Value", ValueType.Text, "名称")],
    };

    public override void Execute(ActivityTurn turn) => turn.Demand(new InstanceChange.SetName(turn.Text("Value")));
}

/// <summary>Sets the instance's correlation id (关联).</summary>
internal sealed class Correlate : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Correlate", "Primitives", "关联", "设置流程实例的关联标识。")
    {
        Inputs = [new("CorrelationId", ValueType.Text, "关联标识")],
    };

    public override void Execute(ActivityTurn turn) => turn.Demand(new InstanceChange.SetCorrelation(turn.Text("CorrelationId")));
}

/// <summary>Sets an output of the workflow (设置输出).</summary>
internal sealed class SetOutput : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.SetOutput", "Composition", "设置输出", "给工作流的输出赋值。")
    {
        Inputs =
        [
            new("OutputName", ValueType.Text, "输出") { UiHint = "output-picker" },
            new("OutputValue", ValueType.Any, "值"),
        ],
    };

    public override void Execute(ActivityTurn turn) => turn.Demand(new InstanceChange.SetOutput(
        turn.Filled("OutputName") ?? throw new ActivityFaultException("SetOutput needs the name of an output."), turn.Input("OutputValue")));
}

/// <summary>Ends the workflow with outcomes (完成).</summary>
internal sealed class Complete : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Complete", "Composition", "完成", "以给定的结果结束所在的工作流。")
    {
        Inputs = [new("Outcomes", ValueType.Any, "结果") { UiHint = "outcome-picker", DefaultSyntax = "Object" }],
        IsTerminal = true,
    };

    public override void Execute(ActivityTurn turn)
    {
        var outcomes = turn.Texts("Outcomes");
        turn.Demand(new InstanceChange.CompleteWorkflow(turn.Input("Outcomes") is null ? ["Done"] : outcomes));
    }
}
