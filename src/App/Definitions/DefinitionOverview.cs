using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Definitions;

/// <summary>All definitions at a glance: what is published, what runs, what a review of the latest version finds (流程概览).</summary>
public sealed class DefinitionOverview(RectifyDb db, ReviewDefinition review)
{
    /// <summary>How many definitions bear the words in name or id; all of them without words.</summary>
    public Task<int> CountAsync(string? words, CancellationToken cancellationToken) => Matching(words).CountAsync(cancellationToken);

    /// <summary>One page of them, by name.</summary>
    public async Task<IReadOnlyList<DefinitionGlance>> ListAsync(string? words, (int Skip, int Take) window, CancellationToken cancellationToken)
    {
        var rows = await Matching(words)
            .OrderBy(row => row.Name).ThenBy(row => row.DefinitionId).Skip(window.Skip).Take(window.Take).ToListAsync(cancellationToken);
        var ids = rows.ConvertAll(row => row.DefinitionId);
        var published = await db.KeptDefinitions.Where(row => row.IsPublished && ids.Contains(row.DefinitionId))
            .ToDictionaryAsync(row => row.DefinitionId, row => row.Version, cancellationToken);
        var running = await db.Instances.Where(row => row.Status == InstanceStatus.Running && ids.Contains(row.DefinitionId))
            .GroupBy(row => row.DefinitionId).Select(group => new { Id = group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.Id, group => group.Count, cancellationToken);
        var glances = new List<DefinitionGlance>();
        foreach (var row in rows)
        {
            glances.Add(new(row.DefinitionId, NameOf(row), row.Version, row.SavedAt, await review.RunAsync(row.Json, cancellationToken))
            {
                Published = published.TryGetValue(row.DefinitionId, out var version) ? version : null,
                Running = running.GetValueOrDefault(row.DefinitionId),
            });
        }

        return glances;
    }

    /// <summary>One definition; null when there is none.</summary>
    public async Task<DefinitionGlance?> FindAsync(string definitionId, CancellationToken cancellationToken) =>
        await db.KeptDefinitions.SingleOrDefaultAsync(row => row.DefinitionId == definitionId && row.IsLatest, cancellationToken) is { } row
            ? new(row.DefinitionId, NameOf(row), row.Version, row.SavedAt, await review.RunAsync(row.Json, cancellationToken))
            {
                Published = row.IsPublished ? row.Version : null,
            }
            : null;

    private IQueryable<StoredDefinition> Matching(string? words)
    {
        var latest = db.KeptDefinitions.Where(row => row.IsLatest);
        return string.IsNullOrWhiteSpace(words) ? latest : latest.Where(row => row.Name.Contains(words.Trim()) || row.DefinitionId.Contains(words.Trim()));
    }

    // A drawing may be saved without a name; it still must be found and opened.
    private static string NameOf(StoredDefinition row) => string.IsNullOrWhiteSpace(row.Name) ? row.DefinitionId : row.Name;
}

/// <summary>A definition as the overview shows it; the review is of its latest version.</summary>
public sealed record DefinitionGlance(string DefinitionId, string Name, int Version, DateTimeOffset SavedAt, Review Review)
{
    /// <summary>The published version; null when none is.</summary>
    public int? Published { get; init; }

    /// <summary>Running instances, of whichever version.</summary>
    public int Running { get; init; }
}
