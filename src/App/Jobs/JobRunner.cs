using System.Collections.Concurrent;
using System.ComponentModel;
using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;

namespace Rectify.Workflow.App.Jobs;

/// <summary>
/// Runs one job of the schedule with services and a correlation id of its own, and records when it last started,
/// succeeded and failed. A job never overlaps itself within a process; who asks meanwhile gets one more run after it.
/// </summary>
public sealed class JobRunner(IServiceScopeFactory scopes, TimeProvider clock, ILogger<JobRunner> log)
{
    private const int Idle = 0;
    private const int Running = 1;
    private const int RunningAndAsked = 2;

    private readonly ConcurrentDictionary<string, JobState> _states = new(StringComparer.Ordinal);

    /// <summary>Runs the job of that id. Called by Hangfire, which shows it by this name.</summary>
    [DisplayName("{0}")]
    // The next run asks again what is due. A failed run is in our own record; Hangfire would keep it for ever.
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    public async Task RunAsync(string id, CancellationToken cancellationToken)
    {
        var entry = JobSchedule.Find(id);
        var state = _states.GetOrAdd(id, _ => new());
        if (Interlocked.CompareExchange(ref state.Value, Running, Idle) != Idle)
        {
            Interlocked.CompareExchange(ref state.Value, RunningAndAsked, Running);
            return;
        }

        try
        {
            do
            {
                Interlocked.Exchange(ref state.Value, Running);
                await RunOnceAsync(entry, cancellationToken);
            }
            while (Interlocked.CompareExchange(ref state.Value, Idle, Running) == RunningAndAsked);
        }
        finally
        {
            Interlocked.Exchange(ref state.Value, Idle);
        }
    }

    private async Task RunOnceAsync(JobEntry entry, CancellationToken cancellationToken)
    {
        var started = clock.GetUtcNow();
        using var step = StepScope.Begin($"{entry.Id}-{Guid.CreateVersion7(started):N}");
        await RecordAsync(entry.Id, run => run.StartedAt = started, cancellationToken);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await entry.RunAsync(scope.ServiceProvider, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;   // the host stops; the job is neither done nor broken
        }
        catch (Exception error)
        {
            log.JobFailed(error, entry.Id);
            await RecordAsync(entry.Id, run => (run.FailedAt, run.Error) = (clock.GetUtcNow(), Shorten(error.Message)), CancellationToken.None);
            throw;
        }

        await RecordAsync(entry.Id, run => (run.SucceededAt, run.Error) = (clock.GetUtcNow(), null), CancellationToken.None);
        log.JobSucceeded(entry.Id);
    }

    private async Task RecordAsync(string id, Action<JobRun> change, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RectifyDb>();
        var run = await db.JobRuns.FindAsync([id], cancellationToken);
        var isNew = run is null;
        run ??= db.JobRuns.Add(new() { Id = id }).Entity;
        change(run);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (isNew)
        {
            // Another process recorded the job's first run at the same moment: write over that row.
            db.ChangeTracker.Clear();
            change(await db.JobRuns.SingleAsync(row => row.Id == id, cancellationToken));
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    private static string Shorten(string text) => text.Length > 2000 ? text[..2000] : text;

    private sealed class JobState
    {
        public int Value;
    }
}
