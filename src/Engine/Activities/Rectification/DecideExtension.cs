using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Rectification;

/// <summary>The unit's leader decides on an extension or on conversion to long-term (审批延期).</summary>
public sealed class DecideExtension : TaskActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Rectify.DecideExtension", Category, "审批延期", "责任领导审批延期申请或转为长期坚持的申请。")
    {
        Inputs =
        [
            new("Kind", ValueType.Text, "申请种类", "Extension:延期;Conversion:转为长期坚持。")
            {
                Default = "Extension",
                UiHint = "dropdown",
                Options = ["Extension", "Conversion"],
            },
            .. TaskInputs("role:UnitLeader", """["ImplementItem"]""", """["Refused"]"""),
        ],
        Outputs = DecisionOutputs,
        Outcomes = ["Granted", "Refused"],
    };

    public override void Execute(ActivityTurn turn) =>
        Ask(turn, Descriptor.Outcomes, new() { ["kind"] = Kind(turn) });

    private protected override void Decided(ActivityTurn turn, Resumption resumption)
    {
        Move(turn, (resumption.Outcome == "Granted" ? "Grant" : "Refuse") + Kind(turn), resumption);
        base.Decided(turn, resumption);
    }

    private static string Kind(ActivityTurn turn) => turn.Filled("Kind") == "Conversion" ? "Conversion" : "Extension";
}
