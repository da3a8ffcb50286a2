using System.Text.Json.Nodes;
using Rectify.Workflow.App.Runs;

namespace Rectify.Workflow.Web.Elsa.ActivityExecutions;

/// <summary>The coloured badges on the nodes of the viewer.</summary>
internal static class Report
{
    public static void Map(IEndpointRouteBuilder read) => read.MapPost("activity-executions/report",
        async (Request request, HttpContext context, RunExecutions executions, CancellationToken cancellationToken) => new Answer(
            Guid.TryParse(request.WorkflowInstanceId, out var instance)
                ? [.. (await executions.StatsAsync(context.Viewer(), instance, request.ActivityNodeIds ?? [], cancellationToken)).Select(StatsModel.Of)]
                : []));

    internal sealed record Request(string? WorkflowInstanceId, IReadOnlyList<string>? ActivityNodeIds);

    internal sealed record Answer(IReadOnlyList<StatsModel> Stats);
}

/// <summary>One badge.</summary>
public sealed record StatsModel(
    string ActivityId, string ActivityNodeId, int StartedCount, int CompletedCount, int UncompletedCount, bool IsBlocked, bool IsFaulted,
    int AggregateFaultCount)
{
    public JsonObject Metadata { get; } = [];

    public static StatsModel Of(ActivityStats stats) => new(
        stats.ActivityId, stats.ActivityNodeId, stats.StartedCount, stats.CompletedCount, stats.UncompletedCount, stats.IsBlocked,
        stats.IsFaulted, stats.AggregateFaultCount);
}
