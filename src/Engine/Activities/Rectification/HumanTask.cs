using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Rectification;

/// <summary>Asks a person for any decision the designer likes (人工办理).</summary>
public sealed class HumanTask : TaskActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Rectify.HumanTask", Category, "人工办理", "由指定的人办理一项工作,按其选择的结果继续。")
    {
        Inputs =
        [
            new("Outcomes", ValueType.TextList, "结果", "办理人可选的结果,每个结果是一个出口。")
            {
                Default = new JsonArray("Done"),
                UiHint = "dynamic-outcomes",
                DefaultSyntax = "Object",
            },
            .. TaskInputs("role:Administrator"),
        ],
        Outputs = DecisionOutputs,
        HasDynamicOutcomes = true,
    };

    public override void Execute(ActivityTurn turn)
    {
        var outcomes = turn.Texts("Outcomes");
        outcomes = outcomes.IsEmpty ? ["Done"] : outcomes;

        // The person decides among what was offered when the task opened, whatever the expression says later.
        turn.Memory = new() { ["outcomes"] = new JsonArray([.. outcomes.Select(outcome => (JsonNode?)outcome)]) };
        Ask(turn, outcomes);
    }

    public override ImmutableArray<string>? TaskOutcomes(JsonObject? memory) =>
        [.. Values.ToArray(memory?["outcomes"]).Select(Values.ToText)];
}
