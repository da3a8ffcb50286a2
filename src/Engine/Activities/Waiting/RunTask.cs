using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Execution;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Waiting;

/// <summary>Asks for a task to be run outside and waits for its answer (请求任务).</summary>
internal sealed class RunTask : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.RunTask", "Primitives", "请求任务", "请求外部执行一项任务并等待结果。")
    {
        Inputs =
        [
            new("TaskName", ValueType.Text, "任务名", "外部系统按此名认领任务。"),
            new("Payload", ValueType.Json, "参数", "随任务交给外部系统的数据,JSON 对象。") { UiHint = "multiline" },
        ],
        Outputs = [new("Result", ValueType.Any, "结果", "外部系统交回的结果。"), new("TaskId", ValueType.Text, "任务标识", "外部系统交回结果时引用的标识。")],
    };

    public override void Execute(ActivityTurn turn)
    {
        var name = turn.Text("TaskName") ?? "";
        var data = turn.Input("Payload") is { } payload ? new JsonObject { ["payload"] = payload.DeepClone() } : null;
        turn.Wait(new Wait.ForTask(new TaskRequest(Descriptor.ShortName, name, "role:Administrator", ["Done"]) { Data = data }, name));
    }

    public override void Resume(ActivityTurn turn, Resumption resumption)
    {
        var payload = resumption.Payload;
        turn.SetOutput("Result", payload is not null && payload.TryGetPropertyValue("result", out var result)
            ? result?.DeepClone()
            : payload?.DeepClone());
        turn.Complete();
    }

}
