using Cronos;
using Rectify.Workflow.App.Jobs;

namespace Rectify.Workflow.App.Demo;

/// <summary>
/// When the recurring jobs of <see cref="JobSchedule"/> run, on the town's clock. Those of every minute are left out: the
/// replay runs them whenever something is due. Those of every hour are asked at the first hour at which a row is due,
/// and whenever a daily job runs; in between they would find nothing.
/// </summary>
internal sealed class JobTimes
{
    private readonly TimeZoneInfo _zone;
    private readonly List<Entry> _jobs;

    public JobTimes(IEnumerable<JobEntry> jobs, TimeZoneInfo zone, DateTimeOffset start)
    {
        _zone = zone;
        _jobs = [.. jobs
            .Select(job => new Entry(job, CronExpression.Parse(job.Cron)))
            .Where(entry => Gap(entry.Cron, start) >= TimeSpan.FromHours(1))
            .Select(entry => entry with { IsDaily = Gap(entry.Cron, start) > TimeSpan.FromHours(12) })];
    }

    /// <summary>The next instant after the given one at which a job has something to do or its day has come.</summary>
    /// <param name="after">The instant the replay stands at.</param>
    /// <param name="due">When the next row falls due; null when none ever does.</param>
    public DateTimeOffset? NextAfter(DateTimeOffset after, DateTimeOffset? due) => _jobs
        .Select(entry => entry.IsDaily ? Next(entry.Cron, after)
            : due is { } row ? Next(entry.Cron, row > after ? row.AddTicks(-1) : after)
            : null)
        .Min();

    /// <summary>The jobs that run at an instant, in the order of the table.</summary>
    public IEnumerable<JobEntry> At(DateTimeOffset instant) =>
        _jobs.Where(entry => Next(entry.Cron, instant.AddTicks(-1)) == instant).Select(entry => entry.Job);

    private DateTimeOffset? Next(CronExpression cron, DateTimeOffset after) =>
        cron.GetNextOccurrence(after, _zone)?.ToUniversalTime();

    private TimeSpan Gap(CronExpression cron, DateTimeOffset start) =>
        Next(cron, start) is { } first && Next(cron, first) is { } second ? second - first : TimeSpan.MaxValue;

    private sealed record Entry(JobEntry Job, CronExpression Cron, bool IsDaily = false);
}
