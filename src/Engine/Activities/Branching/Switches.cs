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
        new("Cases", ValueType.Any, "分支") { IsWrapped = false, UiHint = "switch-editor" },
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

/// <summary>Leaves by the labels of the cases that hold, or by Default (多路判断).</summary>
internal sealed class FlowSwitch : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.FlowSwitch", "Branching", "多路判断", "按各分支的条件决定走哪些线。")
    {
        Inputs = [Switches.Inputs[0] with { UiHint = "flow-switch-editor" }, Switches.Inputs[1]],
        Outcomes = ["Default"],
        HasDynamicOutcomes = true,
    };

    internal override void Execute(Burst burst, LiveFrame frame)
    {
        var matching = Switches.Matching(burst, frame);
        burst.Complete(frame, new Outcomes(matching.IsEmpty ? ["Default"] : [.. matching.Select(c => c.Label)]));
    }

    internal override void ChildCompleted(Burst burst, LiveFrame frame, LiveFrame child, Outcomes outcomes)
    {
    }
}

/// <summary>Runs the activities of the cases that hold (选择).</summary>
internal sealed class Switch : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Switch", "Branching", "选择", "执行条件成立的分支中的活动。")
    {
        Inputs = Switches.Inputs,
        EmbeddedPorts = ["Default"],
        HasDynamicOutcomes = true,
    };

    internal override void Execute(Burst burst, LiveFrame frame)
    {
        var matching = Switches.Matching(burst, frame);
        ImmutableArray<ActivityNode> next = matching.IsEmpty && frame.Node.Ports.TryGetValue("Default", out var fallback)
            ? [fallback]
            : [.. matching.Select(c => c.Activity).OfType<ActivityNode>()];
        frame.Step = next.Length;
        if (next.IsEmpty)
        {
            burst.Complete(frame);
        }

        foreach (var activity in next)
        {
            burst.Schedule(frame, activity);
        }
    }

    internal override void ChildCompleted(Burst burst, LiveFrame frame, LiveFrame child, Outcomes outcomes)
    {
        if (--frame.Step == 0)
        {
            burst.Complete(frame);
        }
    }
}
