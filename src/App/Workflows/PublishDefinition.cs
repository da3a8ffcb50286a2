using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Workflows;

/// <summary>
/// Stores a checked definition as a published version (发布流程). Instances keep the version they started with; new ones
/// take the newest published. A version that is stored already is never overwritten.
/// </summary>
public sealed class PublishDefinition(RectifyDb db, Interpreter interpreter, TimeProvider clock, ILogger<PublishDefinition> log)
{
    /// <summary>Checks and stores the definition's JSON, unchanged.</summary>
    public async Task<Outcome> RunAsync(string json, CancellationToken cancellationToken)
    {
        var reading = interpreter.Reader.Read(json);
        if (reading.Definition is not { } definition)
        {
            return new Outcome.Refused([.. reading.Problems]);
        }

        var versions = await db.Definitions.Where(row => row.DefinitionId == definition.DefinitionId).ToListAsync(cancellationToken);
        if (versions.Exists(row => row.Version >= definition.Version))
        {
            return new Outcome.VersionTaken(definition.DefinitionId, versions.Max(row => row.Version));
        }

        foreach (var row in versions)
        {
            (row.IsLatest, row.IsPublished) = (false, false);
        }

        db.Definitions.Add(new()
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            DefinitionId = definition.DefinitionId,
            Version = definition.Version,
            Name = definition.Name ?? definition.DefinitionId,
            Json = json,
            IsPublished = true,
            IsLatest = true,
            CreatedAt = clock.GetUtcNow(),
        });
        await db.SaveChangesAsync(cancellationToken);
        log.DefinitionPublished(definition.DefinitionId, definition.Version);
        return new Outcome.Done(definition.DefinitionId, definition.Version);
    }

    public abstract record Outcome
    {
        private Outcome() { }

        public sealed record Done(string DefinitionId, int Version) : Outcome;

        /// <summary>Everything wrong with it, each with its JSON path.</summary>
        public sealed record Refused(IReadOnlyList<DefinitionProblem> Problems) : Outcome;

        /// <summary>This version or a later one is stored; give the definition a higher version.</summary>
        public sealed record VersionTaken(string DefinitionId, int Newest) : Outcome;
    }
}
