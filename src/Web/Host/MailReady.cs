using Microsoft.Extensions.Diagnostics.HealthChecks;
using Rectify.Workflow.App.Mail;

namespace Rectify.Workflow.Web.Host;

/// <summary>Mail leaves. Trouble makes the process degraded, never unready: restarting it would help nobody.</summary>
internal sealed class MailReady(MailHealthQueries health, TimeProvider clock) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var mail = await health.ReadAsync(cancellationToken);
        var data = new Dictionary<string, object>
        {
            ["serverAwaySince"] = mail.ServerAwaySince?.ToString("u") ?? "",
            ["oldestDue"] = mail.OldestDue?.ToString("u") ?? "",
            ["due"] = mail.Due,
            ["putOff"] = mail.PutOff,
            ["uncertain"] = mail.Uncertain,
            ["failed"] = mail.Failed,
        };
        var troubles = mail.Troubles(clock.GetUtcNow());
        return troubles.Count == 0 ? HealthCheckResult.Healthy(data: data) : HealthCheckResult.Degraded(string.Join(' ', troubles), data: data);
    }
}
