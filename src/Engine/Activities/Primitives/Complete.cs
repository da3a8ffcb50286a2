using Rectify.Workflow.Engine.Execution;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Primitives;

/// <summary>Ends the workflow with outcomes (完成).</summary>
internal sealed class Complete : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Complete", "Composition", "完成", "以给定的结果结束所在的工作流。")
    {
        Inputs = [new("Outcomes", ValueType.Any, "结果", "流程以这些结果结束;作为活动使用时按结果走线。") { UiHint = "outcome-picker", DefaultSyntax = "Object" }],
        IsTerminal = true,
    };

    public override void Execute(ActivityTurn turn)
    {
        var outcomes = turn.Texts("Outcomes");
        turn.Demand(new InstanceChange.CompleteWorkflow(turn.Input("Outcomes") is null ? ["Done"] : outcomes));
    }
}
