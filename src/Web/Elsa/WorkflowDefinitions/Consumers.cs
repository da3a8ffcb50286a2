using System.Text.Json.Nodes;
using Rectify.Workflow.App.Definitions;

namespace Rectify.Workflow.Web.Elsa.WorkflowDefinitions;

/// <summary>Which definitions use one as an activity.</summary>
internal static class Consumers
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("workflow-definitions/{definitionId}/consumers", async (
            string definitionId, DefinitionQueries queries, DefinitionUse use, CancellationToken cancellationToken) =>
            await queries.FindAsync(definitionId, new(VersionKind.Latest), cancellationToken) is null
                ? Results.StatusCode(StatusCodes.Status404NotFound)
                : Results.Ok(new Using(await use.ConsumersAsync(definitionId, cancellationToken))));
    }

    private sealed record Using(IReadOnlyList<string> ConsumingWorkflowDefinitionIds);
}
