using System.Diagnostics.Metrics;

namespace Rectify.Workflow.App.Jobs.Watching;

/// <summary>The recurring jobs as numbers, read from the watchdog's last look.</summary>
public sealed class JobMetrics : IDisposable
{
    /// <summary>The meter's name, under which collectors subscribe.</summary>
    public const string MeterName = "Rectify.Workflow";

    private readonly Meter _meter = new(MeterName);

    public JobMetrics(JobWatch watch, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(watch);
        ArgumentNullException.ThrowIfNull(clock);
        _meter.CreateObservableGauge(
            "rectify_job_silent_seconds",
            () => watch.Latest.Select(job => Measure(job, job.SilentSince is { } since ? (clock.GetUtcNow() - since).TotalSeconds : 0)),
            "s", "Seconds since a job that should have succeeded last did; 0 while it is in time.");
        _meter.CreateObservableGauge(
            "rectify_job_last_success_timestamp_seconds",
            () => watch.Latest.Where(job => job.SucceededAt is not null)
                .Select(job => Measure(job, job.SucceededAt is { } at ? at.ToUnixTimeMilliseconds() / 1000.0 : 0)),
            "s", "When a job last succeeded, in seconds since 1970.");
        _meter.CreateObservableGauge(
            "rectify_watchdog_look_age_seconds",
            () => watch.LookedAt is { } at ? [new Measurement<double>(clock.GetElapsedTime(at).TotalSeconds)] : Array.Empty<Measurement<double>>(),
            "s", "Seconds since the watchdog of this process last saw the jobs.");
    }

    /// <summary>True for an instrument of this process's own; several hosts may live in one process.</summary>
    public bool Owns(Instrument instrument) => ReferenceEquals(instrument?.Meter, _meter);

    public void Dispose() => _meter.Dispose();

    private static Measurement<double> Measure(JobStatus job, double value) => new(value, new KeyValuePair<string, object?>("job", job.Id));
}
