using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Workflows;

namespace Rectify.Workflow.App.Mail;

/// <summary>
/// A person decides about one mail: that an uncertain, failed or cancelled one goes out once more (重发), or that a planned
/// one does not (取消). A mail sent again keeps its Message-ID, so a reader's program and the ledger tell a duplicate.
/// </summary>
public sealed class ResendMail(RectifyDb db, OutboxNudge nudge, TimeProvider clock)
{
    private const int LongestReason = 500;

    /// <summary>True when the mail was uncertain, failed or cancelled and is planned again; of several who ask at once, one is heard.</summary>
    public async Task<bool> RunAsync(Guid mailId, Guid by, CancellationToken cancellationToken)
    {
        var acting = Acting.Person(by, clock);
        var move = new MailMove(
            mailId,
            $"status = {Value(MailStatus.Planned)}, due_at = {{0}}, attempts = 0, resent = resent + 1, accepted_at = NULL, detail = NULL",
            $"status IN ({Value(MailStatus.Uncertain)}, {Value(MailStatus.Failed)}, {Value(MailStatus.Cancelled)})",
            acting.At)
        { At = acting.At, By = by };
        if (!await MoveAsync(move, acting, "mail.resent", mailId, null, cancellationToken))
        {
            return false;
        }

        nudge.Nudge();
        return true;
    }

    /// <summary>True when the mail was planned, not yet being handed over, and is cancelled.</summary>
    public Task<bool> CancelAsync(Guid mailId, Guid by, string reason, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var why = reason.Trim()[..Math.Min(reason.Trim().Length, LongestReason)];
        var acting = Acting.Person(by, clock);
        var move = new MailMove(
            mailId,
            $"status = {Value(MailStatus.Cancelled)}, detail = {{0}}, claimed_by = NULL, lease_until = NULL",
            $"status = {Value(MailStatus.Planned)}", why)
        { At = acting.At, By = by, Detail = why };
        return MoveAsync(move, acting, "mail.cancelled", mailId, why, cancellationToken);
    }

    /// <summary>The move and its entry in the journal, both or neither.</summary>
    private async Task<bool> MoveAsync(
        MailMove move, Acting acting, string kind, Guid mailId, string? reason, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await move.RunAsync(db, cancellationToken))
        {
            return false;
        }

        var mail = await db.Mails.AsNoTracking().SingleAsync(row => row.Id == mailId, cancellationToken);
        db.Record(acting, kind, new JsonObject { ["mail"] = mailId.ToString(), ["recipient"] = mail.RecipientId.ToString(), ["reason"] = reason }, mail.ItemId, task: mail.TaskId);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static string Value(MailStatus status) => ((int)status).ToString(CultureInfo.InvariantCulture);
}
