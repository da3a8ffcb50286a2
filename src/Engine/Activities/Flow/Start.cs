namespace Rectify.Workflow.Engine.Activities.Flow;

/// <summary>Where a flowchart begins (开始).</summary>
internal sealed class Start : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Start", "Flow", "开始", "标记流程图的起点。");

    public override void Execute(ActivityTurn turn)
    {
    }
}
