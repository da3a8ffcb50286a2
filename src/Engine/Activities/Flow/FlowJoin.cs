using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Flow;

/// <summary>How a join waits for the lines into it, numbered as Elsa does.</summary>
internal enum JoinMode { WaitAll, WaitAllActive, WaitAny }

/// <summary>Merges branches into one (汇合). The flowchart decides when it begins.</summary>
internal sealed class FlowJoin : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.FlowJoin", "Branching", "汇合", "把多条分支合并为一条。")
    {
        Inputs =
        [
            new("Mode", ValueType.Text, "方式", "WaitAny:任一分支到达即继续;WaitAll:全部分支;WaitAllActive:全部被激活的分支。")
            {
                Default = "WaitAny",
                UiHint = "dropdown",
                Options = ["WaitAny", "WaitAll", "WaitAllActive"],
            },
        ],
    };

    public override void Execute(ActivityTurn turn) => turn.Demand(new InstanceChange.CancelInbound());

    internal static JoinMode Mode(JsonNode? value)
    {
        var text = Values.ToText(value).Trim();
        return text.Length == 0 ? JoinMode.WaitAny
            : Enum.TryParse<JoinMode>(text, ignoreCase: true, out var mode) && Enum.IsDefined(mode) ? mode
            : throw new ActivityFaultException($"A join knows no mode '{text}'. It takes WaitAny, WaitAll or WaitAllActive.");
    }
}
