using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Loops;

/// <summary>Runs its body while a condition holds (当…时循环).</summary>
internal sealed class While : Loop
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.While", "Looping", "当…时循环", "条件成立时反复执行。")
    {
        Inputs = [new("Condition", ValueType.Boolean, "条件", "成立时继续循环。") { Default = false, AutoEvaluate = false }],
        EmbeddedPorts = ["Body"],
    };

    internal override void Execute(Burst burst, LiveFrame frame) => Iterate(burst, frame);

    private protected override void Iterate(Burst burst, LiveFrame frame)
    {
        while (Values.ToBoolean(burst.EvaluateInput(frame, "Condition")))
        {
            if (frame.Node.Ports.TryGetValue("Body", out var body))
            {
                burst.Schedule(frame, body);
                return;
            }

            burst.Count();
        }

        burst.Complete(frame);
    }
}
