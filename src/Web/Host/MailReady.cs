using Microsoft.Extensions.Diagnostics.HealthChecks;
using Rectify.Workflow.App.Mail;

namespace Rectify.Workflow.Web.Host;

/// <summary>
/// Mail leaves and is not held by the maintenance switch (暂停发信). Trouble makes the process degraded, never unready:
/// restarting it would help nobody.
/// </summary>
internal sealed class MailReady(MailHealthQueries health, HoldMail hold, TimeProvider clock) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var mail = await health.ReadAsync(cancellationToken);
        var held = await hold.FindAsync(cancellationToken);
        var data = new Dictionary<string, object>
        {
            ["heldSince"] = held?.Since.ToString("u") ?? "",
            ["serverAwaySince"] = mail.ServerAwaySince?.ToString("u") ?? "",
            ["oldestDue"] = mail.OldestDue?.ToString("u") ?? "",
            ["due"] = mail.Due,
            ["putOff"] = mail.PutOff,
            ["uncertain"] = mail.Uncertain,
            ["failed"] = mail.Failed,
        };
        IReadOnlyList<string> troubles = held is null ? mail.Troubles(clock.GetUtcNow()) : [$"All mail is held since {held.Since:O}."];
        return troubles.Count == 0 ? HealthCheckResult.Healthy(data: data) : HealthCheckResult.Degraded(string.Join(' ', troubles), data: data);
    }
}
