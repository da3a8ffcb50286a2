using System.Text.Json.Nodes;
using Rectify.Workflow.App.Runs;
using Rectify.Workflow.Web.Elsa.WorkflowInstances;

namespace Rectify.Workflow.Web.Elsa.ActivityExecutions;

/// <summary>An execution without what went in and came out.</summary>
internal record ExecutionSummaryModel
{
    public ExecutionSummaryModel(ExecutionSummary summary)
    {
        var execution = summary.Execution;
        (Id, WorkflowInstanceId) = (summary.Id, summary.InstanceId.Wire());
        (ActivityId, ActivityNodeId) = (execution.Activity.Id, execution.Activity.NodeId);
        (ActivityType, ActivityTypeVersion, ActivityName) = (execution.Activity.Type, execution.Activity.TypeVersion, execution.Activity.Name);
        // The designer cannot do without it; of one whose beginning is no longer kept only the order matters.
        (StartedAt, CompletedAt) = (execution.StartedAt ?? execution.CompletedAt ?? DateTimeOffset.UnixEpoch, execution.CompletedAt);
        (Status, HasBookmarks, AggregateFaultCount) = (execution.Status, execution.Waits, summary.Faults);
    }

    public string Id { get; }
    public string WorkflowInstanceId { get; }
    public string ActivityId { get; }
    public string ActivityNodeId { get; }
    public string ActivityType { get; }
    public int ActivityTypeVersion { get; }
    public string? ActivityName { get; }
    public DateTimeOffset StartedAt { get; }
    public bool HasBookmarks { get; }
    public ExecutionStatus Status { get; }
    public int AggregateFaultCount { get; }
    public DateTimeOffset? CompletedAt { get; }
    public JsonObject Metadata { get; } = [];
}

/// <summary>An execution with what went in and came out.</summary>
internal sealed record ExecutionModel : ExecutionSummaryModel
{
    public ExecutionModel(ExecutionDetail detail) : base(detail.Summary)
    {
        (ActivityState, Outputs, CallStackDepth) = (detail.Inputs, detail.Outputs, detail.Summary.Depth);
        Payload = detail.Outcomes is { } outcomes ? new() { ["Outcomes"] = outcomes } : null;
        Exception = detail.Fault is { } fault ? new(ActivityType, fault) : null;
    }

    /// <summary>Never missing: the designer asks every second for an execution of which it knows nothing.</summary>
    public JsonObject ActivityState { get; }
    public JsonObject? Outputs { get; }
    public JsonObject? Payload { get; }
    public JsonObject Properties { get; } = [];
    public FaultModel? Exception { get; }
    public int CallStackDepth { get; }
}
