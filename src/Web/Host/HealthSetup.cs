using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.Web.Host;

/// <summary>Health for load balancers and containers: alive, and ready to work.</summary>
public static class HealthSetup
{
    /// <summary>Registers what readiness asks.</summary>
    public static void AddHealth(this IServiceCollection services) => services.AddHealthChecks()
        .AddCheck<DatabaseReady>("database")
        .AddCheck<JobsReady>("jobs")
        .AddCheck<JobsInTime>("schedule")
        .AddCheck<MailReady>("mail", HealthStatus.Degraded);

    /// <summary>/health/live answers while the process runs; /health/ready when it can work.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous();
        routes.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    // States and the ids of silent jobs only: messages may name servers, and anybody may ask.
    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString(),
        checks = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString()),
        silent = report.Entries.SelectMany(entry => entry.Value.Data.GetValueOrDefault(JobsInTime.Silent) as IEnumerable<string> ?? []),
    });
}

/// <summary>The database answers and has the tables of this version.</summary>
internal sealed class DatabaseReady(RectifyDb db) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return (await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any()
                ? HealthCheckResult.Unhealthy("Migrations are pending.")
                : HealthCheckResult.Healthy();
        }
        catch (Exception error) when (error is System.Data.Common.DbException or InvalidOperationException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", error);
        }
    }
}
