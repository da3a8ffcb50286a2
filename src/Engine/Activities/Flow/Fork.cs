using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Flow;

/// <summary>Branches side by side; ends with the first or with all (分叉).</summary>
internal sealed class Fork : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Fork", "Control Flow", "分叉(容器)", "并行执行多个分支。")
    {
        IsContainer = true,
        IsBrowsable = false,
        Inputs =
        [
            new("JoinMode", ValueType.Text, "结束方式", "全部分支完成后结束,或任一分支完成即结束。") { Default = "WaitAll", UiHint = "dropdown", Options = ["WaitAny", "WaitAll"] },
        ],
    };

    internal override BreakEffect OnBreak => BreakEffect.Passes;

    internal override void Execute(Burst burst, LiveFrame frame)
    {
        if (frame.Node.Children.IsEmpty)
        {
            burst.Complete(frame);
        }

        foreach (var branch in frame.Node.Children)
        {
            burst.Schedule(frame, branch);
        }

        frame.Step = frame.Node.Children.Length;
        frame.Memory = new JsonObject { ["any"] = Values.ToText(burst.Input(frame, "JoinMode")) is "WaitAny" or "1" };
    }

    internal override void ChildCompleted(Burst burst, LiveFrame frame, LiveFrame child, Outcomes outcomes)
    {
        if (--frame.Step <= 0 || frame.Breaking || Values.ToBoolean(frame.Memory?["any"]))
        {
            burst.Complete(frame);
        }
    }
}
