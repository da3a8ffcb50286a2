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
/// Orders a start for each trigger's time that has come. What was missed while nothing ran is made up for once, not once for
/// each time missed.
/// </summary>
public sealed class FireTriggers(
    IServiceScopeFactory scopes, DefinitionCatalog definitions, Interpreter interpreter, TimeProvider clock, ILogger<FireTriggers> log)
{
    private const int BatchSize = 200;
    private static readonly TimeSpan Retry = TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
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

    private async Task FireAsync(RectifyDb db, Guid id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await db.Triggers.FindAsync([id], cancellationToken) is not { } row || row.DueAt > now || row.DueAt is null)
        {
            return;
        }

        var definition = await definitions.GetAsync(db, row.DefinitionId, row.Version, cancellationToken);
        var plan = interpreter.Triggers(definition, now).FirstOrDefault(plan => plan.ActivityId == row.ActivityId);
        if (plan?.Problem is { } problem)
        {
            // Its input is an expression that fails now; it may work later, and the others must not wait for it.
            log.TriggerFailed(new ExpressionException(problem), row.DefinitionId);
            row.DueAt = now + Retry;
            await db.SaveChangesAsync(cancellationToken);
            return;
        }

        row.DueAt = plan?.DueAt?.ToUniversalTime();
        db.OrderStart(row, null, null, now);
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task TryAsync(Func<RectifyDb, Task> change, string what)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await change(scope.ServiceProvider.GetRequiredService<RectifyDb>());
        }
        catch (DbUpdateException error) when (error.IsLostRace)
        {
            // Another worker fired it, or it was withdrawn.
        }
#pragma warning disable CA1031 // One definition must not stop the others; its trigger is still due next time.
        catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
        {
            log.TriggerFailed(error, what);
        }
    }
}
