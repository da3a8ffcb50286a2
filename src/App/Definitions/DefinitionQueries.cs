using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.Definitions;

/// <summary>Reads definitions for lists and for the designer.</summary>
public sealed class DefinitionQueries(RectifyDb db)
{
    /// <summary>The versions a filter means, a page of them, and how many there are in all; without their JSON.</summary>
    public async Task<(IReadOnlyList<DefinitionHead> Items, int Total)> ListAsync(DefinitionFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var rows = Matching(filter);
        var total = filter.Take is null ? -1 : await rows.CountAsync(cancellationToken);
        var ordered = (filter.OrderBy, filter.Descending) switch
        {
            (DefinitionOrder.Name, false) => rows.OrderBy(row => row.Name).ThenBy(row => row.Id),
            (DefinitionOrder.Name, true) => rows.OrderByDescending(row => row.Name).ThenBy(row => row.Id),
            (DefinitionOrder.Version, false) => rows.OrderBy(row => row.Version).ThenBy(row => row.Id),
            (DefinitionOrder.Version, true) => rows.OrderByDescending(row => row.Version).ThenBy(row => row.Id),
            (_, false) => rows.OrderBy(row => row.CreatedAt).ThenBy(row => row.Id),
            (_, true) => rows.OrderByDescending(row => row.CreatedAt).ThenBy(row => row.Id),
        };
        var page = filter.Take is { } take ? ordered.Skip(filter.Skip).Take(take) : ordered;
        var items = await page.Select(row => new DefinitionHead(
            row.Id, row.DefinitionId, row.Version, row.Name, row.Description, row.IsLatest, row.IsPublished, row.CreatedAt)).ToListAsync(cancellationToken);
        return (items, filter.Take is null ? items.Count : total);
    }

    /// <summary>The newest of the versions meant; null when there is none.</summary>
    public Task<StoredDefinition?> FindAsync(string definitionId, VersionOptions versions, CancellationToken cancellationToken) =>
        versions.Of(db.KeptDefinitions.Where(row => row.DefinitionId == definitionId))
            .OrderByDescending(row => row.Version).FirstOrDefaultAsync(cancellationToken);

    /// <summary>One version, deleted ones too: the viewer of an instance still draws what the instance ran.</summary>
    public Task<StoredDefinition?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        db.Definitions.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);

    /// <summary>Several versions, in the order of their creation.</summary>
    public Task<List<StoredDefinition>> ManyAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        db.KeptDefinitions.Where(row => ids.Contains(row.Id)).OrderBy(row => row.CreatedAt).ThenBy(row => row.Id).ToListAsync(cancellationToken);

    /// <summary>True when no other definition bears the name.</summary>
    public async Task<bool> IsNameUniqueAsync(string name, string? definitionId, CancellationToken cancellationToken) =>
        !await db.KeptDefinitions.AnyAsync(
            row => row.IsLatest && row.Name == name && (definitionId == null || row.DefinitionId != definitionId), cancellationToken);

    /// <summary>How many definitions there are, each counted once.</summary>
    public Task<int> CountAsync(CancellationToken cancellationToken) => db.KeptDefinitions.CountAsync(row => row.IsLatest, cancellationToken);

    private IQueryable<StoredDefinition> Matching(DefinitionFilter filter)
    {
        // Whoever asks by id looks at instances, and those of a deleted version are still to be shown.
        var rows = filter.Versions.Of(filter.Ids is null ? db.KeptDefinitions : db.Definitions.AsNoTracking());
        if (filter.DefinitionIds is { } definitionIds)
        {
            rows = rows.Where(row => definitionIds.Contains(row.DefinitionId));
        }

        if (filter.Ids is { } ids)
        {
            rows = rows.Where(row => ids.Contains(row.Id));
        }

        if (!string.IsNullOrWhiteSpace(filter.Search))
        {
            var pattern = $"%{filter.Search.Trim().ToUpperInvariant().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
#pragma warning disable CA1304, CA1311 // Runs in the database.
            rows = rows.Where(row => EF.Functions.Like(row.Name.ToUpper(), pattern, "\\")
                || EF.Functions.Like((row.Description ?? "").ToUpper(), pattern, "\\")
                || EF.Functions.Like(row.DefinitionId.ToUpper(), pattern, "\\"));
#pragma warning restore CA1304, CA1311
        }

        return rows;
    }
}

/// <summary>What every reading of definitions shares.</summary>
internal static class KeptDefinitionRows
{
    extension(RectifyDb db)
    {
        /// <summary>The versions that were not deleted, for reading.</summary>
        public IQueryable<StoredDefinition> KeptDefinitions => db.Definitions.AsNoTracking().Where(row => row.DeletedAt == null);
    }
}

/// <summary>What lists show of a version.</summary>
public sealed record DefinitionHead(
    Guid Id, string DefinitionId, int Version, string Name, string? Description, bool IsLatest, bool IsPublished, DateTimeOffset CreatedAt);

/// <summary>Which versions a list wants; a null list does not narrow, an empty one matches nothing.</summary>
public sealed record DefinitionFilter
{
    public VersionOptions Versions { get; init; }
    public IReadOnlyCollection<string>? DefinitionIds { get; init; }
    public IReadOnlyCollection<Guid>? Ids { get; init; }
    public string? Search { get; init; }
    public DefinitionOrder OrderBy { get; init; }
    public bool Descending { get; init; }
    public int Skip { get; init; }

    /// <summary>Null wants all of them.</summary>
    public int? Take { get; init; }
}

/// <summary>What a list can be sorted by.</summary>
public enum DefinitionOrder { Created, Name, Version }
