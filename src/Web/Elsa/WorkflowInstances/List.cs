using System.Globalization;
using Rectify.Workflow.App.Runs;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa.WorkflowInstances;

/// <summary>The list of instances; the designer asks again every ten seconds while it is open.</summary>
internal static class List
{
    private const int UsualPageSize = 100;

    public static void Map(IEndpointRouteBuilder read)
    {
        read.MapPost("workflow-instances", AnswerAsync);
        read.MapGet("workflow-instances", (HttpContext context, RunList list, Words words, CancellationToken cancellationToken) =>
            Asked(context.Request.Query) is { } request
                ? AnswerAsync(request, context, list, words, cancellationToken)
                : Task.FromResult(ElsaError.Refused(words["查询条件无法识别。"])));
    }

    /// <summary>The same question in the address; null when a number or a yes is none.</summary>
    private static Request? Asked(IQueryCollection query)
    {
        bool Fits<T>(string name, out T? value) where T : struct, ISpanParsable<T>
        {
            var text = query[name].ToString();
            var isNumber = T.TryParse(text, CultureInfo.InvariantCulture, out var given);
            value = isNumber ? given : null;
            return isNumber || text.Length == 0;
        }

        string? Text(string name) => query[name].ToString() is { Length: > 0 } text ? text : null;
        return Fits<int>("page", out var page) && Fits<int>("pageSize", out var pageSize) && Fits<int>("version", out var version)
            && Fits<bool>("hasIncidents", out var hasIncidents) && Fits<bool>("isSystem", out var isSystem) ? new()
            {
                Page = page,
                PageSize = pageSize,
                Version = version,
                HasIncidents = hasIncidents,
                IsSystem = isSystem,
                SearchTerm = Text("searchTerm"),
                Name = Text("name"),
                DefinitionId = Text("definitionId"),
                DefinitionIds = [.. query["definitionIds"].OfType<string>()],
                CorrelationId = Text("correlationId"),
                Status = Text("status"),
                Statuses = [.. query["statuses"].OfType<string>()],
                SubStatus = Text("subStatus"),
                SubStatuses = [.. query["subStatuses"].OfType<string>()],
                OrderBy = Text("orderBy"),
                OrderDirection = Text("orderDirection"),
            } : null;
    }

    private static async Task<IResult> AnswerAsync(
        Request request, HttpContext context, RunList list, Words words, CancellationToken cancellationToken)
    {
        if (request.IsSystem is true)
        {
            return Results.Ok(new ElsaPage<InstanceSummary>([], 0));
        }

        var spans = (request.TimestampFilters ?? []).Select(filter => filter?.ToSpan()).ToList();
        if (spans.Contains(null))
        {
            return ElsaError.Refused(words["时间条件无法识别：请选择创建、更新或完成时间，以及比较方式。"]);
        }

        var filter = new RunFilter
        {
            SearchTerm = request.SearchTerm,
            Name = request.Name,
            DefinitionIds = [.. (request.DefinitionIds ?? []).Append(request.DefinitionId ?? "").Where(id => id.Length > 0)],
            CorrelationId = request.CorrelationId,
            Version = request.Version,
            HasIncidents = request.HasIncidents,
            Statuses = Values<InstanceStatus>(request.Statuses, request.Status),
            SubStatuses = Values<InstanceSubStatus>(request.SubStatuses, request.SubStatus),
            Spans = [.. spans.OfType<RunSpan>()],
        };
        var order = OrderOf(request.OrderBy);
        var descending = request.OrderDirection is { Length: > 0 } direction
            ? !direction.StartsWith("Asc", StringComparison.OrdinalIgnoreCase)
            : order is not RunOrder.Name;
        var (rows, total) = await list.PageAsync(
            context.Viewer(), filter, new(order, descending, request.Page ?? 0, request.PageSize ?? UsualPageSize), cancellationToken);
        return Results.Ok(new ElsaPage<InstanceSummary>([.. rows.Select(InstanceSummary.Of)], total));
    }

    /// <summary>A word this server does not know, such as a state of a later Elsa, matches nothing.</summary>
    private static List<T>? Values<T>(IReadOnlyList<string>? several, string? single) where T : struct, Enum
    {
        var asked = (several ?? []).Append(single ?? "").Where(word => word.Length > 0).ToList();
        return asked.Count == 0 ? null
            : [.. asked.Select(word => Enum.TryParse<T>(word, ignoreCase: true, out var value) ? (T?)value : null).OfType<T>()];
    }

    private static RunOrder OrderOf(string? word) => word switch
    {
        _ when string.Equals(word, "Name", StringComparison.OrdinalIgnoreCase) => RunOrder.Name,
        _ when string.Equals(word, "Finished", StringComparison.OrdinalIgnoreCase) => RunOrder.Finished,
        _ when string.Equals(word, "LastExecuted", StringComparison.OrdinalIgnoreCase) => RunOrder.LastExecuted,
        _ when string.Equals(word, "UpdatedAt", StringComparison.OrdinalIgnoreCase) => RunOrder.LastExecuted,
        _ => RunOrder.Created,
    };

    internal sealed record Request
    {
        public int? Page { get; init; }
        public int? PageSize { get; init; }
        public string? SearchTerm { get; init; }
        public string? Name { get; init; }
        public string? DefinitionId { get; init; }
        public IReadOnlyList<string>? DefinitionIds { get; init; }
        public string? CorrelationId { get; init; }
        public int? Version { get; init; }
        public bool? HasIncidents { get; init; }
        public bool? IsSystem { get; init; }
        public string? Status { get; init; }
        public IReadOnlyList<string>? Statuses { get; init; }
        public string? SubStatus { get; init; }
        public IReadOnlyList<string>? SubStatuses { get; init; }
        public string? OrderBy { get; init; }
        public string? OrderDirection { get; init; }
        public IReadOnlyList<TimestampFilter?>? TimestampFilters { get; init; }
    }
}
