using System.Text.Json.Nodes;
using Rectify.Workflow.App.Runs;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa.WorkflowInstances;

/// <summary>One instance with its state, as the viewer draws it.</summary>
internal static class Get
{
    public static void Map(IEndpointRouteBuilder read)
    {
        read.MapGet("workflow-instances/{id}", async (string id, HttpContext context, RunReading runs, Words words, CancellationToken cancellationToken) =>
            Guid.TryParse(id, out var instance) && await runs.FindAsync(context.Viewer(), instance, cancellationToken) is { } run
                ? Results.Ok(InstanceModel.Of(Stages.Named(run, words)))
                : NoInstance(words));
        read.MapGet("workflow-instances/{id}/execution-state", async (string id, HttpContext context, RunReading runs, Words words, CancellationToken cancellationToken) =>
            Guid.TryParse(id, out var instance) && await runs.ProgressAsync(context.Viewer(), instance, cancellationToken) is { } progress
                ? Results.Ok(progress)
                : NoInstance(words));
        read.MapGet("workflow-instances/{id}/variables", async (string id, HttpContext context, RunReading runs, Words words, CancellationToken cancellationToken) =>
            Guid.TryParse(id, out var instance) && await runs.VariablesAsync(context.Viewer(), instance, cancellationToken) is { } variables
                ? Results.Ok(new ElsaList<RunVariable>(variables))
                : NoInstance(words));
    }

    public static IResult NoInstance(Words words) => ElsaError.NotFound(words["没有这个流程实例，它可能已被删除。"]);
}

/// <summary>The contract's instance.</summary>
internal sealed record InstanceModel(
    string Id, string DefinitionId, string DefinitionVersionId, int Version, StateModel WorkflowState, InstanceStatus Status,
    InstanceSubStatus SubStatus, bool IsExecuting, string? CorrelationId, string? Name, int IncidentCount, bool IsSystem,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? FinishedAt)
{
    public static InstanceModel Of(RunDetail run)
    {
        var row = run.Row;
        return new(
            row.Id.Wire(), row.DefinitionId, InstanceSummary.VersionId(row), row.DefinitionVersion, StateModel.Of(run), row.Status, row.SubStatus,
            false, row.CorrelationId, row.Name, row.IncidentCount, false, row.CreatedAt, row.UpdatedAt, row.FinishedAt);
    }
}

/// <summary>The contract's state of an instance.</summary>
internal sealed record StateModel(
    string Id, string DefinitionId, string DefinitionVersionId, int DefinitionVersion, InstanceStatus Status, InstanceSubStatus SubStatus)
{
    public string? CorrelationId { get; init; }
    public string? Name { get; init; }
    public bool IsExecuting { get; init; }
    public bool IsSystem { get; init; }
    public required IReadOnlyList<BookmarkModel> Bookmarks { get; init; }
    public required IReadOnlyList<IncidentModel> Incidents { get; init; }
    public IReadOnlyList<object> CompletionCallbacks { get; init; } = [];
    public required IReadOnlyList<ContextModel> ActivityExecutionContexts { get; init; }
    public IReadOnlyList<object> ScheduledActivities { get; init; } = [];
    public long ExecutionLogSequence { get; init; }
    public required IReadOnlyDictionary<string, JsonNode?> Input { get; init; }
    public required IReadOnlyDictionary<string, JsonNode?> Output { get; init; }
    public JsonObject Properties { get; init; } = [];
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    public static StateModel Of(RunDetail run)
    {
        var (row, state) = (run.Row, run.State);
        return new(row.Id.Wire(), row.DefinitionId, InstanceSummary.VersionId(row), row.DefinitionVersion, row.Status, row.SubStatus)
        {
            CorrelationId = row.CorrelationId,
            Name = row.Name,
            Bookmarks = [.. state.Bookmarks.Select(BookmarkModel.Of)],
            Incidents = [.. state.Incidents.Select(IncidentModel.Of)],
            ActivityExecutionContexts = ContextModel.Of(run),
            ExecutionLogSequence = state.Counters.LogEntries,
            Input = state.Input,
            Output = state.Output,
            CreatedAt = row.CreatedAt,
            UpdatedAt = row.UpdatedAt,
            FinishedAt = row.FinishedAt,
        };
    }
}

/// <summary>A place where the instance waits.</summary>
internal sealed record BookmarkModel(string Id, string Name, string ActivityId, string ActivityNodeId, string ActivityInstanceId, JsonObject Payload)
{
    public bool AutoBurn { get; } = true;

    public static BookmarkModel Of(Bookmark bookmark) => new(
        bookmark.Id, bookmark.ActivityType, bookmark.ActivityId, bookmark.NodeId, bookmark.ActivityInstanceId,
        new() { ["kind"] = bookmark.Kind, ["name"] = bookmark.Name });
}

/// <summary>An error that stopped an activity.</summary>
internal sealed record IncidentModel(
    string ActivityId, string ActivityNodeId, string ActivityType, string Message, FaultModel Exception, DateTimeOffset Timestamp)
{
    public static IncidentModel Of(Incident incident) => new(
        incident.ActivityId, incident.NodeId, incident.ActivityType, incident.Message, new(incident.ActivityType, incident.Message), incident.At);
}

/// <summary>What went wrong; there is never a stack to show, for faults are the workflow's and not the server's.</summary>
internal sealed record FaultModel(string Type, string Message)
{
    public string StackTrace { get; } = "";
}

/// <summary>An activity under way.</summary>
internal sealed record ContextModel(
    string Id, int CallStackDepth, string? ParentContextId, string ScheduledActivityNodeId, string? OwnerActivityNodeId, JsonObject Properties,
    ExecutionStatus Status, int FaultCount, DateTimeOffset? StartedAt, DateTimeOffset? CompletedAt)
{
    public JsonObject Metadata { get; } = [];
    public JsonObject ActivityState { get; } = [];
    public IReadOnlyList<object> DynamicVariables { get; } = [];
    public bool IsExecuting { get; }

    /// <summary>The one without a parent is where the viewer begins; there always is one.</summary>
    public static IReadOnlyList<ContextModel> Of(RunDetail run)
    {
        var (underWay, id) = (run.UnderWay.ToDictionary(summary => summary.Execution.Number), run.Row.Id);
        var contexts = run.State.Frames.Where(frame => underWay.ContainsKey(frame.Number)).Select(frame =>
        {
            var (summary, parent) = (underWay[frame.Number], underWay.GetValueOrDefault(frame.Parent));
            var variables = new JsonObject(frame.Variables.Concat(frame.LoopValues)
                .Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));
            return new ContextModel(
                summary.Id, summary.Depth, parent?.Id, summary.Execution.Activity.NodeId, parent?.Execution.Activity.NodeId,
                variables.Count > 0 ? new() { ["Variables"] = variables } : [],
                summary.Execution.Status, summary.Faults, summary.Execution.StartedAt, summary.Execution.CompletedAt);
        }).ToList();
        return contexts.Exists(context => context.ParentContextId is null) ? contexts
            : [new(RunIds.Execution(id, 1), 0, null, "Workflow1", null, [], ExecutionStatus.Pending, 0, null, null), .. contexts];
    }
}
