namespace Rectify.Workflow.App.Jobs.Watching;

/// <summary>
/// What this process knows of the jobs: since when it has watched with an even clock, and what it saw last. When the machine's clock
/// jumps, or the machine slept, the watch begins anew, so that no job is called silent for time that nobody lived through.
/// </summary>
public sealed class JobWatch(TimeProvider clock)
{
    /// <summary>More than a clock is corrected by while it runs.</summary>
    private static readonly TimeSpan Jump = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private (DateTimeOffset Instant, long Timestamp) _last = (clock.GetUtcNow(), clock.GetTimestamp());
    private Watched _watched = new(clock.GetUtcNow());
    private volatile IReadOnlyList<JobStatus> _latest = [];

    /// <summary>Since when this process has watched; notices a jump of the clock.</summary>
    public Watched Watched
    {
        get
        {
            lock (_gate)
            {
                var (now, timestamp) = (clock.GetUtcNow(), clock.GetTimestamp());
                if ((now - _last.Instant - clock.GetElapsedTime(_last.Timestamp, timestamp)).Duration() > Jump)
                {
                    _watched = new(now, now);
                }

                _last = (now, timestamp);
                return _watched;
            }
        }
    }

    /// <summary>All jobs as the last look found them; empty before the first.</summary>
    public IReadOnlyList<JobStatus> Latest
    {
        get => _latest;
        internal set => _latest = value;
    }
}
