using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Composition;

/// <summary>Starts an instance of another definition in the background and waits for it only when asked to (派发流程).</summary>
internal sealed class DispatchWorkflow : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.DispatchWorkflow", "Composition", "派发流程", "在后台启动另一个流程。")
    {
        Inputs =
        [
            .. ChildWorkflows.Inputs,
            new("StartNewTrace", ValueType.Boolean, "新的跟踪", "是否另起一条跟踪记录。") { UiHint = "checkbox" },
            new("ChannelName", ValueType.Text, "通道", "派发的通道;本系统不区分通道。"),
        ],
        Outputs = [new("Result", ValueType.Json, "结果", "子流程的输出。")],
    };

    public override void Execute(ActivityTurn turn)
    {
        var request = new ChildRequest(
            ChildWorkflows.DefinitionId(turn.Text("WorkflowDefinitionId")), ChildWorkflows.Input(turn.Input("Input"), turn.InstanceId))
        {
            CorrelationId = turn.Filled("CorrelationId"),
        };
        if (Values.ToBoolean(turn.Input("WaitForCompletion")))
        {
            turn.Wait(new Wait.ForChild(request));
        }
        else
        {
            turn.StartChild(request);
        }
    }

    public override void Resume(ActivityTurn turn, Resumption resumption)
    {
        ChildReports.ThrowIfFailed(resumption.Payload);
        turn.SetOutput("Result", resumption.Payload?["output"]?.DeepClone());
        turn.Complete();
    }
}
