using Microsoft.Extensions.Time.Testing;

namespace Rectify.Workflow.App.Tests.Clockwork;

/// <summary>
/// A machine's clock: it goes with true time, may be wrong by some offset, and may be set while it runs. Timers and elapsed time do not
/// notice that, as on a real machine.
/// </summary>
internal sealed class WallClock(FakeTimeProvider trueTime, TimeSpan offset = default) : TimeProvider
{
    private long _offset = offset.Ticks;

    public override long TimestampFrequency => trueTime.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => trueTime.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offset));

    public override long GetTimestamp() => trueTime.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        trueTime.CreateTimer(callback, state, dueTime, period);

    /// <summary>Somebody sets it, or a time server does.</summary>
    public void Jump(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);
}
