using Rectify.Workflow.App.Runs;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa.WorkflowInstances;

/// <summary>Deletes one instance or many; one that carries an open item is kept, and the answer says so.</summary>
internal static class Delete
{
    public static void Map(IEndpointRouteBuilder cancel)
    {
        cancel.MapDelete("workflow-instances/{id}", OneAsync);
        cancel.MapPost("bulk-actions/delete/workflow-instances", ManyAsync);
        cancel.MapPost("bulk-actions/delete/workflow-instances/by-id", ManyAsync);
    }

    private static async Task<IResult> OneAsync(
        string id, HttpContext context, DeleteRun delete, Words words, CancellationToken cancellationToken) =>
        !Guid.TryParse(id, out var instance) ? Get.NoInstance(words)
            : await delete.RunAsync(instance, context.Viewer(), cancellationToken) switch
            {
                DeleteRun.Outcome.Done => Results.NoContent(),
                DeleteRun.Outcome.NotAllowed => Results.StatusCode(StatusCodes.Status403Forbidden),
                DeleteRun.Outcome.ItemIsOpen kept => ElsaError.Refused(Sentence(kept, words)),
                _ => Get.NoInstance(words),
            };

    /// <summary>Deletes what may go. Only when nothing could is the whole call refused.</summary>
    private static async Task<IResult> ManyAsync(
        Request request, HttpContext context, DeleteRun delete, Words words, CancellationToken cancellationToken)
    {
        var (deleted, kept) = (0, new List<string>());
        foreach (var id in InstanceIds.Parse(request.Ids).Distinct())
        {
            switch (await delete.RunAsync(id, context.Viewer(), cancellationToken))
            {
                case DeleteRun.Outcome.Done:
                    deleted++;
                    break;
                case DeleteRun.Outcome.ItemIsOpen open:
                    kept.Add(Sentence(open, words));
                    break;
            }
        }

        return deleted == 0 && kept.Count > 0
            ? ElsaError.Refused([.. kept])
            : Results.Ok(new { Deleted = deleted, Kept = kept });
    }

    private static string Sentence(DeleteRun.Outcome.ItemIsOpen kept, Words words) =>
        words["不能删除：该流程正在办理第{0}项“{1}”，任务销号或撤回后才能删除；如要停止办理，请改用“取消”。", kept.Number, kept.Title];

    internal sealed record Request(IReadOnlyList<string>? Ids) : INamesInstances;
}
