using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.App.Starts;
using Rectify.Workflow.App.Workflows;

namespace Rectify.Workflow.App.Definitions;

/// <summary>
/// Stores a checked definition as a published version (发布流程). Instances keep the version they started with; new ones
/// take the newest published. A version that is stored already is never overwritten.
/// </summary>
public sealed class PublishDefinition(RectifyDb db, Interpreter interpreter, PublishedTriggers triggers, TimeProvider clock, ILogger<PublishDefinition> log)
{
    private const int Attempts = 5;

    /// <summary>Checks and stores the definition's JSON, unchanged.</summary>
    public async Task<Outcome> RunAsync(string json, CancellationToken cancellationToken)
    {
        var reading = interpreter.Reader.Read(json);
        if (reading.Definition is not { } definition)
        {
            return new Outcome.Refused([.. reading.Problems]);
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await StoreAsync(definition, cancellationToken);
            }
            catch (DbUpdateException error) when (error.IsLostRace && attempt < Attempts)
            {
                // Another one was published meanwhile: this version, or one that answers the same address.
                db.ChangeTracker.Clear();
            }
        }
    }

    private async Task<Outcome> StoreAsync(Definition definition, CancellationToken cancellationToken)
    {
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
        DefinitionRows.Fill(row, DefinitionText.Read(definition.Json) ?? [], at, by: null);
        row.Name = definition.Name;
        row.Json = definition.Json;
        (row.IsPublished, row.FrozenAt) = (true, at);
        db.Definitions.Add(row);
        var wrong = await triggers.ReplaceAsync(definition.DefinitionId, definition.Version, definition, at, cancellationToken);
        if (wrong.Count > 0)
        {
            db.ChangeTracker.Clear();
            return new Outcome.Refused([.. wrong.Select(one => new DefinitionProblem(one.Severity, one.Path, one.Code, one.Message))]);
        }

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
