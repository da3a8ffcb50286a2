using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Starts;

namespace Rectify.Workflow.App.Workflows;

/// <summary>
/// Resumes what is due: instances whose time has come and those whose event was published. Many steps share a save; where
/// one of them cannot, each is taken by itself, so that one that fails is put off and the others go on. Two workers at once
/// are safe, because of two steps one finds the instance's version changed.
/// </summary>
public sealed class WakeTimers(IServiceScopeFactory scopes, FireTriggers triggers, TendStarts starts, TimeProvider clock, ILogger<WakeTimers> log)
{
    /// <summary>The purpose of the timers that open the periodic review of long-term items (回头看).</summary>
    public const string LongTermReview = "LongTermReview";

    // What is known of a backlog at a time, what shares a save, and how many saves are under way where several may write.
    private const int Window = 2_000;
    private const int Together = 100;
    private const int AtOnce = 4;

    /// <summary>Resumes everything due but the reviews.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await WakeAsync(timers => timers.Where(timer => timer.Purpose != LongTermReview), cancellationToken);
        await DrainAsync(
            (db, now) => db.EventWaits.AsNoTracking().Where(wait => wait.PublishedAt <= now)
                .OrderBy(wait => wait.PublishedAt).ThenBy(wait => wait.Id).Take(Window)
                .Select(wait => new Due(wait.Id, wait.InstanceId, wait.Payload)),
            "event", (db, id) => PutOffAsync(db.EventWaits.Where(row => row.Id == id), cancellationToken), cancellationToken);
        await triggers.RunAsync(cancellationToken);
        await starts.RunAsync(cancellationToken);
    }

    /// <summary>Opens the reviews of long-term items whose day has come.</summary>
    public Task OpenReviewsAsync(CancellationToken cancellationToken) =>
        WakeAsync(timers => timers.Where(timer => timer.Purpose == LongTermReview), cancellationToken);

    private Task WakeAsync(Func<IQueryable<InstanceTimer>, IQueryable<InstanceTimer>> which, CancellationToken cancellationToken) => DrainAsync(
        (db, now) => which(db.Timers.AsNoTracking()).Where(timer => timer.DueAt <= now)
            .OrderBy(timer => timer.DueAt).ThenBy(timer => timer.Id).Take(Window)
            .Select(timer => new Due(timer.Id, timer.InstanceId, null)),
        "timer", (db, id) => PutOffAsync(db.Timers.Where(row => row.Id == id), cancellationToken), cancellationToken);

    /// <summary>Takes what is due now; what the steps themselves make due waits for the next run, so that this one ends.</summary>
    private async Task DrainAsync(
        Func<RectifyDb, DateTimeOffset, IQueryable<Due>> due, string actor, Func<RectifyDb, Guid, Task> putOff, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        for (var more = true; more;)
        {
            List<Due> rows;
            bool severalWrite;
            await using (var scope = scopes.CreateAsyncScope())
            {
                var db = scope.ServiceProvider.GetRequiredService<RectifyDb>();
                severalWrite = db is PostgresRectifyDb;
                rows = await due(db, now).ToListAsync(cancellationToken);
            }

            // One of each instance: its next may be gone when this one is done.
            var batches = rows.DistinctBy(row => row.InstanceId)
                .Select(row => new ResumeBookmark.Command(row.Id, row.InstanceId, actor, row.Payload)).Chunk(Together).ToArray();
            more = rows.Count == Window || batches.Sum(batch => batch.Length) < rows.Count;
            if (severalWrite)
            {
                // Workers that find the same backlog begin at different places.
                Random.Shared.Shuffle(batches);
            }

            await Parallel.ForEachAsync(
                batches, new ParallelOptions { MaxDegreeOfParallelism = severalWrite ? AtOnce : 1, CancellationToken = cancellationToken },
                async (batch, token) => await ResumeAsync(batch, putOff, token));
        }
    }

    private async Task ResumeAsync(ResumeBookmark.Command[] batch, Func<RectifyDb, Guid, Task> putOff, CancellationToken cancellationToken)
    {
        IReadOnlyList<ResumeBookmark.Command> alone = batch;
        if (batch.Length > 1)
        {
            await using var scope = scopes.CreateAsyncScope();
            try
            {
                alone = await scope.ServiceProvider.GetRequiredService<ResumeTogether>().RunAsync(batch, cancellationToken);
            }
#pragma warning disable CA1031 // Whatever went wrong with one of them, nothing is stored: each is taken by itself, and whose fault it was shows there.
            catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
            {
                log.StepsParted(error, batch.Length);
            }
        }

        foreach (var command in alone)
        {
            await ResumeAsync(command, putOff, cancellationToken);
        }
    }

    private async Task ResumeAsync(ResumeBookmark.Command command, Func<RectifyDb, Guid, Task> putOff, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await scope.ServiceProvider.GetRequiredService<ResumeBookmark>().RunAsync(command, cancellationToken);
        }
        catch (DbUpdateException error) when (error.IsLostRace)
        {
            // Another worker took this step; if it did not, the row is still due next time.
            log.StepLostRace(command.InstanceId, command.BookmarkId);
        }
#pragma warning disable CA1031 // One broken instance must not stop the others; the row is put off and the failure logged.
        catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
        {
            log.StepFailed(error, command.InstanceId, command.BookmarkId);
            await using var fresh = scopes.CreateAsyncScope();
            await putOff(fresh.ServiceProvider.GetRequiredService<RectifyDb>(), command.BookmarkId);
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

    private sealed record Due(Guid Id, Guid InstanceId, string? Payload);
}
