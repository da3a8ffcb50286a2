using Rectify.Workflow.App.Runs;
using Rectify.Workflow.Web.Elsa.ActivityExecutions;

namespace Rectify.Workflow.Web.Elsa.ActivityExecutionSummaries;

/// <summary>The executions of one activity without inputs and outputs; asked every second while the activity runs.</summary>
internal static class ListSummaries
{
    public static void Map(IEndpointRouteBuilder read) => read.MapGet("activity-execution-summaries/list",
        async ([AsParameters] Asked asked, HttpContext context, RunExecutions executions, CancellationToken cancellationToken) =>
            new ElsaList<ExecutionSummaryModel>(asked.Instance is { } instance
                ? [.. (await executions.SummariesAsync(context.Viewer(), instance, asked.Node, cancellationToken))
                    .Where(asked.Takes).Select(each => new ExecutionSummaryModel(each))]
                : []));
}
