using Rectify.Workflow.App.Runs;

namespace Rectify.Workflow.Web.Elsa.ActivityExecutions;

/// <summary>Which executions are asked for.</summary>
internal sealed record Asked(string? WorkflowInstanceId, string? ActivityNodeId, string? ActivityId, string? Completed)
{
    public Guid? Instance => Guid.TryParse(WorkflowInstanceId, out var id) ? id : null;

    public string? Node => string.IsNullOrEmpty(ActivityNodeId) ? null : ActivityNodeId;

    public bool Takes(ExecutionSummary summary) =>
        (string.IsNullOrEmpty(ActivityId) || summary.Execution.Activity.Id == ActivityId)
        && (!bool.TryParse(Completed, out var completed) || summary.Execution.CompletedAt is not null == completed);
}
