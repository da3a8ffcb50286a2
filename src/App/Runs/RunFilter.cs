using System.Linq.Expressions;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Runs;

/// <summary>What a list of instances is ordered by.</summary>
public enum RunOrder { Created, LastExecuted, Finished, Name }

/// <summary>The instants of an instance that can be filtered by.</summary>
public enum RunInstant { Created, Updated, Finished }

/// <summary>An instant that lies within a span, or outside of it.</summary>
public sealed record RunSpan(RunInstant Instant, DateTimeOffset From, DateTimeOffset Before, bool Outside = false);

/// <summary>Which instances a list shows; null and empty mean any.</summary>
public sealed record RunFilter
{
    /// <summary>Part of the name, the correlation id or the definition's id, or a whole instance id.</summary>
    public string? SearchTerm { get; init; }

    /// <summary>Part of the name.</summary>
    public string? Name { get; init; }

    public IReadOnlyList<string> DefinitionIds { get; init; } = [];
    public string? CorrelationId { get; init; }
    public int? Version { get; init; }
    public bool? HasIncidents { get; init; }
    public IReadOnlyList<InstanceStatus>? Statuses { get; init; }
    public IReadOnlyList<InstanceSubStatus>? SubStatuses { get; init; }
    public IReadOnlyList<RunSpan> Spans { get; init; } = [];

    internal IQueryable<StoredInstance> Apply(IQueryable<StoredInstance> rows)
    {
        rows = DefinitionIds.Count > 0 ? rows.Where(row => DefinitionIds.Contains(row.DefinitionId)) : rows;
        rows = string.IsNullOrWhiteSpace(CorrelationId) ? rows : rows.Where(row => row.CorrelationId == CorrelationId);
        rows = Version is { } version ? rows.Where(row => row.DefinitionVersion == version) : rows;
        rows = HasIncidents is { } incidents ? rows.Where(row => row.IncidentCount > 0 == incidents) : rows;
        rows = Statuses is { } statuses ? rows.Where(row => statuses.Contains(row.Status)) : rows;
        rows = SubStatuses is { } subStatuses ? rows.Where(row => subStatuses.Contains(row.SubStatus)) : rows;
        rows = Spans.Aggregate(rows, (some, span) => some.Where(Lies(span)));
        return Search(Named(rows));
    }

    private IQueryable<StoredInstance> Named(IQueryable<StoredInstance> rows)
    {
        if (string.IsNullOrWhiteSpace(Name))
        {
            return rows;
        }

        var name = Lower(Name);
#pragma warning disable CA1304, CA1311, CA1862 // Translated to SQL.
        return rows.Where(row => row.Name != null && row.Name.ToLower().Contains(name));
    }

    private IQueryable<StoredInstance> Search(IQueryable<StoredInstance> rows)
    {
        if (string.IsNullOrWhiteSpace(SearchTerm))
        {
            return rows;
        }

        if (Guid.TryParse(SearchTerm, out var id))
        {
            var text = id.ToString();
            return rows.Where(row => row.Id == id || row.CorrelationId == text);
        }

        var term = Lower(SearchTerm);
        return rows.Where(row => (row.Name != null && row.Name.ToLower().Contains(term))
            || (row.CorrelationId != null && row.CorrelationId.ToLower().Contains(term))
            || row.DefinitionId.ToLower().Contains(term));
#pragma warning restore CA1304, CA1311, CA1862
    }

#pragma warning disable CA1308 // Compared with what the database lowers.
    private static string Lower(string text) => text.Trim().ToLowerInvariant();
#pragma warning restore CA1308

    private static Expression<Func<StoredInstance, bool>> Lies(RunSpan span)
    {
        var (from, before) = (span.From.ToUniversalTime(), span.Before.ToUniversalTime());
        return (span.Instant, span.Outside) switch
        {
            (RunInstant.Created, false) => row => row.CreatedAt >= from && row.CreatedAt < before,
            (RunInstant.Created, true) => row => row.CreatedAt < from || row.CreatedAt >= before,
            (RunInstant.Updated, false) => row => row.UpdatedAt >= from && row.UpdatedAt < before,
            (RunInstant.Updated, true) => row => row.UpdatedAt < from || row.UpdatedAt >= before,
            (_, false) => row => row.FinishedAt >= from && row.FinishedAt < before,
            (_, true) => row => row.FinishedAt < from || row.FinishedAt >= before,
        };
    }
}
