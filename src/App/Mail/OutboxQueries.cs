using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.Mail;

/// <summary>
/// Use cases add mails to the ledger; only this file moves them on. Each move is one statement that names the state it
/// expects, so of two dispatchers exactly one succeeds.
/// </summary>
internal static class OutboxQueries
{
    private const int LongestDetail = 2000;

    extension(RectifyDb db)
    {
        /// <summary>Takes up to so many due mails for a dispatcher; they stay Planned until each is handed over.</summary>
        public async Task<List<LedgerMail>> ClaimMailsAsync(
            string claimer, DateTimeOffset now, DateTimeOffset leaseUntil, int take, CancellationToken cancellationToken)
        {
            var ids = await db.Mails
                .Where(mail => mail.Status == MailStatus.Planned && mail.DueAt <= now
                    && (mail.LeaseUntil == null || mail.LeaseUntil <= now))
                .OrderBy(mail => mail.DueAt).ThenBy(mail => mail.Id)
                .Select(mail => mail.Id).Take(take).ToListAsync(cancellationToken);
            if (ids.Count == 0)
            {
                return [];
            }

            await db.Mails
                .Where(mail => ids.Contains(mail.Id) && mail.Status == MailStatus.Planned
                    && (mail.LeaseUntil == null || mail.LeaseUntil <= now))
                .ExecuteUpdateAsync(set => set
                    .SetProperty(mail => mail.ClaimedBy, claimer)
                    .SetProperty(mail => mail.LeaseUntil, leaseUntil), cancellationToken);
            return await db.Mails.AsNoTracking()
                .Where(mail => ids.Contains(mail.Id) && mail.ClaimedBy == claimer && mail.Status == MailStatus.Planned)
                .OrderBy(mail => mail.DueAt).ThenBy(mail => mail.Id)
                .ToListAsync(cancellationToken);
        }

        /// <summary>The last step before the mail leaves: from here on a crash may have sent it.</summary>
        public async Task<bool> BeginSendingAsync(
            Guid id, string claimer, string subject, string address, CancellationToken cancellationToken) => await db.Mails
            .Where(mail => mail.Id == id && mail.Status == MailStatus.Planned && mail.ClaimedBy == claimer)
            .ExecuteUpdateAsync(set => set
                .SetProperty(mail => mail.Status, MailStatus.Sending)
                .SetProperty(mail => mail.Attempts, mail => mail.Attempts + 1)
                .SetProperty(mail => mail.Subject, subject)
                .SetProperty(mail => mail.Address, address), cancellationToken) == 1;

        /// <summary>Settles a mail that this dispatcher holds.</summary>
        public async Task<bool> SettleAsync(
            Guid id, string claimer, MailStatus status, DateTimeOffset? acceptedAt, string? detail) => await db.Mails
            .Where(mail => mail.Id == id && mail.ClaimedBy == claimer
                && (mail.Status == MailStatus.Planned || mail.Status == MailStatus.Sending))
            .ExecuteUpdateAsync(set => set
                .SetProperty(mail => mail.Status, status)
                .SetProperty(mail => mail.AcceptedAt, acceptedAt)
                .SetProperty(mail => mail.Detail, Shorten(detail))
                .SetProperty(mail => mail.ClaimedBy, (string?)null)
                .SetProperty(mail => mail.LeaseUntil, (DateTimeOffset?)null), CancellationToken.None) == 1;

        /// <summary>Gives a mail back, to be tried again at an instant.</summary>
        public Task PutOffAsync(Guid id, string claimer, DateTimeOffset dueAt, string? detail) => db.Mails
            .Where(mail => mail.Id == id && mail.ClaimedBy == claimer
                && (mail.Status == MailStatus.Planned || mail.Status == MailStatus.Sending))
            .ExecuteUpdateAsync(set => set
                .SetProperty(mail => mail.Status, MailStatus.Planned)
                .SetProperty(mail => mail.DueAt, dueAt)
                .SetProperty(mail => mail.Detail, mail => Shorten(detail) ?? mail.Detail)
                .SetProperty(mail => mail.ClaimedBy, (string?)null)
                .SetProperty(mail => mail.LeaseUntil, (DateTimeOffset?)null), CancellationToken.None);

        /// <summary>Gives back everything a dispatcher holds but did not begin to send.</summary>
        public Task ReleaseAsync(string claimer) => db.Mails
            .Where(mail => mail.ClaimedBy == claimer && mail.Status == MailStatus.Planned)
            .ExecuteUpdateAsync(set => set
                .SetProperty(mail => mail.ClaimedBy, (string?)null)
                .SetProperty(mail => mail.LeaseUntil, (DateTimeOffset?)null), CancellationToken.None);

        /// <summary>Mails whose sending was begun by a dispatcher that no longer lives, or by any when none can live.</summary>
        public Task<List<LedgerMail>> AbandonedAsync(DateTimeOffset now, bool nobodyElseLives, CancellationToken cancellationToken) =>
            db.Mails.AsNoTracking()
                .Where(mail => mail.Status == MailStatus.Sending && (nobodyElseLives || mail.LeaseUntil <= now))
                .OrderBy(mail => mail.Id).ToListAsync(cancellationToken);

        /// <summary>Resolves one abandoned mail; nothing happens when its holder settled it meanwhile.</summary>
        public Task ResolveAsync(
            LedgerMail abandoned, MailStatus status, DateTimeOffset? acceptedAt, string? detail, CancellationToken cancellationToken) => db.Mails
            .Where(mail => mail.Id == abandoned.Id && mail.Status == MailStatus.Sending && mail.ClaimedBy == abandoned.ClaimedBy)
            .ExecuteUpdateAsync(set => set
                .SetProperty(mail => mail.Status, status)
                .SetProperty(mail => mail.AcceptedAt, acceptedAt)
                .SetProperty(mail => mail.Detail, detail)
                .SetProperty(mail => mail.Attempts, mail => status == MailStatus.Planned ? mail.Attempts - 1 : mail.Attempts)
                .SetProperty(mail => mail.ClaimedBy, (string?)null)
                .SetProperty(mail => mail.LeaseUntil, (DateTimeOffset?)null), cancellationToken);

        /// <summary>Claims of dispatchers that were killed before they began: free again.</summary>
        public Task ReleaseAllAsync(CancellationToken cancellationToken) => db.Mails
            .Where(mail => mail.Status == MailStatus.Planned && mail.ClaimedBy != null)
            .ExecuteUpdateAsync(set => set
                .SetProperty(mail => mail.ClaimedBy, (string?)null)
                .SetProperty(mail => mail.LeaseUntil, (DateTimeOffset?)null), cancellationToken);

        /// <summary>How many mails the server took since an instant, over all processes.</summary>
        public Task<int> AcceptedSinceAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
            db.Mails.CountAsync(mail => mail.AcceptedAt > since, cancellationToken);
    }

    private static string? Shorten(string? text) => text is { Length: > LongestDetail } ? text[..LongestDetail] : text;
}
