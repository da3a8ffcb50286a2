using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Jobs;

namespace Rectify.Workflow.App.Mail;

/// <summary>
/// Asks the worker to look at the outbox now instead of at the next full minute. Best effort: the rows are the record.
/// Many requests within a moment become one, because enqueueing costs more than the step that asks.
/// </summary>
public sealed class OutboxNudge(IServiceProvider services)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(300);

    private int _pending;

    /// <summary>Call after the commit.</summary>
    public void Nudge()
    {
        // Nothing to ask where no Hangfire is: the demo's replay, tests and the command line run the jobs themselves.
        if (services.GetService<IBackgroundJobClient>() is { } jobs && Interlocked.Exchange(ref _pending, 1) == 0)
        {
            _ = EnqueueSoonAsync(jobs);
        }
    }

    private async Task EnqueueSoonAsync(IBackgroundJobClient jobs)
    {
        await Task.Delay(Moment);
        Interlocked.Exchange(ref _pending, 0);
        try
        {
            jobs.Enqueue<JobRunner>(runner => runner.RunAsync(JobSchedule.Outbox, CancellationToken.None));
        }
#pragma warning disable CA1031 // A failed nudge is no failure: the outbox job comes every minute.
        catch (Exception)
#pragma warning restore CA1031
        {
            // Nothing is lost.
        }
    }
}
