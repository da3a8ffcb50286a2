using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Composition;

/// <summary>Runs an instance of another definition; without waiting it goes on when the child rests for the first time (执行流程).</summary>
internal sealed class ExecuteWorkflow : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.ExecuteWorkflow", "Composition", "执行流程", "启动另一个流程,可等待其完成。")
    {
        Kind = "Task",
        Inputs = ChildWorkflows.Inputs,
        Outputs = [new("Result", ValueType.Json, "结果", "子流程的标识、状态和输出。")],
    };

    public override void Execute(ActivityTurn turn) => turn.Wait(new Wait.ForChild(
        new(ChildWorkflows.DefinitionId(turn.Text("WorkflowDefinitionId")), ChildWorkflows.Input(turn.Input("Input"), turn.InstanceId))
        {
            CorrelationId = turn.Filled("CorrelationId"),
            Report = Values.ToBoolean(turn.Input("WaitForCompletion")) ? ChildReport.Finished : ChildReport.FirstRest,
        }));

    public override void Resume(ActivityTurn turn, Resumption resumption)
    {
        var report = resumption.Payload;
        ChildReports.ThrowIfFailed(report);

        // As in Elsa: a child that was over at once is reported in full, one that was waited for only by its output.
        turn.SetOutput("Result", Values.ToBoolean(report?["firstRest"])
            ? new JsonObject
            {
                ["workflowInstanceId"] = report?["instanceId"]?.DeepClone(),
                ["status"] = report?["status"]?.DeepClone(),
                ["subStatus"] = report?["subStatus"]?.DeepClone(),
                ["output"] = report?["output"]?.DeepClone(),
            }
            : report?["output"]?.DeepClone());
        turn.Complete();
    }
}
