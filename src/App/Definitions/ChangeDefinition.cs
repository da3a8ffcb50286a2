using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Starts;
using Rectify.Workflow.App.Workflows;

namespace Rectify.Workflow.App.Definitions;

/// <summary>What an administrator does with stored versions: publish, retract, roll back, delete. Each act is one transaction.</summary>
public sealed class ChangeDefinition(RectifyDb db, ReviewDefinition review, PublishedTriggers triggers, TimeProvider clock, ILogger<ChangeDefinition> log)
{
    private const int Attempts = 5;

    /// <summary>Publishes the latest version (发布).</summary>
    public Task<Outcome> PublishAsync(string definitionId, Viewer by, CancellationToken cancellationToken) => ActAsync(by, async () =>
    {
        if (await LatestAsync(definitionId, cancellationToken) is not { } latest)
        {
            return new Outcome.NotFound();
        }

        if (latest.IsPublished)
        {
            return new Outcome.Already(latest);
        }

        var reviewed = await review.RunAsync(latest.Json, cancellationToken);
        if (reviewed.Errors.Any())
        {
            return new Outcome.Refused([.. reviewed.Errors.Select(error => error.ToString())]);
        }

        var at = clock.GetUtcNow();
        await db.PublishAsync(latest, at, cancellationToken);
        var wrong = reviewed.Definition is { } drawn ? await triggers.ReplaceAsync(definitionId, latest.Version, drawn, at, cancellationToken) : [];
        if (wrong.Count > 0)
        {
            return new Outcome.Refused([.. wrong.Select(error => error.ToString())]);
        }

        Record(by, "definition.published", latest);
        log.DefinitionPublished(definitionId, latest.Version);
        return new Outcome.Done(latest, [.. reviewed.Warnings.Select(warning => warning.ToString())]);
    }, cancellationToken);

    /// <summary>Takes the published version out of use (撤销发布); running instances go on.</summary>
    public Task<Outcome> RetractAsync(string definitionId, Viewer by, CancellationToken cancellationToken) => ActAsync(by, async () =>
    {
        if (await LatestAsync(definitionId, cancellationToken) is not { } latest)
        {
            return new Outcome.NotFound();
        }

        var published = latest.IsPublished ? latest : await db.Definitions.SingleOrDefaultAsync(
            row => row.DefinitionId == definitionId && row.IsPublished, cancellationToken);
        if (published is null)
        {
            return new Outcome.Already(latest);
        }

        published.IsPublished = false;
        published.Revision++;
        await triggers.RemoveAsync(definitionId, cancellationToken);
        Record(by, "definition.retracted", published);
        return new Outcome.Done(latest, []);
    }, cancellationToken);

    /// <summary>Makes a new draft with the content of an older version (回退到此版本).</summary>
    public Task<Outcome> RevertAsync(string definitionId, int version, Viewer by, CancellationToken cancellationToken) => ActAsync(by, async () =>
    {
        var source = await db.Definitions.AsNoTracking().SingleOrDefaultAsync(
            row => row.DefinitionId == definitionId && row.Version == version && row.DeletedAt == null, cancellationToken);
        if (source is null || await LatestAsync(definitionId, cancellationToken) is not { } latest)
        {
            return new Outcome.NotFound();
        }

        var at = clock.GetUtcNow();
        var highest = await db.Definitions.Where(row => row.DefinitionId == definitionId).MaxAsync(row => row.Version, cancellationToken);
        // Even an unpublished latest version stays in the history: rolling back must not lose somebody's draft.
        await db.Definitions.Where(row => row.Id == latest.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.IsLatest, false), cancellationToken);
        db.Entry(latest).State = EntityState.Detached;
        var target = db.Definitions.Add(DefinitionRows.New(definitionId, highest + 1, at)).Entity;
        var content = DefinitionText.Read(source.Json) ?? [];
        content["id"] = target.Id.ToString("N");
        content["version"] = target.Version;
        DefinitionRows.Fill(target, content, at, by.Id);
        Record(by, "definition.reverted", target, new() { ["from"] = version });
        return new Outcome.Done(target, []);
    }, cancellationToken);

    /// <summary>Deletes a definition with all its versions (删除流程).</summary>
    public Task<Outcome> DeleteAsync(string definitionId, Viewer by, CancellationToken cancellationToken) => ActAsync(by, async () =>
    {
        var rows = await db.Definitions.Where(row => row.DefinitionId == definitionId && row.DeletedAt == null).ToListAsync(cancellationToken);
        if (rows.Count == 0)
        {
            return new Outcome.NotFound();
        }

        foreach (var row in rows)
        {
            db.Remove(row, clock.GetUtcNow());
        }

        await triggers.RemoveAsync(definitionId, cancellationToken);

        Record(by, "definition.deleted", rows.MaxBy(row => row.Version)!);
        return new Outcome.Done(rows[0], []);
    }, cancellationToken);

    /// <summary>Deletes one version; the newest of the rest becomes the latest.</summary>
    public Task<Outcome> DeleteVersionAsync(Guid id, Viewer by, CancellationToken cancellationToken) => ActAsync(by, async () =>
    {
        if (await db.Definitions.SingleOrDefaultAsync(row => row.Id == id && row.DeletedAt == null, cancellationToken) is not { } row)
        {
            return new Outcome.NotFound();
        }

        var wasLatest = row.IsLatest;
        if (row.IsPublished)
        {
            await triggers.RemoveAsync(row.DefinitionId, cancellationToken);
        }

        db.Remove(row, clock.GetUtcNow());
        Record(by, "definition.version-deleted", row);
        await db.SaveChangesAsync(cancellationToken);
        if (wasLatest && await db.Definitions.Where(other => other.DefinitionId == row.DefinitionId && other.Id != id && other.DeletedAt == null)
            .OrderByDescending(other => other.Version).FirstOrDefaultAsync(cancellationToken) is { } next)
        {
            next.IsLatest = true;
            next.Revision++;
        }

        return new Outcome.Done(row, []);
    }, cancellationToken);

    private Task<StoredDefinition?> LatestAsync(string definitionId, CancellationToken cancellationToken) => db.Definitions
        .SingleOrDefaultAsync(row => row.DefinitionId == definitionId && row.IsLatest && row.DeletedAt == null, cancellationToken);

    private async Task<Outcome> ActAsync(Viewer by, Func<Task<Outcome>> act, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (!by.Is(Roles.Administrator))
        {
            return new Outcome.NotAllowed();
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
                var outcome = await act();
                if (outcome is Outcome.Refused)
                {
                    db.ChangeTracker.Clear();
                    return outcome;
                }

                await db.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return outcome;
            }
            catch (DbUpdateException error) when (error.IsLostRace && attempt < Attempts)
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    private void Record(Viewer by, string kind, StoredDefinition row, JsonObject? more = null)
    {
        var data = more ?? [];
        data["definition"] = row.DefinitionId;
        data["version"] = row.Version;
        db.Record(Acting.Person(by.Id, clock), kind, data);
    }

    public abstract record Outcome
    {
        private Outcome() { }

        /// <summary>It is done; the row is the version the designer goes on with.</summary>
        public sealed record Done(StoredDefinition Row, IReadOnlyList<string> Warnings) : Outcome;

        /// <summary>It was so already.</summary>
        public sealed record Already(StoredDefinition Row) : Outcome;

        public sealed record NotFound : Outcome;

        public sealed record NotAllowed : Outcome;

        public sealed record Refused(IReadOnlyList<string> Problems) : Outcome;
    }
}
