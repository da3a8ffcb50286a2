namespace Rectify.Workflow.Engine.Activities.Flow;

/// <summary>Ends the whole instance at once (完结).</summary>
internal sealed class Finish : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Finish", "Primitives", "完结", "把工作流标记为已完成。") { IsTerminal = true };

    public override void Execute(ActivityTurn turn) => turn.Demand(new InstanceChange.Finish());
}
