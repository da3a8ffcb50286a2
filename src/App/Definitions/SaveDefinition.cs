using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Starts;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Activities;

namespace Rectify.Workflow.App.Definitions;

/// <summary>
/// Saves what the designer drew (保存流程), and publishes it when asked to. A draft is changed in place; on top of a
/// published or run version a new draft begins. Whoever has not seen the newest content is refused, so nobody's work is lost.
/// </summary>
public sealed class SaveDefinition(RectifyDb db, ReviewDefinition review, PublishedTriggers triggers, TimeProvider clock, ILogger<SaveDefinition> log)
{
    private const int Attempts = 5;

    // The designer saves by itself while the former save is still on its way; its own two saves are no conflict.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

    /// <summary>Saves the model as one transaction.</summary>
    public async Task<Outcome> RunAsync(Command command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (!command.By.Is(Roles.Administrator))
        {
            return new Outcome.NotAllowed();
        }

        var model = (JsonObject)command.Model.DeepClone();
        var stamp = DefinitionModel.TakeStamp(model);
        var kept = DefinitionModel.ForStorage(model, ActivityCatalog.Default);
        if (DefinitionRows.Wrong(kept) is { } problem)
        {
            return new Outcome.Refused([problem]);
        }

        var reviewed = command.Publish ? await review.RunAsync(DefinitionText.Keep(kept), cancellationToken) : Review.Nothing;
        if (reviewed.Errors.Any())
        {
            return new Outcome.Refused([.. reviewed.Errors.Select(error => error.ToString())]);
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await SaveAsync(command, kept, stamp, reviewed, cancellationToken);
            }
            catch (DbUpdateException error) when (error.IsLostRace && attempt < Attempts)
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    private async Task<Outcome> SaveAsync(
        Command command, JsonObject kept, string? stamp, Review reviewed, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var at = clock.GetUtcNow();
        var definitionId = ActivityTree.Text(kept, "definitionId") is { Length: > 0 } given ? given : Guid.CreateVersion7(at).ToString("N");
        var latest = await db.Definitions.SingleOrDefaultAsync(
            row => row.DefinitionId == definitionId && row.IsLatest && row.DeletedAt == null, cancellationToken);
        if (latest is not null && !command.OnNewVersion && !Saw(latest, stamp, kept, command.By.Id, at))
        {
            return await ConflictAsync(latest, cancellationToken);
        }

        var row = latest is { IsPublished: false, FrozenAt: null } && !command.OnNewVersion
            ? latest
            : await BeginAsync(definitionId, latest, kept, at, cancellationToken);
        kept["id"] = row.Id.ToString("N");
        kept["definitionId"] = definitionId;
        kept["version"] = row.Version;
        DefinitionRows.Fill(row, kept, at, command.By.Id);
        if (command.Publish)
        {
            await db.PublishAsync(row, at, cancellationToken);
            var wrong = reviewed.Definition is { } drawn ? await triggers.ReplaceAsync(definitionId, row.Version, drawn, at, cancellationToken) : [];
            if (wrong.Count > 0)
            {
                // The transaction ends undone.
                db.ChangeTracker.Clear();
                return new Outcome.Refused([.. wrong.Select(error => error.ToString())]);
            }

            db.Record(Acting.Person(command.By.Id, clock), "definition.published", new() { ["definition"] = definitionId, ["version"] = row.Version });
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (command.Publish)
        {
            log.DefinitionPublished(definitionId, row.Version);
        }

        return new Outcome.Done(row, [.. reviewed.Warnings.Select(warning => warning.ToString())]);
    }

    private async Task<StoredDefinition> BeginAsync(
        string definitionId, StoredDefinition? latest, JsonObject kept, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var highest = await db.Definitions.Where(row => row.DefinitionId == definitionId)
            .MaxAsync(row => (int?)row.Version, cancellationToken);
        var wanted = kept["version"] is JsonValue number && number.TryGetValue<int>(out var given) && given > 0 ? given : 1;
        if (latest is not null)
        {
            await db.Definitions.Where(row => row.Id == latest.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.IsLatest, false), cancellationToken);
            db.Entry(latest).State = EntityState.Detached;
        }

        return db.Definitions.Add(DefinitionRows.New(definitionId, highest is { } taken ? taken + 1 : wanted, at)).Entity;
    }

    private static bool Saw(StoredDefinition latest, string? stamp, JsonObject model, Guid by, DateTimeOffset at)
    {
        if (stamp is not null)
        {
            return stamp == DefinitionModel.StampOf(latest) || (latest.SavedBy == by && at - latest.SavedAt < Overlap);
        }

        // A program that does not carry the stamp back is trusted when it names the version, or none.
        return !Guid.TryParse(ActivityTree.Text(model, "id"), out var id) || id == latest.Id;
    }

    private async Task<Outcome> ConflictAsync(StoredDefinition latest, CancellationToken cancellationToken)
    {
        var name = await db.Users.AsNoTracking().Where(person => person.Id == latest.SavedBy)
            .Select(person => person.DisplayName).FirstOrDefaultAsync(cancellationToken);
        return new Outcome.ChangedMeanwhile(name, latest.SavedAt, latest.Version);
    }

    /// <param name="Model">The definition as the designer sends it.</param>
    /// <param name="Publish">Publish it too; nothing is saved when it may not be published.</param>
    public sealed record Command(JsonObject Model, bool Publish, Viewer By)
    {
        /// <summary>True leaves even a draft as it is and begins a new version on top.</summary>
        public bool OnNewVersion { get; init; }
    }

    public abstract record Outcome
    {
        private Outcome() { }

        public sealed record Done(StoredDefinition Saved, IReadOnlyList<string> Warnings) : Outcome;

        public sealed record NotAllowed : Outcome;

        /// <summary>Nothing was saved, and why.</summary>
        public sealed record Refused(IReadOnlyList<string> Problems) : Outcome;

        /// <summary>Somebody saved since the caller last looked (他人已保存).</summary>
        public sealed record ChangedMeanwhile(string? By, DateTimeOffset At, int Version) : Outcome;
    }
}
