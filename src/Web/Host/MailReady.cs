using Microsoft.Extensions.Diagnostics.HealthChecks;
using Rectify.Workflow.App.Mail;

namespace Rectify.Workflow.Web.Host;

/// <summary>Mail goes out and is not held by the maintenance switch (暂停发信).</summary>
internal sealed class MailReady(HoldMail hold) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await hold.FindAsync(cancellationToken) is { } held
            ? HealthCheckResult.Degraded($"All mail is held since {held.Since:O}.")
            : HealthCheckResult.Healthy();
}
