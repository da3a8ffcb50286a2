using Rectify.Workflow.App.Runs;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa.WorkflowInstances;

/// <summary>The journal of one instance, read a page at a time while the viewer scrolls.</summary>
internal static class Journal
{
    private const int UsualPageSize = 100;

    public static void Map(IEndpointRouteBuilder read)
    {
        read.MapPost("workflow-instances/{id}/journal", (string id, Request? request, [AsParameters] Paging paging, HttpContext context, RunJournal journal, Words words, CancellationToken cancellationToken) =>
            AnswerAsync(id, request?.Filter, paging, context, journal, words, cancellationToken));
        read.MapGet("workflow-instances/{id}/journal", (string id, [AsParameters] Paging paging, HttpContext context, RunJournal journal, Words words, CancellationToken cancellationToken) =>
            AnswerAsync(id, null, paging, context, journal, words, cancellationToken));
        read.MapGet("workflow-instances/{id}/journal/{activityId}", async (string id, string activityId, HttpContext context, RunJournal journal, Words words, CancellationToken cancellationToken) =>
            Guid.TryParse(id, out var instance) && await journal.LastAsync(context.Viewer(), instance, activityId, cancellationToken) is { } entry
                ? Results.Ok(JournalRecord.Of(instance, entry))
                : ElsaError.NotFound(words["这个活动还没有执行记录。"]));
    }

    private static async Task<IResult> AnswerAsync(
        string id, Filter? filter, Paging paging, HttpContext context, RunJournal journal, Words words, CancellationToken cancellationToken)
    {
        var take = Math.Clamp(paging.Take ?? paging.PageSize ?? UsualPageSize, 1, RunJournal.MostPerPage);
        var skip = paging.Skip ?? (int)Math.Min((long)(paging.Page ?? 0) * take, int.MaxValue);
        var wanted = new RunJournalFilter
        {
            ActivityIds = Set(filter?.ActivityIds),
            NodeIds = Set(filter?.ActivityNodeIds),
            ExcludedTypes = Set(filter?.ExcludedActivityTypes),
            Events = Set(filter?.EventNames),
        };
        return Guid.TryParse(id, out var instance)
            && await journal.PageAsync(context.Viewer(), instance, wanted, Math.Max(skip, 0), take, cancellationToken) is { } page
                ? Results.Ok(new ElsaPage<JournalRecord>([.. page.Entries.Select(entry => JournalRecord.Of(instance, entry))], page.Total))
                : Get.NoInstance(words);
    }

    private static HashSet<string>? Set(IReadOnlyList<string>? names) => names is null ? null : [.. names];

    internal sealed record Request(Filter? Filter);

    internal sealed record Filter(
        IReadOnlyList<string>? ActivityIds, IReadOnlyList<string>? ActivityNodeIds, IReadOnlyList<string>? ExcludedActivityTypes,
        IReadOnlyList<string>? EventNames);

    /// <summary>Either way of paging the contract knows.</summary>
    internal sealed record Paging(int? Skip, int? Take, int? Page, int? PageSize);
}
