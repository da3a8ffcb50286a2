using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.Engine.Definitions;

namespace Rectify.Workflow.App.Definitions;

/// <summary>Which definitions use which as activities, and what the designer must know of those that can be used.</summary>
public sealed class DefinitionUse(RectifyDb db)
{
    /// <summary>The definitions whose latest version contains the given one, directly or through another.</summary>
    public async Task<IReadOnlyList<string>> ConsumersAsync(string definitionId, CancellationToken cancellationToken)
    {
        var rows = await db.KeptDefinitions.Where(row => row.IsLatest && row.Json.Contains("workflowDefinitionId"))
            .Select(row => new { row.DefinitionId, row.Json }).ToListAsync(cancellationToken);
        var uses = rows.ToDictionary(row => row.DefinitionId, row => Used(row.Json));
        var found = new List<string>();
        for (var open = new Queue<string>([definitionId]); open.TryDequeue(out var wanted);)
        {
            foreach (var consumer in uses.Where(one => one.Value.Contains(wanted) && one.Key != definitionId && !found.Contains(one.Key)).Select(one => one.Key))
            {
                found.Add(consumer);
                open.Enqueue(consumer);
            }
        }

        return found;
    }

    /// <summary>The definitions that can be used as activities.</summary>
    public async Task<WorkflowLibrary> LibraryAsync(CancellationToken cancellationToken) => await db.LoadLibraryAsync(cancellationToken);

    /// <summary>The versions that can be used as activities, or once could and are still drawn somewhere.</summary>
    public Task<List<StoredDefinition>> UsableAsync(CancellationToken cancellationToken) => db.Definitions.AsNoTracking()
        .Where(row => row.UsableAsActivity && row.FrozenAt != null).OrderBy(row => row.DeletedAt != null).ThenBy(row => row.Name).ToListAsync(cancellationToken);

    /// <summary>Changes whenever a definition that can be used as an activity does; empty while there is none.</summary>
    public async Task<string> StampAsync(CancellationToken cancellationToken) => string.Join(';', await db.Definitions
        .Where(row => row.UsableAsActivity && row.FrozenAt != null).OrderBy(row => row.Id)
        .Select(row => row.Id + "." + row.Revision).ToListAsync(cancellationToken));

    private static HashSet<string> Used(string json)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        if (DefinitionText.Read(json) is { } definition)
        {
            ActivityTree.Visit(definition, (activity, _) =>
            {
                if (ActivityTree.Text(activity, "workflowDefinitionId") is { } id)
                {
                    used.Add(id);
                }
            });
        }

        return used;
    }
}
