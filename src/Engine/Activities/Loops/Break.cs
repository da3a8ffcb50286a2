namespace Rectify.Workflow.Engine.Activities.Loops;

/// <summary>Ends the loop around it (跳出循环).</summary>
internal sealed class Break : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Break", "Looping", "跳出循环", "结束所在的循环。") { IsTerminal = true };

    public override void Execute(ActivityTurn turn) => turn.Demand(new InstanceChange.Break());
}
