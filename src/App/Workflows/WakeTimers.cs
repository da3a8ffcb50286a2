using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Starts;

namespace Rectify.Workflow.App.Workflows;

/// <summary>
/// Resumes what is due: instances whose time has come and those whose event was published. Each is a step of its own, so
/// one that fails is put off and the others go on; two workers at once are safe, because of two steps one finds the
/// instance's version changed.
/// </summary>
public sealed class WakeTimers(IServiceScopeFactory scopes, FireTriggers triggers, TendStarts starts, TimeProvider clock, ILogger<WakeTimers> log)
{
    /// <summary>The purpose of the timers that open the periodic review of long-term items (回头看).</summary>
    public const string LongTermReview = "LongTermReview";

    private const int BatchSize = 200;
    private const int AtOnce = 4;

    /// <summary>Resumes everything due but the reviews.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await WakeAsync(timers => timers.Where(timer => timer.Purpose != LongTermReview), cancellationToken);
        await DeliverEventsAsync(cancellationToken);
        await triggers.RunAsync(cancellationToken);
        await starts.RunAsync(cancellationToken);
    }

    /// <summary>Opens the reviews of long-term items whose day has come.</summary>
    public Task OpenReviewsAsync(CancellationToken cancellationToken) =>
        WakeAsync(timers => timers.Where(timer => timer.Purpose == LongTermReview), cancellationToken);

    private async Task WakeAsync(
        Func<IQueryable<InstanceTimer>, IQueryable<InstanceTimer>> which, CancellationToken cancellationToken)
    {
        for (var full = true; full;)
        {
            var now = clock.GetUtcNow();
            List<(Guid Id, Guid InstanceId)> due;
            bool severalWrite;
            await using (var scope = scopes.CreateAsyncScope())
            {
                var db = scope.ServiceProvider.GetRequiredService<RectifyDb>();
                severalWrite = db is PostgresRectifyDb;
                due = (await which(db.Timers.AsNoTracking()).Where(timer => timer.DueAt <= now)
                    .OrderBy(timer => timer.DueAt).ThenBy(timer => timer.Id).Take(BatchSize)
                    .Select(timer => new { timer.Id, timer.InstanceId }).ToListAsync(cancellationToken))
                    .ConvertAll(timer => (timer.Id, timer.InstanceId));
            }

            // A backlog, as after downtime, is taken several at once where the database lets several write.
            full = due.Count == BatchSize;
            await Parallel.ForEachAsync(due, new ParallelOptions
            {
                MaxDegreeOfParallelism = full && severalWrite ? AtOnce : 1,
                CancellationToken = cancellationToken,
            }, async (timer, token) => await ResumeAsync(timer.Id, timer.InstanceId, "timer",
                db => PutOffAsync(db.Timers.Where(row => row.Id == timer.Id), token), token));
        }
    }

    private async Task DeliverEventsAsync(CancellationToken cancellationToken)
    {
        List<EventWait> due;
        await using (var scope = scopes.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<RectifyDb>();
            var now = clock.GetUtcNow();
            due = await db.EventWaits.AsNoTracking().Where(wait => wait.PublishedAt <= now)
                .OrderBy(wait => wait.PublishedAt).ThenBy(wait => wait.Id).Take(BatchSize).ToListAsync(cancellationToken);
        }

        foreach (var wait in due)
        {
            await ResumeAsync(wait.Id, wait.InstanceId, "event",
                db => PutOffAsync(db.EventWaits.Where(row => row.Id == wait.Id), cancellationToken), cancellationToken, wait.Payload);
        }
    }

    private async Task ResumeAsync(
        Guid bookmark, Guid instance, string actor, Func<RectifyDb, Task> putOff, CancellationToken cancellationToken, string? payload = null)
    {
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await scope.ServiceProvider.GetRequiredService<ResumeBookmark>()
                .RunAsync(new(bookmark, instance, actor, payload), cancellationToken);
        }
        catch (DbUpdateException error) when (error.IsLostRace)
        {
            // Another worker took this step; if it did not, the row is still due next time.
            log.StepLostRace(instance, bookmark);
        }
#pragma warning disable CA1031 // One broken instance must not stop the others; the row is put off and the failure logged.
        catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
        {
            log.StepFailed(error, instance, bookmark);
            await using var fresh = scopes.CreateAsyncScope();
            await putOff(fresh.ServiceProvider.GetRequiredService<RectifyDb>());
        }
    }

    private async Task PutOffAsync(IQueryable<InstanceTimer> timers, CancellationToken cancellationToken)
    {
        var attempts = await timers.Select(timer => timer.Attempts).SingleOrDefaultAsync(cancellationToken);
        var next = clock.GetUtcNow() + Backoff.After(attempts);
        await timers.ExecuteUpdateAsync(
            row => row.SetProperty(timer => timer.DueAt, next).SetProperty(timer => timer.Attempts, attempts + 1), cancellationToken);
    }

    private async Task PutOffAsync(IQueryable<EventWait> waits, CancellationToken cancellationToken)
    {
        var attempts = await waits.Select(wait => wait.Attempts).SingleOrDefaultAsync(cancellationToken);
        DateTimeOffset? next = clock.GetUtcNow() + Backoff.After(attempts);
        await waits.ExecuteUpdateAsync(
            row => row.SetProperty(wait => wait.PublishedAt, next).SetProperty(wait => wait.Attempts, attempts + 1), cancellationToken);
    }
}
