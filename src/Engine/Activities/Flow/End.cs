namespace Rectify.Workflow.Engine.Activities.Flow;

/// <summary>Where a flowchart ends (结束).</summary>
internal sealed class End : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.End", "Flow", "结束", "标记流程图的终点。") { IsTerminal = true };

    public override void Execute(ActivityTurn turn)
    {
    }
}
