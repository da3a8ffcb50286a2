using System.Text.Json.Serialization;
using Rectify.Workflow.App.Definitions;

namespace Rectify.Workflow.Web.Elsa.BulkActions;

/// <summary>What the list does with several definitions at once; each is a transaction of its own.</summary>
internal static class Definitions
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("bulk-actions/delete/workflow-definitions/by-definition-id", async (HttpContext context, ChangeDefinition change) =>
        {
            var deleted = 0;
            foreach (var id in (await ElsaBody.ReadAsync(context)).Texts("definitionIds"))
            {
                deleted += await change.DeleteAsync(id, context.Viewer(), context.RequestAborted) is ChangeDefinition.Outcome.Done ? 1 : 0;
            }

            return new Deleted(deleted);
        }).RequireAuthorization(ElsaPolicies.Design);
        routes.MapPost("bulk-actions/delete/workflow-definitions/by-id", async (HttpContext context, ChangeDefinition change) =>
        {
            var deleted = 0;
            foreach (var id in (await ElsaBody.ReadAsync(context)).Texts("ids"))
            {
                deleted += Guid.TryParse(id, out var known)
                    && await change.DeleteVersionAsync(known, context.Viewer(), context.RequestAborted) is ChangeDefinition.Outcome.Done ? 1 : 0;
            }

            return new Deleted(deleted);
        }).RequireAuthorization(ElsaPolicies.Design);
        routes.MapPost("bulk-actions/publish/workflow-definitions/by-definition-ids", PublishAsync).RequireAuthorization(ElsaPolicies.Publish);
        routes.MapPost("bulk-actions/retract/workflow-definitions/by-definition-ids", RetractAsync).RequireAuthorization(ElsaPolicies.Publish);
    }

    private static async Task<Published> PublishAsync(HttpContext context, ChangeDefinition change, UpdateReferences references)
    {
        var (result, viewer) = (new Published([], [], [], [], [], [], []), context.Viewer());
        foreach (var id in (await ElsaBody.ReadAsync(context)).Texts("definitionIds"))
        {
            switch (await change.PublishAsync(id, viewer, context.RequestAborted))
            {
                case ChangeDefinition.Outcome.Done(var row, var warnings):
                    result.PublishedIds.Add(id);
                    result.UpdatedConsumers.AddRange(await references.FollowAsync(row, viewer, context.RequestAborted));
                    if (warnings.Count > 0)
                    {
                        result.Warnings[id] = warnings;
                    }

                    break;
                case ChangeDefinition.Outcome.Already:
                    result.AlreadyPublished.Add(id);
                    break;
                case ChangeDefinition.Outcome.Refused(var problems):
                    result.Failed.Add(id);
                    result.Warnings[id] = problems;
                    break;
                default:
                    result.NotFound.Add(id);
                    break;
            }
        }

        return result;
    }

    private static async Task<Retracted> RetractAsync(HttpContext context, ChangeDefinition change)
    {
        var result = new Retracted([], [], [], [], []);
        foreach (var id in (await ElsaBody.ReadAsync(context)).Texts("definitionIds"))
        {
            (await change.RetractAsync(id, context.Viewer(), context.RequestAborted) switch
            {
                ChangeDefinition.Outcome.Done => result.RetractedIds,
                ChangeDefinition.Outcome.Already => result.AlreadyRetracted,
                _ => result.NotFound,
            }).Add(id);
        }

        return result;
    }

    private sealed record Deleted([property: JsonPropertyName("deleted")] int Number);

    private sealed record Published(
        [property: JsonPropertyName("published")] List<string> PublishedIds,
        List<string> AlreadyPublished, List<string> NotFound, List<string> Skipped, List<string> UpdatedConsumers, List<string> Failed,
        Dictionary<string, IReadOnlyList<string>> Warnings);

    private sealed record Retracted(
        [property: JsonPropertyName("retracted")] List<string> RetractedIds,
        List<string> AlreadyRetracted, List<string> Skipped, List<string> NotPublished, List<string> NotFound);
}
