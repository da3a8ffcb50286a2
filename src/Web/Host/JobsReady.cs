using Hangfire;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Rectify.Workflow.Web.Host;

/// <summary>Where jobs run in this process, its job server has reported in; a pages-only process needs none.</summary>
internal sealed class JobsReady(IServiceProvider services, HostSettings options) : IHealthCheck
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (options.Role is HostRole.Web)
        {
            return Task.FromResult(HealthCheckResult.Healthy());
        }

        // Hangfire keeps its own time: heartbeats are on the machine's clock even when the town's clock is a replay's.
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var alive = services.GetService<JobStorage>()?.GetMonitoringApi().Servers()
            .Any(server => (server.Heartbeat ?? server.StartedAt) > now - Silence) == true;
        return Task.FromResult(alive ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("No job server has reported in."));
    }
}
