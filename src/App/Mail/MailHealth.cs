using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.Mail;

/// <summary>How mail fares (发信状况): what an administrator and a monitor should know.</summary>
/// <param name="ServerAwaySince">Since when the mail server cannot be used; null while it can.</param>
/// <param name="ServerSaid">Why not, in its own words.</param>
/// <param name="OldestDue">When the mail that has waited longest was to leave; null when none waits.</param>
/// <param name="Due">Mails that should have left by now.</param>
/// <param name="PutOff">Mails a server refused for the time being.</param>
/// <param name="Uncertain">Mails of the last days of which nobody can tell whether they were taken.</param>
/// <param name="Failed">Mails of the last days that did not go.</param>
public sealed record MailHealth(
    DateTimeOffset? ServerAwaySince, string? ServerSaid, DateTimeOffset? OldestDue, int Due, int PutOff, int Uncertain, int Failed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>What is wrong at an instant, worst first; empty when all is well.</summary>
    public IReadOnlyList<string> Troubles(DateTimeOffset now)
    {
        var troubles = new List<string>();
        if (ServerAwaySince is { } away)
        {
            troubles.Add($"The mail server cannot be used since {away:u}: {ServerSaid}");
        }

        if (OldestDue is { } oldest && now - oldest > Patience)
        {
            troubles.Add($"{Due} mails wait, the oldest since {oldest:u}.");
        }

        foreach (var (count, what) in new[] { (PutOff, "put off by a server"), (Uncertain, "uncertain"), (Failed, "failed") })
        {
            if (count > 0)
            {
                troubles.Add($"{count} mails are {what}.");
            }
        }

        return troubles;
    }
}

/// <summary>Reads how mail fares.</summary>
public sealed class MailHealthQueries(RectifyDb db, TimeProvider clock)
{
    private static readonly TimeSpan Recent = TimeSpan.FromDays(3);

    public async Task<MailHealth> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var server = await db.ServerAsync(cancellationToken);
        var planned = db.Mails.Where(mail => mail.Status == MailStatus.Planned);
        var due = await planned.CountAsync(mail => mail.DueAt <= now, cancellationToken);
        var oldest = due == 0 ? null : await planned.Where(mail => mail.DueAt <= now).MinAsync(mail => (DateTimeOffset?)mail.DueAt, cancellationToken);
        return new(server?.AwaySince, server?.Reason, oldest, due,
            await planned.CountAsync(mail => mail.Attempts > 0, cancellationToken),
            await RecentAsync(MailStatus.Uncertain, now, cancellationToken),
            await RecentAsync(MailStatus.Failed, now, cancellationToken));
    }

    private Task<int> RecentAsync(MailStatus status, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = now - Recent;
        return db.Mails.CountAsync(mail => mail.Status == status && mail.PlannedAt > since, cancellationToken);
    }
}
