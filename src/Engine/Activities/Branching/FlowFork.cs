using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Branching;

/// <summary>Leaves by all its branches at once (分叉).</summary>
internal sealed class FlowFork : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.FlowFork", "Branching", "分叉", "同时走多条分支。")
    {
        Inputs = [new("Branches", ValueType.TextList, "分支", "每个分支一个出口,同时执行。") { UiHint = "dynamic-outcomes" }],
        HasDynamicOutcomes = true,
    };

    public override void Execute(ActivityTurn turn)
    {
        if (turn.Input("Branches") is null)
        {
            turn.Complete("Done");
        }
        else
        {
            turn.CompleteWith(turn.Texts("Branches"));
        }
    }
}
