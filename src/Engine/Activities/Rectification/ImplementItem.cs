namespace Rectify.Workflow.Engine.Activities.Rectification;

/// <summary>The responsible official carries out the measures, or asks for more time (落实整改).</summary>
public sealed class ImplementItem : TaskActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Rectify.ImplementItem", Category, "落实整改", "责任人落实措施、上传佐证并提交;也可申请延期或转为长期坚持。")
    {
        Inputs = TaskInputs("role:ResponsibleOfficial"),
        Outputs = DecisionOutputs,
        Outcomes = ["Submitted", "ExtensionRequested", "ConversionRequested"],
    };

    private protected override void Decided(ActivityTurn turn, Resumption resumption)
    {
        Move(turn, resumption.Outcome switch
        {
            "ExtensionRequested" => "RequestExtension",
            "ConversionRequested" => "RequestConversion",
            _ => "Submit",
        }, resumption);
        base.Decided(turn, resumption);
    }
}
