using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.App.Starts;

/// <summary>
/// Keeps the triggers in step with what is published and orders a start for each time that has come. What was missed while
/// nothing ran is made up for once, not once for each time missed.
/// </summary>
public sealed class FireTriggers(
    IServiceScopeFactory scopes, DefinitionCatalog definitions, Interpreter interpreter, TimeProvider clock, ILogger<FireTriggers> log)
{
    private const int BatchSize = 200;
    private readonly ConcurrentDictionary<string, int> _known = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await IndexAsync(cancellationToken);
        List<Guid> due;
        await using (var scope = scopes.CreateAsyncScope())
        {
            var now = clock.GetUtcNow();
            due = await scope.ServiceProvider.GetRequiredService<RectifyDb>().Triggers.AsNoTracking().Where(row => row.DueAt <= now)
                .OrderBy(row => row.DueAt).ThenBy(row => row.Id).Take(BatchSize).Select(row => row.Id).ToListAsync(cancellationToken);
        }

        foreach (var id in due)
        {
            await TryAsync(db => FireAsync(db, id, cancellationToken), id.ToString("N"));
        }
    }

    /// <summary>Reads the triggers of definitions published or withdrawn since the last look; the first look takes all.</summary>
    private async Task IndexAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, int> published;
        HashSet<string> indexed;
        await using (var scope = scopes.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<RectifyDb>();
            published = await db.Definitions.AsNoTracking().Where(row => row.IsPublished)
                .ToDictionaryAsync(row => row.DefinitionId, row => row.Version, cancellationToken);
            indexed = [.. await db.Triggers.AsNoTracking().Select(row => row.DefinitionId).Distinct().ToListAsync(cancellationToken)];
        }

        foreach (var (id, version) in published.Where(one => _known.GetValueOrDefault(one.Key, -1) != one.Value))
        {
            if (await TryAsync(db => IndexAsync(db, id, version, cancellationToken), id))
            {
                _known[id] = version;
            }
        }

        foreach (var gone in indexed.Union(_known.Keys).Where(id => !published.ContainsKey(id)))
        {
            if (await TryAsync(db => IndexAsync(db, gone, null, cancellationToken), gone))
            {
                _known.TryRemove(gone, out _);
            }
        }
    }

    private async Task IndexAsync(RectifyDb db, string definitionId, int? version, CancellationToken cancellationToken)
    {
        var rows = await db.Triggers.Where(row => row.DefinitionId == definitionId).ToListAsync(cancellationToken);
        if (rows.Count > 0 && rows.TrueForAll(row => row.Version == version))
        {
            return;
        }

        db.Triggers.RemoveRange(rows);
        if (version is { } published)
        {
            var now = clock.GetUtcNow();
            var definition = await definitions.GetAsync(db, definitionId, published, cancellationToken);
            db.Triggers.AddRange(interpreter.Triggers(definition, now).Select(plan => new WorkflowTrigger
            {
                Id = Guid.CreateVersion7(now),
                DefinitionId = definitionId,
                Version = published,
                ActivityId = plan.ActivityId,
                EventName = plan.EventName,
                DueAt = plan.DueAt?.ToUniversalTime(),
            }));
        }

        // Rows of the old version go first: one definition has one trigger for each activity.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var added = db.ChangeTracker.Entries<WorkflowTrigger>().Where(entry => entry.State is EntityState.Added).ToList();
        added.ForEach(entry => entry.State = EntityState.Detached);
        await db.SaveChangesAsync(cancellationToken);
        db.Triggers.AddRange(added.Select(entry => entry.Entity));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task FireAsync(RectifyDb db, Guid id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await db.Triggers.FindAsync([id], cancellationToken) is not { } row || row.DueAt > now || row.DueAt is null)
        {
            return;
        }

        var definition = await definitions.GetAsync(db, row.DefinitionId, row.Version, cancellationToken);
        row.DueAt = interpreter.Triggers(definition, now).FirstOrDefault(plan => plan.ActivityId == row.ActivityId)?.DueAt?.ToUniversalTime();
        db.OrderStart(row, null, null, now);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>False when it must be tried again: the database failed, or another worker changed the same rows.</summary>
    private async Task<bool> TryAsync(Func<RectifyDb, Task> change, string what)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await change(scope.ServiceProvider.GetRequiredService<RectifyDb>());
            return true;
        }
        catch (DbUpdateException error) when (error.IsLostRace)
        {
            return false;
        }
        catch (Exception error) when (error is ExpressionException or InvalidOperationException { InnerException: null })
        {
            // The definition's own fault: it is looked at again when its next version is published.
            log.TriggerFailed(error, what);
            return true;
        }
#pragma warning disable CA1031 // One definition must not stop the others.
        catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
        {
            log.TriggerFailed(error, what);
            return false;
        }
    }
}
