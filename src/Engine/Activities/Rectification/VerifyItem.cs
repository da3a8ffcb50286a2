namespace Rectify.Workflow.Engine.Activities.Rectification;

/// <summary>The inspection office checks the evidence and passes the item or returns it (核查).</summary>
public sealed class VerifyItem : TaskActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Rectify.VerifyItem", Category, "核查", "核查人逐项核对佐证,通过或退回。")
    {
        Inputs = TaskInputs("role:Verifier", """["ImplementItem"]""", """["Returned"]"""),
        Outputs = DecisionOutputs,
        Outcomes = ["Passed", "Returned"],
    };

    private protected override void Decided(ActivityTurn turn, Resumption resumption)
    {
        Move(turn, resumption.Outcome == "Passed" ? "Pass" : "Return", resumption);
        base.Decided(turn, resumption);
    }
}
