using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Engine.Activities.Rectification;

/// <summary>The unit's leader hands the item to a responsible official (分派).</summary>
public sealed class AssignItem : TaskActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Rectify.AssignItem", Category, "分派", "责任领导把整改任务交给责任人办理。")
    {
        Inputs = TaskInputs("role:UnitLeader"),
        Outputs = DecisionOutputs,
        Outcomes = ["Assigned"],
    };

    public override void Execute(ActivityTurn turn)
    {
        if (turn.Fact("Item", "status")?.ToString() == "Registered")
        {
            Move(turn, "Start");
        }

        base.Execute(turn);
    }

    private protected override void Decided(ActivityTurn turn, Resumption resumption)
    {
        Move(turn, "Assign", resumption);
        turn.Complete("Assigned");
    }
}
