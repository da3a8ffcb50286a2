namespace Rectify.Workflow.Engine.Activities.Flow;

/// <summary>Where a flowchart begins (开始).</summary>
internal sealed class Start : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Start", "Flow", "开始", "标记流程图的起点。");

    public override void Execute(ActivityTurn turn)
    {
    }
}

/// <summary>Where a flowchart ends (结束).</summary>
internal sealed class End : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.End", "Flow", "结束", "标记流程图的终点。") { IsTerminal = true };

    public override void Execute(ActivityTurn turn)
    {
    }
}

/// <summary>Ends the whole instance at once (完结).</summary>
internal sealed class Finish : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Finish", "Primitives", "完结", "把工作流标记为已完成。") { IsTerminal = true };

    public override void Execute(ActivityTurn turn) => turn.Demand(new InstanceChange.Finish());
}
