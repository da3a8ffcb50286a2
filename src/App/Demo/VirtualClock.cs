namespace Rectify.Workflow.App.Demo;

/// <summary>
/// A clock the replay sets by hand. After the replay it runs on from where it stands, so that the pages show the town as it
/// was on the last day and time goes on from there.
/// </summary>
public sealed class VirtualClock : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;
    private long? _runningSince;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _runningSince is { } since ? _now + GetElapsedTime(since) : _now;
        }
    }

    /// <summary>Sets the clock; it never goes back, because nothing in the product expects it to.</summary>
    public void MoveTo(DateTimeOffset instant)
    {
        lock (_gate)
        {
            if (_runningSince is not null)
            {
                throw new InvalidOperationException("The clock runs by itself and can no longer be set.");
            }

            _now = instant >= _now ? instant.ToUniversalTime() : throw new ArgumentOutOfRangeException(
                nameof(instant), instant, $"The clock stands at {_now:O} and cannot go back.");
        }
    }

    /// <summary>Lets the clock run at the pace of real time from where it stands.</summary>
    public void RunOn()
    {
        lock (_gate)
        {
            _runningSince ??= GetTimestamp();
        }
    }
}
