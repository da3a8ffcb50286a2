using Microsoft.Extensions.Diagnostics.HealthChecks;
using Rectify.Workflow.App.Jobs.Watching;

namespace Rectify.Workflow.Web.Host;

/// <summary>
/// Every recurring job has succeeded when it should have. A silent one makes the host degraded and names the job; it still serves, so a
/// load balancer need not take it out.
/// </summary>
internal sealed class JobsInTime(JobReports reports) : IHealthCheck
{
    /// <summary>Under which the answer lists the silent jobs.</summary>
    public const string Silent = "silent";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var silent = (await reports.ListAsync(cancellationToken)).Where(job => job.SilentSince is not null).Select(job => job.Id).ToList();
            return silent.Count == 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded($"Silent: {string.Join(", ", silent)}.", data: new Dictionary<string, object> { [Silent] = silent });
        }
        catch (Exception error) when (error is System.Data.Common.DbException or InvalidOperationException or TimeoutException)
        {
            return HealthCheckResult.Degraded("The database does not answer.", error);
        }
    }
}
