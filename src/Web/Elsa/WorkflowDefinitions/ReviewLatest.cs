using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.Engine.Definitions;

namespace Rectify.Workflow.Web.Elsa.WorkflowDefinitions;

/// <summary>
/// GET review: what publishing the latest version would say, warnings included. Elsa has no such call; the designer shows
/// errors only, so our own page around it asks this one.
/// </summary>
internal static class ReviewLatest
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("workflow-definitions/{definitionId}/review", async (
        string definitionId, DefinitionQueries queries, ReviewDefinition review, CancellationToken cancellationToken) =>
        await queries.FindAsync(definitionId, new(VersionKind.Latest), cancellationToken) is { } row
            ? Results.Ok(new ElsaList<Found>([.. (await review.RunAsync(row.Json, cancellationToken)).Findings.Select(Found.Of)]))
            : Results.StatusCode(StatusCodes.Status404NotFound));

    /// <summary>One finding in the reader's language.</summary>
    private sealed record Found(ProblemSeverity Severity, string Place, string Path, string Code, string Message, string? ActivityId)
    {
        public static Found Of(ReviewFinding finding) =>
            new(finding.Severity, finding.Place, finding.Path, finding.Code, finding.Message, finding.ActivityId);
    }
}
