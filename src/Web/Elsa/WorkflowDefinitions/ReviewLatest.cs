using Rectify.Workflow.App.Definitions;

namespace Rectify.Workflow.Web.Elsa.WorkflowDefinitions;

/// <summary>
/// GET review: what publishing the latest version would say, warnings included. Elsa has no such call; the designer shows
/// errors only, so our own pages ask this one.
/// </summary>
internal static class ReviewLatest
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("workflow-definitions/{definitionId}/review", async (
        string definitionId, DefinitionQueries queries, ReviewDefinition review, CancellationToken cancellationToken) =>
        await queries.FindAsync(definitionId, new(VersionKind.Latest), cancellationToken) is { } row
            ? Results.Ok(new ElsaList<ReviewFinding>((await review.RunAsync(row.Json, cancellationToken)).Findings))
            : Results.StatusCode(StatusCodes.Status404NotFound));
}
