using Rectify.Workflow.App.Definitions;

namespace Rectify.Workflow.Web.Elsa.WorkflowDefinitions;

/// <summary>GET workflow-definitions and the small questions about the list.</summary>
internal static class List
{
    private const int LargestPage = 1000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("workflow-definitions", AnswerAsync);
        routes.MapGet("workflow-definitions/{definitionId}/versions", async (string definitionId, HttpContext context, DefinitionQueries queries) =>
        {
            var (items, _) = await queries.ListAsync(
                new() { DefinitionIds = [definitionId], OrderBy = DefinitionOrder.Version, Descending = true }, context.RequestAborted);
            return new ElsaList<DefinitionSummary>([.. items.Select(head => DefinitionSummary.Of(head, context.MayDesign()))]);
        });
        routes.MapGet("workflow-definitions/query/count", async (DefinitionQueries queries, CancellationToken cancellationToken) =>
            new Counted(await queries.CountAsync(cancellationToken)));
        routes.MapGet("workflow-definitions/validation/is-name-unique", async (
            string? name, string? definitionId, DefinitionQueries queries, CancellationToken cancellationToken) =>
            new NameCheck(await queries.IsNameUniqueAsync(name ?? "", string.IsNullOrEmpty(definitionId) ? null : definitionId, cancellationToken)));
    }

    private static async Task<ElsaPage<DefinitionSummary>> AnswerAsync(HttpContext context, DefinitionQueries queries)
    {
        var query = context.Request.Query;
        var links = DefinitionLinks.OfList(context.MayDesign());
        if (bool.TryParse(query["IsSystem"], out var system) && system)
        {
            // No definition belongs to the system.
            return new([], 0, links);
        }

        var (items, total) = await queries.ListAsync(Filter(query), context.RequestAborted);
        return new([.. items.Select(head => DefinitionSummary.Of(head, context.MayDesign()))], total, links);
    }

    private static DefinitionFilter Filter(IQueryCollection query)
    {
        var (page, size) = (Number(query, "Page"), Number(query, "PageSize"));
        var take = size is > 0 ? Math.Min(size.Value, LargestPage) : (int?)null;
        var ids = Texts(query, "Ids");
        return new()
        {
            Versions = VersionOptions.Parse(query["versionOptions"]),
            DefinitionIds = Texts(query, "DefinitionIds") is { Count: > 0 } definitionIds ? definitionIds : null,
            Ids = ids.Count == 0 ? null : [.. ids.Select(id => Guid.TryParse(id, out var parsed) ? parsed : (Guid?)null).OfType<Guid>()],
            Search = query["SearchTerm"],
            OrderBy = Enum.TryParse<DefinitionOrder>(query["OrderBy"], ignoreCase: true, out var order) && Enum.IsDefined(order) ? order : DefinitionOrder.Created,
            Descending = string.Equals(query["OrderDirection"], "Descending", StringComparison.OrdinalIgnoreCase),
            Skip = take is { } rows && page is > 0 ? (int)Math.Min((long)page.Value * rows, int.MaxValue) : 0,
            Take = take,
        };
    }

    private static int? Number(IQueryCollection query, string name) =>
        int.TryParse(query[name], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    private static List<string> Texts(IQueryCollection query, string name) =>
        [.. query[name].OfType<string>().Where(text => text.Length > 0).Distinct()];

    private sealed record Counted(int Count);

    private sealed record NameCheck(bool IsUnique);
}
