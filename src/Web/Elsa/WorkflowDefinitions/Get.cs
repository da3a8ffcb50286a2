using System.Text.Json.Nodes;
using Rectify.Workflow.App.Definitions;

namespace Rectify.Workflow.Web.Elsa.WorkflowDefinitions;

/// <summary>GET one definition: by its logical id, by a version's id, or several versions at once.</summary>
internal static class Get
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("workflow-definitions/by-definition-id/{definitionId}", ByDefinitionIdAsync);
        routes.MapGet("workflow-definitions/{definitionId}", ByDefinitionIdAsync);
        routes.MapGet("workflow-definitions/by-id/{id}", async (string id, HttpContext context, DefinitionQueries queries, DefinitionAnswer answer) =>
            Guid.TryParse(id, out var known) && await queries.FindAsync(known, context.RequestAborted) is { } row
                ? DefinitionAnswer.Json(await answer.OfAsync(row, context))
                : Results.StatusCode(StatusCodes.Status404NotFound));
        routes.MapGet("workflow-definitions/many-by-id", async (HttpContext context, DefinitionQueries queries, DefinitionAnswer answer) =>
        {
            var ids = context.Request.Query["Ids"].Select(id => Guid.TryParse(id, out var known) ? known : (Guid?)null).OfType<Guid>().Distinct().ToList();
            var items = new JsonArray();
            foreach (var row in await queries.ManyAsync(ids, context.RequestAborted))
            {
                items.Add(await answer.OfAsync(row, context));
            }

            return DefinitionAnswer.Json(new() { ["items"] = items, ["count"] = items.Count });
        });
    }

    private static async Task<IResult> ByDefinitionIdAsync(
        string definitionId, string? versionOptions, HttpContext context, DefinitionQueries queries, DefinitionAnswer answer)
    {
        var versions = string.IsNullOrEmpty(versionOptions) ? new(VersionKind.Latest) : VersionOptions.Parse(versionOptions);
        return await queries.FindAsync(definitionId, versions, context.RequestAborted) is { } row
            ? DefinitionAnswer.Json(await answer.OfAsync(row, context))
            : Results.StatusCode(StatusCodes.Status404NotFound);
    }
}
