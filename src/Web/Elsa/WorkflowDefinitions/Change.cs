using Rectify.Workflow.App.Definitions;

namespace Rectify.Workflow.Web.Elsa.WorkflowDefinitions;

/// <summary>Publish, retract, roll back, delete: one definition or one version.</summary>
internal static class Change
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("workflow-definitions/{definitionId}/publish", PublishAsync).RequireAuthorization(ElsaPolicies.Publish);
        routes.MapPost("workflow-definitions/{definitionId}/retract", async (
            string definitionId, HttpContext context, ChangeDefinition change, DefinitionAnswer answer) =>
            await change.RetractAsync(definitionId, context.Viewer(), context.RequestAborted) switch
            {
                ChangeDefinition.Outcome.Done(var row, _) => DefinitionAnswer.Json(await answer.OfAsync(row, context)),
                ChangeDefinition.Outcome.Already(var row) => DefinitionAnswer.Json(await answer.OfAsync(row, context)),
                var other => Refused(other),
            }).RequireAuthorization(ElsaPolicies.Publish);
        routes.MapPost("workflow-definitions/{definitionId}/revert/{version:int}", async (
            string definitionId, int version, HttpContext context, ChangeDefinition change) =>
            await change.RevertAsync(definitionId, version, context.Viewer(), context.RequestAborted) switch
            {
                ChangeDefinition.Outcome.Done(var row, _) => Results.Ok(DefinitionSummary.Of(
                    new(row.Id, row.DefinitionId, row.Version, row.Name, row.Description, row.IsLatest, row.IsPublished, row.CreatedAt), mayDesign: true)),
                var other => Refused(other),
            }).RequireAuthorization(ElsaPolicies.Design);
        routes.MapDelete("workflow-definitions/{definitionId}", async (string definitionId, HttpContext context, ChangeDefinition change) =>
            Deleted(await change.DeleteAsync(definitionId, context.Viewer(), context.RequestAborted))).RequireAuthorization(ElsaPolicies.Design);
        routes.MapDelete("workflow-definition-versions/{id}", async (string id, HttpContext context, ChangeDefinition change) =>
            Guid.TryParse(id, out var known)
                ? Deleted(await change.DeleteVersionAsync(known, context.Viewer(), context.RequestAborted))
                : Results.StatusCode(StatusCodes.Status404NotFound)).RequireAuthorization(ElsaPolicies.Design);
    }

    private static async Task<IResult> PublishAsync(
        string definitionId, HttpContext context, ChangeDefinition change, UpdateReferences references, DefinitionAnswer answer) =>
        await change.PublishAsync(definitionId, context.Viewer(), context.RequestAborted) switch
        {
            ChangeDefinition.Outcome.Done(var row, var warnings) => await answer.SavedAsync(row, alreadyPublished: false, warnings, context,
                (await references.FollowAsync(row, context.Viewer(), context.RequestAborted)).Count),
            ChangeDefinition.Outcome.Already(var row) => await answer.SavedAsync(row, alreadyPublished: true, [], context),
            var other => Refused(other),
        };

    private static IResult Deleted(ChangeDefinition.Outcome outcome) => outcome is ChangeDefinition.Outcome.Done ? Results.NoContent() : Refused(outcome);

    private static IResult Refused(ChangeDefinition.Outcome outcome) => outcome switch
    {
        ChangeDefinition.Outcome.Refused(var problems) => ElsaError.Refused(problems),
        ChangeDefinition.Outcome.NotFound => Results.StatusCode(StatusCodes.Status404NotFound),
        _ => Results.StatusCode(StatusCodes.Status403Forbidden),
    };
}
