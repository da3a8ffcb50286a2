namespace Rectify.Workflow.Engine.Activities.Rectification;

/// <summary>The supervisor approves that the item is closed, or that its stage result stands (审批销号).</summary>
public sealed class ApproveClosure : TaskActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Rectify.ApproveClosure", Category, "审批销号", "审批人同意或不同意销号;长期坚持的任务转入回头看。")
    {
        Inputs = TaskInputs("role:Supervisor", """["ImplementItem","VerifyItem"]""", """["Refused"]"""),
        Outputs = DecisionOutputs,
        Outcomes = ["Approved", "Refused"],
    };

    private protected override void Decided(ActivityTurn turn, Resumption resumption)
    {
        var longTerm = turn.Fact("Item", "timeLimit")?.ToString() == "LongTerm";
        Move(turn, resumption.Outcome != "Approved" ? "Refuse" : longTerm ? "ApproveStage" : "Approve", resumption);
        base.Decided(turn, resumption);
    }
}
