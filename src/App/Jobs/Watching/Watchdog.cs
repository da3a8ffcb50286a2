using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Rectify.Workflow.App.Jobs.Watching;

/// <summary>
/// Looks after the recurring jobs by a timer of its own in each host, because Hangfire cannot tell that Hangfire has stopped. Where
/// jobs run, it also runs a silent job itself: every job may run twice, none may be left out.
/// </summary>
internal sealed class Watchdog(
    IServiceScopeFactory scopes, JobRunner runner, IServiceProvider services, IOptions<WatchOptions> options, TimeProvider clock,
    ILogger<Watchdog> log) : BackgroundService
{
    private readonly bool _runsJobs = services.GetService<JobZone>() is not null;

    /// <summary>Looks once; whatever goes wrong is logged, because the next look must come.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var jobs = await scope.ServiceProvider.GetRequiredService<CheckJobs>().RunAsync(cancellationToken);
            foreach (var job in jobs.Where(job => _runsJobs && job.SilentSince is not null))
            {
                // Not waited for: one that hangs must not keep the watchdog from the others.
                _ = Task.Run(() => RunAsync(job.Id, cancellationToken), cancellationToken);
            }
        }
#pragma warning disable CA1031 // A database that is away is no reason to stop watching.
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            log.WatchdogBlind(error);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Every, clock);
        try
        {
            do
            {
                await LookAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops, or was never started and is thrown away.
        }
    }

    private async Task RunAsync(string job, CancellationToken cancellationToken)
    {
        try
        {
            await runner.RunAsync(job, cancellationToken);
        }
#pragma warning disable CA1031 // The runner has recorded and logged it.
        catch (Exception)
#pragma warning restore CA1031
        {
            // It stays silent, and the administrators have been told.
        }
    }
}
