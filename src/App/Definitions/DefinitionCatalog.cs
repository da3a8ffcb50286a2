using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Definitions;

/// <summary>Checked definitions, read once: a frozen version never changes.</summary>
public sealed class DefinitionCatalog(Interpreter interpreter)
{
    private readonly ConcurrentDictionary<(string Id, int Version), Definition> _checked = new();

    /// <summary>The checked definition of one version; throws when it is not stored or cannot run.</summary>
    internal async ValueTask<Definition> GetAsync(
        RectifyDb db, string definitionId, int version, CancellationToken cancellationToken)
    {
        if (_checked.TryGetValue((definitionId, version), out var known))
        {
            return known;
        }

        var stored = await db.Definitions.AsNoTracking()
            .SingleOrDefaultAsync(row => row.DefinitionId == definitionId && row.Version == version, cancellationToken)
            ?? throw new InvalidOperationException(
                $"Workflow definition {definitionId} version {version} is not stored. Restore it from a backup or import it again.");
        if (stored.FrozenAt is null)
        {
            throw new InvalidOperationException(
                $"Workflow definition {definitionId} version {version} is a draft that may still change; freeze it before an instance runs it.");
        }

        var reading = interpreter.Reader.Read(stored.Json);
        reading = reading.Definition is not null ? reading
            : interpreter.Reader.Read(stored.Json, library: await db.LoadLibraryAsync(cancellationToken));
        return _checked.GetOrAdd((definitionId, version), Usable(reading, $"{definitionId} version {version}"));
    }

    /// <summary>The newest published version of a definition; null when there is none.</summary>
    internal static Task<int?> PublishedVersionAsync(RectifyDb db, string definitionId, CancellationToken cancellationToken) =>
        db.Definitions.Where(row => row.DefinitionId == definitionId && row.IsPublished)
            .OrderByDescending(row => row.Version).Select(row => (int?)row.Version).FirstOrDefaultAsync(cancellationToken);

    private static Definition Usable(DefinitionReading reading, string name) => reading.Definition ?? throw new InvalidOperationException(
        $"Workflow definition {name} cannot run: {string.Join("; ", reading.Problems.Select(problem => $"{problem.Path}: {problem.Message}"))}");
}
