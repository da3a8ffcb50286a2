using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Waiting;

/// <summary>Publishes an event (发布事件).</summary>
internal sealed class PublishEvent : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.PublishEvent", "Primitives", "发布事件", "发布一个事件。")
    {
        Inputs =
        [
            new("EventName", ValueType.Text, "事件名", "事件的名称,发布和等待用同一个名称。"),
            new("CorrelationId", ValueType.Text, "关联标识", "只发给带有此关联标识的流程实例;不填则发给所有等待者。"),
            new("IsLocalEvent", ValueType.Boolean, "仅本实例", "只有本流程实例能收到。") { UiHint = "checkbox" },
            new("Payload", ValueType.Any, "内容", "随事件带去的内容。") { UiHint = "multiline" },
        ],
    };

    public override void Execute(ActivityTurn turn) => turn.Add(
        new Effect.Publish(turn.Text("EventName") ?? "", turn.Filled("CorrelationId"), turn.Input("Payload")?.DeepClone())
        {
            OnlyThisInstance = Values.ToBoolean(turn.Input("IsLocalEvent")),
        });
}
