using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Loops;

/// <summary>Runs its body for all elements side by side (并行逐项).</summary>
internal sealed class ParallelForEach : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.ParallelForEach", "Looping", "并行逐项", "对列表中的每一项并行执行。")
    {
        Inputs = [new("Items", ValueType.List, "列表", "要逐项处理的列表,JSON 数组或表达式。") { UiHint = "multiline", DefaultSyntax = "Object" }],
        EmbeddedPorts = ["Body"],
    };

    internal override void Execute(Burst burst, LiveFrame frame)
    {
        var items = Values.ToArray(burst.Input(frame, "Items"));
        frame.Step = items.Count;
        if (items.Count == 0 || !frame.Node.Ports.TryGetValue("Body", out var body))
        {
            burst.Complete(frame);
            return;
        }

        for (var index = 0; index < items.Count; index++)
        {
            burst.Schedule(frame, body, ImmutableDictionary<string, JsonNode?>.Empty
                .Add("CurrentValue", items[index]?.DeepClone()).Add("CurrentIndex", JsonValue.Create(index)));
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
