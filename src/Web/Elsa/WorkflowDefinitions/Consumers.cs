using System.Text.Json.Nodes;
using Rectify.Workflow.App.Definitions;

namespace Rectify.Workflow.Web.Elsa.WorkflowDefinitions;

/// <summary>Which definitions use one as an activity, and bringing those up to its published version.</summary>
internal static class Consumers
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("workflow-definitions/{definitionId}/consumers", async (
            string definitionId, DefinitionQueries queries, DefinitionUse use, CancellationToken cancellationToken) =>
            await queries.FindAsync(definitionId, new(VersionKind.Latest), cancellationToken) is null
                ? Results.StatusCode(StatusCodes.Status404NotFound)
                : Results.Ok(new Using(await use.ConsumersAsync(definitionId, cancellationToken))));
        routes.MapPost("workflow-definitions/{definitionId}/update-references", async (string definitionId, HttpContext context, UpdateReferences update) =>
            await update.RunAsync(definitionId, context.Viewer(), context.RequestAborted) switch
            {
                UpdateReferences.Outcome.Done(var affected) => Results.Ok(new Updated(affected)),
                UpdateReferences.Outcome.NotPublished => Results.StatusCode(StatusCodes.Status404NotFound),
                _ => Results.StatusCode(StatusCodes.Status403Forbidden),
            }).RequireAuthorization(ElsaPolicies.Design);
    }

    private sealed record Using(IReadOnlyList<string> ConsumingWorkflowDefinitionIds);

    private sealed record Updated(IReadOnlyList<string> AffectedWorkflows);
}
