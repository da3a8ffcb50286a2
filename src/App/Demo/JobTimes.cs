using Cronos;
using Rectify.Workflow.App.Jobs;

namespace Rectify.Workflow.App.Demo;

/// <summary>When the recurring jobs of <see cref="JobSchedule"/> would run, on the town's clock.</summary>
internal sealed class JobTimes
{
    private readonly TimeZoneInfo _zone;
    private readonly List<(JobEntry Job, CronExpression Cron)> _jobs;

    /// <summary>Jobs that run several times an hour are left out: the replay runs them whenever something is due.</summary>
    public JobTimes(IEnumerable<JobEntry> jobs, TimeZoneInfo zone, DateTimeOffset start)
    {
        _zone = zone;
        _jobs = [.. jobs
            .Select(job => (job, CronExpression.Parse(job.Cron)))
            .Where(entry => Gap(entry.Item2, start) >= TimeSpan.FromHours(1))];
    }

    /// <summary>The next instant after the given one at which a job runs; null when none ever does.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset after) =>
        _jobs.Select(entry => entry.Cron.GetNextOccurrence(after, _zone)?.ToUniversalTime()).Min();

    /// <summary>The jobs that run at an instant, in the order of the table.</summary>
    public IEnumerable<JobEntry> At(DateTimeOffset instant) =>
        _jobs.Where(entry => entry.Cron.GetNextOccurrence(instant.AddTicks(-1), _zone) == instant).Select(entry => entry.Job);

    private TimeSpan Gap(CronExpression cron, DateTimeOffset start) =>
        cron.GetNextOccurrence(start, _zone) is { } first && cron.GetNextOccurrence(first, _zone) is { } second
            ? second - first
            : TimeSpan.MaxValue;
}
