using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Loops;

/// <summary>Runs its body for each element, one after the other (逐项循环).</summary>
internal sealed class ForEach : Loop
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.ForEach", "Looping", "逐项循环", "对列表中的每一项依次执行。")
    {
        Inputs = [new("Items", ValueType.List, "列表", "要逐项处理的列表,JSON 数组或表达式。") { UiHint = "multiline", DefaultSyntax = "Object" }],
        Outputs = [new("CurrentValue", ValueType.Any, "当前值", "本次循环的值。")],
        EmbeddedPorts = ["Body"],
    };

    internal override void Execute(Burst burst, LiveFrame frame)
    {
        frame.Memory = new JsonObject { ["items"] = Values.ToArray(burst.Input(frame, "Items")).DeepClone() };
        Iterate(burst, frame);
    }

    private protected override void Iterate(Burst burst, LiveFrame frame)
    {
        var items = Values.ToArray(frame.Memory?["items"]);
        if (frame.Step >= items.Count)
        {
            burst.Complete(frame);
            return;
        }

        var index = (int)frame.Step++;
        var value = items[index]?.DeepClone();
        burst.SetOutput(frame, "CurrentValue", value);
        if (!frame.Node.Ports.TryGetValue("Body", out var body))
        {
            burst.Complete(frame);
            return;
        }

        burst.Schedule(frame, body, ImmutableDictionary<string, JsonNode?>.Empty
            .Add("CurrentIndex", JsonValue.Create(index)).Add("CurrentValue", value));
    }
}
