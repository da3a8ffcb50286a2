using Rectify.Workflow.App.Runs;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa.ActivityExecutions;

/// <summary>The executions around one, from the workflow down to itself.</summary>
internal static class GetCallStack
{
    private const int UsualTake = 100;
    private const int MostTake = 1000;

    public static void Map(IEndpointRouteBuilder read) => read.MapGet("activity-executions/{id}/call-stack",
        async (string id, int? skip, int? take, HttpContext context, RunExecutions executions, Words words, CancellationToken cancellationToken) =>
            await executions.CallStackAsync(context.Viewer(), id, cancellationToken) is { } chain
                ? Results.Ok(new Answer(
                    id,
                    [.. chain.Skip(Math.Max(skip ?? 0, 0)).Take(take is > 0 ? Math.Min(take.Value, MostTake) : UsualTake).Select(each => new ExecutionModel(each))],
                    chain.Count))
                : ElsaError.NotFound(words["没有这次活动执行记录。"]));

    private sealed record Answer(string ActivityExecutionId, IReadOnlyList<ExecutionModel> Items, int TotalCount);
}
