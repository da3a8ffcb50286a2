using Cronos;

namespace Rectify.Workflow.App.Jobs.Watching;

/// <summary>How long a host has watched.</summary>
/// <param name="Since">Its start, or the last jump of its clock.</param>
/// <param name="JumpedAt">When its clock last jumped, by the clock after it.</param>
public readonly record struct Watched(DateTimeOffset Since, DateTimeOffset? JumpedAt = null);

/// <summary>Decides since when a job has been silent. Pure.</summary>
public static class Silence
{
    /// <summary>
    /// The instant since which nothing has succeeded, once the run that should have followed is later than tolerated; null
    /// while the job is in time. A job that never succeeded counts from when it has been watched.
    /// </summary>
    /// <param name="cron">The job's schedule, on the town's clock.</param>
    /// <param name="zone">The town's zone.</param>
    /// <param name="succeededAt">Its last success, by whichever host's clock.</param>
    /// <param name="watch">Since when this host has watched, and when its clock last jumped.</param>
    /// <param name="now">Now, by this host's clock.</param>
    /// <param name="tolerance">How late is not yet silent.</param>
    public static DateTimeOffset? Since(
        CronExpression cron, TimeZoneInfo zone, DateTimeOffset? succeededAt, Watched watch, DateTimeOffset now, TimeSpan tolerance)
    {
        ArgumentNullException.ThrowIfNull(cron);
        // A success that lies ahead was stamped before the clock was set back; believing it would mean silence without alarm.
        var last = succeededAt is { } success && success <= now + tolerance ? success : watch.Since;
        // Runs that lie in time skipped by a jump are made up for by the next one.
        var counted = watch.JumpedAt > last ? watch.JumpedAt.Value : last;
        return cron.GetNextOccurrence(counted, zone) is { } expected && now > expected + tolerance && now > watch.Since + tolerance
            ? last
            : null;
    }
}
