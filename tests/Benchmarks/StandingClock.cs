namespace Rectify.Workflow.Benchmarks;

/// <summary>A clock that stands where it was put, so that every round of a run sees the same day.</summary>
public sealed class StandingClock(DateTimeOffset now) : TimeProvider
{
    private DateTimeOffset _now = now;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(int months) => _now = _now.AddMonths(months);
}
