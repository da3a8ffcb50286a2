using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.App.Workflows;

namespace Rectify.Workflow.App.Definitions;

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

        var newest = await db.Definitions.Where(row => row.DefinitionId == definition.DefinitionId).MaxAsync(row => (int?)row.Version, cancellationToken);
        if (newest >= definition.Version)
        {
            return new Outcome.VersionTaken(definition.DefinitionId, newest.Value);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Definitions.Where(row => row.DefinitionId == definition.DefinitionId && (row.IsLatest || row.IsPublished))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.IsLatest, false).SetProperty(row => row.IsPublished, false), cancellationToken);
        var at = clock.GetUtcNow();
        var row = DefinitionRows.New(definition.DefinitionId, definition.Version, at);
        DefinitionRows.Fill(row, DefinitionText.Read(json) ?? [], at, by: null);
        row.Name = definition.Name;
        row.Json = json;
        (row.IsPublished, row.FrozenAt) = (true, at);
        db.Definitions.Add(row);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
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
