using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions.Checks;

namespace Rectify.Workflow.App.Definitions;

/// <summary>The published definitions that items can run through (可用于整改任务的流程).</summary>
public sealed class ItemDefinitions(RectifyDb db, ReviewDefinition review)
{
    /// <summary>Those with a step of an item's life in them, by name.</summary>
    public async Task<IReadOnlyList<ItemDefinition>> ListAsync(CancellationToken cancellationToken)
    {
        var suitable = new List<ItemDefinition>();
        foreach (var row in await Published().Where(row => row.Json.Contains("\"Rectify."))
            .OrderBy(row => row.Name).ThenBy(row => row.DefinitionId).ToListAsync(cancellationToken))
        {
            if (await CarriesItemsAsync(row.Json, cancellationToken))
            {
                suitable.Add(new(row.DefinitionId, string.IsNullOrWhiteSpace(row.Name) ? row.DefinitionId : row.Name, row.Version));
            }
        }

        return suitable;
    }

    /// <summary>The published version of one, and whether items can run through it; null when none is published.</summary>
    internal async Task<(int Version, bool CarriesItems)?> FindAsync(string definitionId, CancellationToken cancellationToken) =>
        await Published().SingleOrDefaultAsync(row => row.DefinitionId == definitionId, cancellationToken) is { } row
            ? (row.Version, await CarriesItemsAsync(row.Json, cancellationToken))
            : null;

    private IQueryable<StoredDefinition> Published() => db.KeptDefinitions.Where(row => row.IsPublished);

    private async Task<bool> CarriesItemsAsync(string json, CancellationToken cancellationToken) =>
        (await review.ReadAsync(json, cancellationToken)).Definition?.Nodes.Any(node => node.IsItemTask) == true;
}

/// <summary>A definition an administrator may choose for a round.</summary>
public sealed record ItemDefinition(string DefinitionId, string Name, int Version);
