using System.Collections.Immutable;
using Cronos;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail.Inbox;

namespace Rectify.Workflow.App.Jobs.Watching;

/// <summary>Reads how the recurring jobs are doing; asks the record, not Hangfire.</summary>
public sealed class JobReports(RectifyDb db, JobWatch watch, TownZone town, IOptions<WatchOptions> options, IOptions<InboxOptions> inbox, TimeProvider clock)
{
    /// <summary>All jobs of the schedule, in its order.</summary>
    public async Task<ImmutableArray<JobStatus>> ListAsync(CancellationToken cancellationToken)
    {
        var runs = await db.JobRuns.AsNoTracking().ToDictionaryAsync(run => run.Id, StringComparer.Ordinal, cancellationToken);
        var (watched, now) = (watch.Watched, clock.GetUtcNow());
        return [.. JobSchedule.For(inbox.Value).Select(entry => StatusOf(entry, runs.GetValueOrDefault(entry.Id), watched, now))];
    }

    private JobStatus StatusOf(JobEntry entry, JobRun? run, Watched watched, DateTimeOffset now)
    {
        var cron = CronExpression.Parse(entry.Cron);
        return new(
            entry.Id, entry.Cron, run?.StartedAt, run?.SucceededAt, run?.FailedAt, run?.Error, cron.GetNextOccurrence(now, town.Zone),
            Silence.Since(cron, town.Zone, run?.SucceededAt, watched, now, options.Value.Tolerance));
    }
}
