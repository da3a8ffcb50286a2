using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Branching;

/// <summary>Leaves by True or False (判断).</summary>
internal sealed class FlowDecision : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.FlowDecision", "Branching", "判断", "按条件决定走哪条线。")
    {
        Inputs = [new("Condition", ValueType.Boolean, "条件", "成立走“是”,不成立走“否”。") { Default = false }],
        Outcomes = ["True", "False"],
    };

    public override void Execute(ActivityTurn turn) => turn.Complete(Values.ToBoolean(turn.Input("Condition")) ? "True" : "False");
}
