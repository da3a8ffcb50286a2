using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Branching;

/// <summary>One of two activities, by a condition (如果).</summary>
internal sealed class If : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.If", "Branching", "如果", "按条件执行两个活动之一。")
    {
        Inputs = [new("Condition", ValueType.Boolean, "条件", "成立时执行“成立时”的活动,否则执行“不成立时”的活动。") { Default = false }],
        Outputs = [new("Result", ValueType.Boolean, "结果", "条件是否成立。")],
        EmbeddedPorts = ["Then", "Else"],
    };

    internal override void Execute(Burst burst, LiveFrame frame)
    {
        var holds = Values.ToBoolean(burst.Input(frame, "Condition"));
        burst.SetOutput(frame, "Result", JsonValue.Create(holds));
        if (frame.Node.Ports.TryGetValue(holds ? "Then" : "Else", out var next))
        {
            burst.Schedule(frame, next);
        }
        else
        {
            burst.Complete(frame);
        }
    }

    internal override void ChildCompleted(Burst burst, LiveFrame frame, LiveFrame child, Outcomes outcomes) => burst.Complete(frame);
}
