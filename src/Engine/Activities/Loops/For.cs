using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Loops;

/// <summary>Counts from a start to an end (计数循环).</summary>
internal sealed class For : Loop
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.For", "Looping", "计数循环", "从起值到止值逐步执行。")
    {
        Inputs =
        [
            new("Start", ValueType.Whole, "起值", "从这个数开始。") { Default = 0 },
            new("End", ValueType.Whole, "止值", "到这个数为止。") { Default = 0 },
            new("Step", ValueType.Whole, "步长", "负数为递减。") { Default = 1 },
            new("OuterBoundInclusive", ValueType.Boolean, "含止值", "勾选时止值本身也执行一次。") { Default = true, UiHint = "checkbox" },
        ],
        Outputs = [new("CurrentValue", ValueType.Any, "当前值", "本次循环的值。")],
        EmbeddedPorts = ["Body"],
    };

    internal override void Execute(Burst burst, LiveFrame frame)
    {
        // The bounds are fixed when the loop begins; later bursts must not read changed variables.
        frame.Memory = new JsonObject
        {
            ["end"] = Whole(burst, frame, "End"),
            ["step"] = Whole(burst, frame, "Step"),
            ["inclusive"] = Values.ToBoolean(burst.Input(frame, "OuterBoundInclusive")),
        };
        Run(burst, frame, Whole(burst, frame, "Start"));
    }

    private protected override void Iterate(Burst burst, LiveFrame frame) => Run(burst, frame, frame.Step + Kept(frame, "step"));

    private static void Run(Burst burst, LiveFrame frame, long current)
    {
        var (end, step) = (Kept(frame, "end"), Kept(frame, "step"));
        var inclusive = Values.ToBoolean(frame.Memory?["inclusive"]);
        var inside = step >= 0 ? current < end || (inclusive && current == end) : current > end || (inclusive && current == end);
        if (!inside || !frame.Node.Ports.TryGetValue("Body", out var body))
        {
            burst.Complete(frame);
            return;
        }

        frame.Step = current;
        var value = JsonValue.Create(current);
        burst.Schedule(frame, body, ImmutableDictionary<string, JsonNode?>.Empty.Add("CurrentValue", value));
        burst.SetOutput(frame, "CurrentValue", value);
    }

    private static long Whole(Burst burst, LiveFrame frame, string name) => Values.ToInteger(burst.Input(frame, name)) ?? 0;

    private static long Kept(LiveFrame frame, string name) => Values.ToInteger(frame.Memory?[name]) ?? 0;
}
