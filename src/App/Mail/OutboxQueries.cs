using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail.Composing;

namespace Rectify.Workflow.App.Mail;

/// <summary>
/// Use cases add mails to the ledger; only this file moves them on. Each move is one statement that names the state it
/// expects, so of two dispatchers exactly one succeeds; a change of state writes its history with it (<see cref="MailMove"/>).
/// </summary>
internal static class OutboxQueries
{
    // No clock that is right within a lease can have written an end later than this: it was wrong, and is no reason to wait.
    private const int LongestLeases = 2;

    private const int LongestDetail = 2000;

    extension(RectifyDb db)
    {
        /// <summary>Whether any mail waits to be sent by whoever comes first.</summary>
        public Task<bool> AnyDueAsync(DateTimeOffset now, TimeSpan lease, MailKind? only, CancellationToken cancellationToken) => db.Mails.Where(IsFree(now, lease)).AnyAsync(
            mail => mail.Status == MailStatus.Planned && mail.DueAt <= now && (only == null || mail.Kind == only), cancellationToken);

        /// <summary>Takes up to so many due mails for a dispatcher; they stay Planned until each is handed over.</summary>
        public async Task<List<LedgerMail>> ClaimMailsAsync(
            string claimer, DateTimeOffset now, DateTimeOffset leaseUntil, int take, CancellationToken cancellationToken, MailKind? only = null)
        {
            var ids = await db.Mails
                .Where(mail => mail.Status == MailStatus.Planned && mail.DueAt <= now && (only == null || mail.Kind == only))
                .Where(IsFree(now, leaseUntil - now))
                .OrderBy(mail => mail.DueAt).ThenBy(mail => mail.Id)
                .Select(mail => mail.Id).Take(take).ToListAsync(cancellationToken);
            if (ids.Count == 0)
            {
                return [];
            }

            await db.Mails
                .Where(mail => ids.Contains(mail.Id) && mail.Status == MailStatus.Planned)
                .Where(IsFree(now, leaseUntil - now))
                .ExecuteUpdateAsync(set => set
                    .SetProperty(mail => mail.ClaimedBy, claimer)
                    .SetProperty(mail => mail.LeaseUntil, leaseUntil), cancellationToken);
            return await db.Mails.AsNoTracking()
                .Where(mail => ids.Contains(mail.Id) && mail.ClaimedBy == claimer && mail.Status == MailStatus.Planned)
                .OrderBy(mail => mail.DueAt).ThenBy(mail => mail.Id)
                .ToListAsync(cancellationToken);
        }

        /// <summary>Settles a mail that this dispatcher holds.</summary>
        public Task<bool> SettleAsync(Guid id, string claimer, MailStatus status, DateTimeOffset at, string? detail) =>
            Settle(id, claimer, status, at, detail).RunAsync(db, CancellationToken.None);

        /// <summary>Gives a mail back until its host's rate has a turn for it.</summary>
        public Task WaitForTurnAsync(Guid id, string claimer, DateTimeOffset turn) => db.Mails
            .Where(mail => mail.Id == id && mail.ClaimedBy == claimer && mail.Status == MailStatus.Planned)
            .ExecuteUpdateAsync(set => set
                .SetProperty(mail => mail.DueAt, turn)
                .SetProperty(mail => mail.ClaimedBy, (string?)null)
                .SetProperty(mail => mail.LeaseUntil, (DateTimeOffset?)null), CancellationToken.None);

        /// <summary>Gives a mail back, to be tried again at an instant.</summary>
        public Task PutOffAsync(Guid id, string claimer, DateTimeOffset dueAt, DateTimeOffset at, string? detail) =>
            GiveBack(id, claimer, dueAt, at, Shorten(detail), attempts: "attempts").RunAsync(db, CancellationToken.None);

        /// <summary>Gives a mail back that the server never heard of: it was no attempt.</summary>
        public Task TakeBackAsync(LedgerMail mail, string claimer, DateTimeOffset at, string? detail) =>
            GiveBack(mail.Id, claimer, mail.DueAt, at, Shorten(detail), attempts: "attempts - 1").RunAsync(db, CancellationToken.None);

        /// <summary>Gives back everything a dispatcher holds but did not begin to send.</summary>
        public Task ReleaseAsync(string claimer) => db.Mails
            .Where(mail => mail.ClaimedBy == claimer && mail.Status == MailStatus.Planned)
            .ExecuteUpdateAsync(set => set
                .SetProperty(mail => mail.ClaimedBy, (string?)null)
                .SetProperty(mail => mail.LeaseUntil, (DateTimeOffset?)null), CancellationToken.None);

        /// <summary>Mails whose sending was begun by a dispatcher that no longer lives, or by any when none can live.</summary>
        public Task<List<LedgerMail>> AbandonedAsync(
            DateTimeOffset now, TimeSpan lease, bool nobodyElseLives, CancellationToken cancellationToken) =>
            db.Mails.AsNoTracking()
                .Where(mail => mail.Status == MailStatus.Sending)
                .Where(nobodyElseLives ? mail => true : IsFree(now, lease))
                .OrderBy(mail => mail.Id).ToListAsync(cancellationToken);

        /// <summary>Resolves one abandoned mail; nothing happens when its holder settled it meanwhile.</summary>
        public Task ResolveAsync(LedgerMail abandoned, MailStatus status, DateTimeOffset at, string? detail, CancellationToken cancellationToken) =>
            new MailMove(
                abandoned.Id,
                $"status = {Value(status)}, accepted_at = {{0}}, detail = {{1}}, attempts = attempts{(status is MailStatus.Planned ? " - 1" : "")}, claimed_by = NULL, lease_until = NULL",
                $"status = {Value(MailStatus.Sending)} AND claimed_by = {{2}}",
                status is MailStatus.Accepted ? at : null, detail, abandoned.ClaimedBy)
            { At = at, Detail = detail, Untold = status is MailStatus.Planned }.RunAsync(db, cancellationToken);

        /// <summary>Claims of dispatchers that were killed before they began: free again.</summary>
        public Task ReleaseAllAsync(CancellationToken cancellationToken) => db.Mails
            .Where(mail => mail.Status == MailStatus.Planned && mail.ClaimedBy != null)
            .ExecuteUpdateAsync(set => set
                .SetProperty(mail => mail.ClaimedBy, (string?)null)
                .SetProperty(mail => mail.LeaseUntil, (DateTimeOffset?)null), cancellationToken);
    }

    /// <summary>
    /// The last step before the mail leaves: from here on a crash may have sent it. The lease begins anew with each mail, so that
    /// a host whose clock is ahead does not take a mail under way for abandoned. Its source and the items it tells of
    /// are kept with it. It does not move when somebody else has it, it was cancelled, or all mail is held.
    /// </summary>
    internal static MailMove BeginSending(LedgerMail mail, string claimer, Composed.Ready ready, DateTimeOffset at, TimeSpan lease) => new(
        mail.Id,
        $"status = {Value(MailStatus.Sending)}, attempts = attempts + 1, subject = {{0}}, address = {{1}}, lease_until = {{3}}",
        $"status = {Value(MailStatus.Planned)} AND claimed_by = {{2}} AND NOT EXISTS (SELECT 1 FROM key_values WHERE id = '{HoldMail.Key}')",
        ready.Message.Subject ?? "", ready.Address, claimer, at + lease)
    { At = at, Source = MailSource.Of(ready.Message), Items = ready.Items };

    /// <summary>Settles a mail that a dispatcher holds.</summary>
    internal static MailMove Settle(Guid id, string claimer, MailStatus status, DateTimeOffset at, string? detail) => new(
        id,
        $"status = {Value(status)}, accepted_at = {{0}}, detail = {{1}}, claimed_by = NULL, lease_until = NULL",
        $"claimed_by = {{2}} AND {Held}",
        status is MailStatus.Accepted ? at : null, Shorten(detail), claimer)
    { At = at, Detail = Shorten(detail) };

    private static MailMove GiveBack(Guid id, string claimer, DateTimeOffset dueAt, DateTimeOffset at, string? detail, string attempts) => new(
            id,
            $"status = {Value(MailStatus.Planned)}, due_at = {{0}}, attempts = {attempts}, detail = COALESCE({{1}}, detail), claimed_by = NULL, lease_until = NULL",
            $"claimed_by = {{2}} AND {Held}",
            dueAt, detail, claimer)
    { At = at, Detail = detail, Untold = true };

    private static string Held => $"status IN ({Value(MailStatus.Planned)}, {Value(MailStatus.Sending)})";

    private static string Value(MailStatus status) => ((int)status).ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// A mail nobody holds any longer. An end that lies impossibly far ahead was written by a clock since set right.
    /// </summary>
    private static Expression<Func<LedgerMail, bool>> IsFree(DateTimeOffset now, TimeSpan lease)
    {
        var beyond = now + (LongestLeases * lease);
        return mail => mail.LeaseUntil == null || mail.LeaseUntil <= now || mail.LeaseUntil > beyond;
    }

    private static string? Shorten(string? text) => text is { Length: > LongestDetail } ? text[..LongestDetail] : text;
}
