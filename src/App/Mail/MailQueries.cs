using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Mail;

/// <summary>One line of a list of mails.</summary>
public sealed record MailRow(
    Guid Id, MailKind Kind, MailStatus Status, Guid RecipientId, string Recipient, string Occasion, string? Subject, string? Address,
    ItemId? ItemId, Guid? TaskId, DateTimeOffset PlannedAt, DateTimeOffset DueAt, DateTimeOffset? AcceptedAt, int Attempts, string? Detail);

/// <summary>Which mails a list shows; a null recipient means everybody's.</summary>
public sealed record MailFilter(Guid? RecipientId, string? Text = null, MailKind? Kind = null, MailStatus? Status = null, ItemId? ItemId = null);

/// <summary>Reads the mail ledger for pages.</summary>
public sealed class MailQueries(RectifyDb db)
{
    /// <summary>How many mails match.</summary>
    public Task<int> CountAsync(MailFilter filter, CancellationToken cancellationToken) => Matching(filter).CountAsync(cancellationToken);

    /// <summary>The mails that match, newest first.</summary>
    public async Task<IReadOnlyList<MailRow>> ListAsync(MailFilter filter, int skip, int take, CancellationToken cancellationToken) =>
        await Rows(Matching(filter).OrderByDescending(mail => mail.PlannedAt).ThenByDescending(mail => mail.Id).Skip(skip).Take(take))
            .ToListAsync(cancellationToken);

    /// <summary>One mail, if the person may read it; null otherwise.</summary>
    public Task<MailRow?> FindAsync(Guid id, Guid? recipientId, CancellationToken cancellationToken) =>
        Rows(Matching(new MailFilter(recipientId)).Where(mail => mail.Id == id)).SingleOrDefaultAsync(cancellationToken);

    /// <summary>The mails an item gave rise to, newest first: its own, and reminders and rungs that tell of several items.</summary>
    public async Task<IReadOnlyList<MailRow>> OfItemAsync(ItemDossier dossier, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dossier);
        var id = dossier.Item.Id;
        return await Rows(db.Mails.AsNoTracking()
                .Where(mail => mail.ItemId == (ItemId?)id || db.MailNotices.Any(told => told.MailId == mail.Id && told.ItemId == id))
                .OrderByDescending(mail => mail.PlannedAt).ThenByDescending(mail => mail.Id).Take(most))
            .ToListAsync(cancellationToken);
    }

    private IQueryable<LedgerMail> Matching(MailFilter filter)
    {
        var mails = db.Mails.AsNoTracking();
        if (filter.RecipientId is { } recipient)
        {
            mails = mails.Where(mail => mail.RecipientId == recipient);
        }

        if (filter.Kind is { } kind)
        {
            mails = mails.Where(mail => mail.Kind == kind);
        }

        if (filter.Status is { } status)
        {
            mails = mails.Where(mail => mail.Status == status);
        }

        if (filter.ItemId is { } item)
        {
            mails = mails.Where(mail => mail.ItemId == item);
        }

        if (!string.IsNullOrWhiteSpace(filter.Text))
        {
            var word = filter.Text.Trim();
            mails = mails.Where(mail => (mail.Subject ?? "").Contains(word) || (mail.Address ?? "").Contains(word)
                || db.Users.Any(person => person.Id == mail.RecipientId && person.DisplayName.Contains(word)));
        }

        return mails;
    }

    private IQueryable<MailRow> Rows(IQueryable<LedgerMail> mails) =>
        from mail in mails
        from person in db.Users.Where(person => person.Id == mail.RecipientId).DefaultIfEmpty()
        select new MailRow(
            mail.Id, mail.Kind, mail.Status, mail.RecipientId, person == null ? "" : person.DisplayName, mail.Occasion, mail.Subject,
            mail.Address, mail.ItemId, mail.TaskId, mail.PlannedAt, mail.DueAt, mail.AcceptedAt, mail.Attempts, mail.Detail);
}
