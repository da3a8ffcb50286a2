using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Runs;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa.WorkflowInstances;

/// <summary>Ends one instance or many (取消流程).</summary>
internal static class Cancel
{
    public static void Map(IEndpointRouteBuilder cancel)
    {
        cancel.MapPost("cancel/workflow-instances/{id}", OneAsync);
        cancel.MapPost("bulk-actions/cancel/workflow-instances", ManyAsync);
    }

    /// <summary>One that has ended already is as the caller wants it.</summary>
    private static async Task<IResult> OneAsync(
        string id, HttpContext context, CancelRuns cancel, Words words, CancellationToken cancellationToken) =>
        !Guid.TryParse(id, out var instance) ? Get.NoInstance(words)
            : await cancel.RunAsync(instance, context.Viewer(), cancellationToken) switch
            {
                SteerInstance.Outcome.Done or SteerInstance.Outcome.NothingToDo => Results.Ok(),
                SteerInstance.Outcome.NotAllowed => Results.StatusCode(StatusCodes.Status403Forbidden),
                _ => Get.NoInstance(words),
            };

    private static async Task<IResult> ManyAsync(
        Request request, HttpContext context, CancelRuns cancel, CancellationToken cancellationToken)
    {
        var ids = InstanceIds.Parse(request.Ids);
        if (Guid.TryParse(request.DefinitionVersionId, out var version))
        {
            ids.AddRange(await cancel.RunningAsync(version, cancellationToken));
        }

        if (!string.IsNullOrEmpty(request.DefinitionId))
        {
            ids.AddRange(await cancel.RunningAsync(request.DefinitionId, VersionOptions.Parse(request.VersionOptions), cancellationToken));
        }

        return Results.Ok(new { Cancelled = await cancel.RunAsync(ids, context.Viewer(), cancellationToken) });
    }

    internal sealed record Request(IReadOnlyList<string>? Ids, string? DefinitionVersionId, string? DefinitionId, string? VersionOptions)
        : INamesInstances;
}

/// <summary>Ids as a request carries them.</summary>
internal static class InstanceIds
{
    /// <summary>What is no id is the id of nothing.</summary>
    public static List<Guid> Parse(IReadOnlyList<string>? ids) =>
        [.. (ids ?? []).Select(id => Guid.TryParse(id, out var parsed) ? parsed : Guid.Empty).Where(id => id != Guid.Empty)];
}
