using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Rectification;

/// <summary>Decides on an extension or on conversion to long-term (审批延期): the last or the only level.</summary>
public sealed class DecideExtension : TaskActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Rectify.DecideExtension", Category, "审批延期", "审批延期申请或转为长期坚持的申请。")
    {
        Inputs =
        [
            KindInput,
            .. TaskInputs("role:UnitLeader", """["ImplementItem","EndorseExtension"]""", """["Refused"]"""),
        ],
        Outputs = DecisionOutputs,
        Outcomes = ["Granted", "Refused"],
    };

    internal static InputDescriptor KindInput => new("Kind", ValueType.Text, "申请种类", "Extension:延期;Conversion:转为长期坚持。")
    {
        Default = "Extension",
        UiHint = "dropdown",
        Options = ["Extension", "Conversion"],
    };

    public override void Execute(ActivityTurn turn) =>
        Ask(turn, Descriptor.Outcomes, new() { ["kind"] = Kind(turn) });

    private protected override void Decided(ActivityTurn turn, Resumption resumption)
    {
        Move(turn, (resumption.Outcome == "Granted" ? "Grant" : "Refuse") + Kind(turn), resumption);
        base.Decided(turn, resumption);
    }

    internal static string Kind(ActivityTurn turn) => turn.Filled("Kind") == "Conversion" ? "Conversion" : "Extension";
}
