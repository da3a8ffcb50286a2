using Rectify.Workflow.App.Runs;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Web.Elsa.WorkflowInstances;

/// <summary>An instance in the contract's lists.</summary>
internal sealed record InstanceSummary(
    string Id, string DefinitionId, string DefinitionVersionId, int Version, InstanceStatus Status, InstanceSubStatus SubStatus,
    string? CorrelationId, string? Name, int IncidentCount, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? FinishedAt)
{
    public static InstanceSummary Of(RunRow row) => new(
        row.Id.Wire(), row.DefinitionId, VersionId(row), row.DefinitionVersion, row.Status, row.SubStatus, row.CorrelationId, row.Name,
        row.IncidentCount, row.CreatedAt, row.UpdatedAt, row.FinishedAt);

    /// <summary>The designer asks for the definitions by these ids, so there must be one even when the version is gone.</summary>
    public static string VersionId(RunRow row) => (row.DefinitionVersionId ?? Guid.Empty).Wire();
}

/// <summary>An entry of the contract's journal.</summary>
internal sealed record JournalRecord(
    string Id, string ActivityInstanceId, string? ParentActivityInstanceId, string ActivityId, string ActivityType, int ActivityTypeVersion,
    string? ActivityName, string NodeId, DateTimeOffset Timestamp, long Sequence, string EventName, string? Message, object? Payload)
{
    public static JournalRecord Of(Guid instance, LogEntry entry) => new(
        $"{instance.Wire()}:{entry.Sequence}", entry.ActivityInstanceId, entry.ParentActivityInstanceId, entry.ActivityId, entry.ActivityType,
        entry.ActivityTypeVersion, entry.ActivityName, entry.NodeId, entry.At, entry.Sequence, entry.Event,
        entry.Data?["message"]?.ToString(),
        entry.Data?["outcomes"] is { } outcomes ? new { Outcomes = outcomes.DeepClone() } : null);
}
