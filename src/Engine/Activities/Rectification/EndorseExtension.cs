using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Rectification;

/// <summary>The first of two levels that answer an application (初审申请): an endorsement only passes it on, a refusal ends it.</summary>
public sealed class EndorseExtension : TaskActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Rectify.EndorseExtension", Category, "初审申请", "责任领导初审延期申请或转为长期坚持的申请;同意的报上级审批。")
    {
        Inputs =
        [
            DecideExtension.KindInput,
            .. TaskInputs("role:UnitLeader", """["ImplementItem"]""", """["Refused"]"""),
        ],
        Outputs = DecisionOutputs,
        Outcomes = ["Endorsed", "Refused"],
    };

    public override void Execute(ActivityTurn turn) =>
        Ask(turn, Descriptor.Outcomes, new() { ["kind"] = DecideExtension.Kind(turn) });

    private protected override void Decided(ActivityTurn turn, Resumption resumption)
    {
        if (resumption.Outcome == "Refused")
        {
            Move(turn, "Refuse" + DecideExtension.Kind(turn), resumption);
        }

        base.Decided(turn, resumption);
    }
}
