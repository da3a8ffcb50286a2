using System.Collections.Concurrent;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Jobs;

namespace Rectify.Workflow.App.Mail;

/// <summary>
/// Asks the worker to run a job now, mostly the outbox, instead of at the next full minute. Best effort: the rows are the record.
/// Many requests within a moment become one, because enqueueing costs more than the step that asks.
/// </summary>
public sealed class OutboxNudge(IServiceProvider services)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, bool> _pending = new(StringComparer.Ordinal);

    /// <summary>Call after the commit, or shortly before it.</summary>
    public void Nudge(string job = JobSchedule.Outbox)
    {
        // Nothing to ask where no Hangfire is: the demo's replay, tests and the command line run the jobs themselves.
        if (services.GetService<IBackgroundJobClient>() is { } jobs && _pending.TryAdd(job, true))
        {
            _ = EnqueueAsync(jobs, job, job, Moment);
        }
    }

    /// <summary>Asks for the job in a while, if that is before the minute at which it comes anyway.</summary>
    public void NudgeIn(TimeSpan wait, string job = JobSchedule.Outbox)
    {
        if (wait < Minute && services.GetService<IBackgroundJobClient>() is { } jobs && _pending.TryAdd($"{job} later", true))
        {
            _ = EnqueueAsync(jobs, job, $"{job} later", wait > Moment ? wait : Moment);
        }
    }

    private async Task EnqueueAsync(IBackgroundJobClient jobs, string job, string pending, TimeSpan wait)
    {
        await Task.Delay(wait);
        _pending.TryRemove(pending, out _);
        try
        {
            jobs.Enqueue<JobRunner>(runner => runner.RunAsync(job, CancellationToken.None));
        }
#pragma warning disable CA1031 // A failed nudge is no failure: the outbox job comes every minute.
        catch (Exception)
#pragma warning restore CA1031
        {
            // Nothing is lost.
        }
    }
}
