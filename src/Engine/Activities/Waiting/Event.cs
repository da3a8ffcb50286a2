using System.Text.Json.Nodes;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Waiting;

/// <summary>Waits for an event (等待事件).</summary>
internal sealed class Event : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Event", "Primitives", "等待事件", "等待某个事件发布。")
    {
        Kind = "Trigger",
        Inputs = [new("EventName", ValueType.Text, "事件名", "事件的名称,发布和等待用同一个名称。")],
        Outputs = [new("Result", ValueType.Any, "内容", "发布事件时带来的内容。")],
    };

    public override void Execute(ActivityTurn turn)
    {
        if (turn.IsTrigger)
        {
            Hear(turn, turn.TriggerPayload);
        }
        else
        {
            turn.Wait(new Wait.ForEvent(turn.Text("EventName") ?? ""));
        }
    }

    public override void Resume(ActivityTurn turn, Resumption resumption) => Hear(turn, resumption.Payload);

    private static void Hear(ActivityTurn turn, JsonObject? payload)
    {
        turn.SetOutput("Result", payload is null || !payload.TryGetPropertyValue("payload", out var content)
            ? payload?.DeepClone()
            : content?.DeepClone());
        turn.Complete();
    }
}
