namespace Rectify.Workflow.App.Jobs.Watching;

/// <summary>
/// What this process knows of the jobs: since when it has watched with an even clock, and what it saw last. When the machine's clock
/// jumps, or the machine slept, the watch begins anew, so that no job is called silent for time that nobody lived through.
/// </summary>
public sealed class JobWatch(TimeProvider clock)
{
    /// <summary>More than a clock is corrected by while it runs.</summary>
    private static readonly TimeSpan Jump = TimeSpan.FromMinutes(1);

    private const long Never = long.MinValue;

    private readonly Lock _gate = new();
    private (DateTimeOffset Instant, long Timestamp) _last = (clock.GetUtcNow(), clock.GetTimestamp());
    private Watched _watched = new(clock.GetUtcNow());
    private long _lookedAt = Never;
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

        internal set
        {
            lock (_gate)
            {
                _watched = value;
            }
        }
    }

    /// <summary>All jobs as the last look found them; empty before the first.</summary>
    public IReadOnlyList<JobStatus> Latest
    {
        get => _latest;
        internal set
        {
            _latest = value;
            Interlocked.Exchange(ref _lookedAt, clock.GetTimestamp());
        }
    }

    /// <summary>The timestamp of the last look; null before the first.</summary>
    public long? LookedAt => Interlocked.Read(ref _lookedAt) is var at and not Never ? at : null;
}
