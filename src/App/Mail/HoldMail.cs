using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Workflows;

namespace Rectify.Workflow.App.Mail;

/// <summary>That all mail is held, by whom, since when and why.</summary>
public sealed record MailHold(Guid By, DateTimeOffset Since, string Reason);

/// <summary>
/// Holds all mail for maintenance (暂停发信) and lets it go again. Mails go on being planned meanwhile; when released each is
/// sent once, and what no longer holds is cancelled as always.
/// </summary>
public sealed class HoldMail(RectifyDb db, OutboxNudge nudge, TimeProvider clock)
{
    internal const string Key = "mail.held";
    private const int LongestReason = 500;

    /// <summary>The hold; null while mail goes out.</summary>
    public async Task<MailHold?> FindAsync(CancellationToken cancellationToken) =>
        await db.KeyValues.AsNoTracking().SingleOrDefaultAsync(row => row.Id == Key, cancellationToken) is { } row
            ? JsonSerializer.Deserialize<MailHold>(row.Value)
            : null;

    /// <summary>Holds all mail; false when it is held already. What is being handed over in this moment still leaves.</summary>
    public async Task<bool> HoldAsync(Guid by, string reason, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var acting = Acting.Person(by, clock);
        var why = reason.Trim()[..Math.Min(reason.Trim().Length, LongestReason)];
        db.KeyValues.Add(new() { Id = Key, Value = JsonSerializer.Serialize(new MailHold(by, acting.At, why)) });
        db.Record(acting, "mail.held", new JsonObject { ["reason"] = why });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException lost) when (lost.IsLostRace)
        {
            db.ChangeTracker.Clear();
            return false;
        }
    }

    /// <summary>Lets all mail go; false when none was held.</summary>
    public async Task<bool> ReleaseAsync(Guid by, CancellationToken cancellationToken)
    {
        if (await db.KeyValues.SingleOrDefaultAsync(row => row.Id == Key, cancellationToken) is not { } row)
        {
            return false;
        }

        var held = JsonSerializer.Deserialize<MailHold>(row.Value);
        db.KeyValues.Remove(row);
        db.Record(Acting.Person(by, clock), "mail.released", new JsonObject { ["since"] = held?.Since.ToString("O") });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            return false;
        }

        nudge.Nudge();
        return true;
    }
}

internal static class HeldMail
{
    extension(RectifyDb db)
    {
        /// <summary>True while all mail is held.</summary>
        public Task<bool> IsMailHeldAsync(CancellationToken cancellationToken) =>
            db.KeyValues.AnyAsync(row => row.Id == HoldMail.Key, cancellationToken);
    }
}
