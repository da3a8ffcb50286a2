using Rectify.Workflow.Engine.Definitions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Primitives;

/// <summary>Sets a variable (设置变量).</summary>
internal sealed class SetVariable : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.SetVariable", "Primitives", "设置变量", "给变量赋值。")
    {
        Inputs =
        [
            new("Variable", ValueType.Any, "变量", "要赋值的变量。") { IsWrapped = false, UiHint = "variable-picker" },
            new("Value", ValueType.Any, "值", "变量的新值。"),
        ],
    };

    public override void Execute(ActivityTurn turn) =>
        turn.Demand(new InstanceChange.SetVariable(turn.Node.VariableReferences.GetValueOrDefault("Variable"), turn.Input("Value")));
}
