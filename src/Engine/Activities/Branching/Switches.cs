using System.Collections.Immutable;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Branching;

/// <summary>What both switches share: their inputs and which cases hold.</summary>
internal static class Switches
{
    public static readonly ImmutableArray<InputDescriptor> Inputs =
    [
        new("Cases", ValueType.Any, "分支", "每个分支的名称和条件。") { IsWrapped = false, UiHint = "switch-editor" },
        new("Mode", ValueType.Text, "方式", "MatchFirst:第一个成立的;MatchAny:全部成立的。")
        {
            Default = "MatchFirst",
            UiHint = "dropdown",
            Options = ["MatchFirst", "MatchAny"],
        },
    ];

    /// <summary>The cases that hold and are to be followed. All conditions are evaluated, as in Elsa.</summary>
    public static ImmutableArray<SwitchCase> Matching(Burst burst, LiveFrame frame)
    {
        ImmutableArray<SwitchCase> holding = [.. frame.Node.Cases.Where(c => Values.ToBoolean(burst.Evaluate(frame, c.Condition)))];
        var all = Values.ToText(burst.Input(frame, "Mode")).Trim() is "MatchAny" or "MatchAll" or "1";
        return all || holding.Length <= 1 ? holding : [holding[0]];
    }
}
