using Rectify.Workflow.App.Runs;
using Rectify.Workflow.Web.Elsa.ActivityExecutionSummaries;
using Rectify.Workflow.Web.Elsa.WorkflowInstances;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa.ActivityExecutions;

/// <summary>The executions of one activity, oldest first; the last is the current one.</summary>
internal static class List
{
    public static void Map(IEndpointRouteBuilder read)
    {
        read.MapGet("activity-executions/list", async ([AsParameters] Asked asked, HttpContext context, RunExecutions executions, CancellationToken cancellationToken) =>
            new ElsaList<ExecutionModel>(asked.Instance is { } instance
                ? [.. (await executions.DetailsAsync(context.Viewer(), instance, asked.Node, cancellationToken))
                    .Where(each => asked.Takes(each.Summary)).Select(each => new ExecutionModel(each))]
                : []));
        read.MapGet("activity-executions/count", async ([AsParameters] Asked asked, HttpContext context, RunExecutions executions, CancellationToken cancellationToken) =>
            new
            {
                Count = asked.Instance is { } instance
                    ? (await executions.SummariesAsync(context.Viewer(), instance, asked.Node, cancellationToken)).Count(asked.Takes)
                    : 0,
            });
        read.MapGet("activity-executions/by-id", (string? id, HttpContext context, RunExecutions executions, Words words, CancellationToken cancellationToken) =>
            OneAsync(id, context, executions, words, cancellationToken));
        read.MapGet("activity-executions/{id}", (string id, HttpContext context, RunExecutions executions, Words words, CancellationToken cancellationToken) =>
            OneAsync(id, context, executions, words, cancellationToken));
    }

    private static async Task<IResult> OneAsync(
        string? id, HttpContext context, RunExecutions executions, Words words, CancellationToken cancellationToken) =>
        await executions.FindAsync(context.Viewer(), id ?? "", cancellationToken) is { } found
            ? Results.Ok(new ExecutionModel(found))
            : ElsaError.NotFound(words["没有这次活动执行记录。"]);
}
