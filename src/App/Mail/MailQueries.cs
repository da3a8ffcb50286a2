using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Mail;

/// <summary>One line of a list of mails.</summary>
public sealed record MailRow(
    Guid Id, MailKind Kind, MailStatus Status, Guid RecipientId, string Recipient, string Occasion, string? Subject, string? Address,
    ItemId? ItemId, Guid? TaskId, DateTimeOffset PlannedAt, DateTimeOffset DueAt, DateTimeOffset? AcceptedAt, int Attempts, int Resent, string? Detail);

/// <summary>Which mails a list shows.</summary>
/// <param name="Person">Part of the recipient's name, user name or address.</param>
/// <param name="Item">An item's number or part of its title: the mails that told of it, or are to.</param>
/// <param name="Text">Part of the subject.</param>
/// <param name="From">First instant at which the mail left, or was to leave.</param>
/// <param name="Until">The instant after the last.</param>
public sealed record MailFilter(
    string? Person = null, string? Item = null, string? Text = null, MailKind? Kind = null, MailStatus? Status = null,
    DateTimeOffset? From = null, DateTimeOffset? Until = null);

/// <summary>Was this person told about this item, and when? As far as the ledger can know: a server took it.</summary>
public sealed record MailAnswer(int Times, DateTimeOffset? First, DateTimeOffset? Last, int Uncertain, int Waiting, int Failed, int Cancelled)
{
    /// <summary>True when at least one mail was taken by the server.</summary>
    public bool Told => Times > 0;
}

/// <summary>Reads the mail ledger for pages and programs, each reader within their rights.</summary>
public sealed class MailQueries(RectifyDb db)
{
    /// <summary>Counting stops here: nobody pages further, they search.</summary>
    public const int MostCounted = 5000;

    private const int MostNamed = 500;

    /// <summary>How many mails match, at most <see cref="MostCounted"/> and one.</summary>
    public async Task<int> CountAsync(Viewer viewer, MailFilter filter, CancellationToken cancellationToken) =>
        await (await MatchingAsync(viewer, filter, cancellationToken))
            .OrderByDescending(mail => mail.PlannedAt).Select(mail => mail.Id).Take(MostCounted + 1).CountAsync(cancellationToken);

    /// <summary>The mails that match, newest first.</summary>
    public async Task<IReadOnlyList<MailRow>> ListAsync(
        Viewer viewer, MailFilter filter, (int Skip, int Take) window, CancellationToken cancellationToken) =>
        await Page(await MatchingAsync(viewer, filter, cancellationToken), window).ToListAsync(cancellationToken);

    /// <summary>The list before it is read, so that a test can ask the database how it would go about it.</summary>
    internal async Task<IQueryable<MailRow>> QueryAsync(Viewer viewer, MailFilter filter, (int Skip, int Take) window, CancellationToken cancellationToken) =>
        Page(await MatchingAsync(viewer, filter, cancellationToken), window);

    /// <summary>Whether and when whoever matches was told; null unless both a person and an item are asked for.</summary>
    public async Task<MailAnswer?> AnswerAsync(Viewer viewer, MailFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (string.IsNullOrWhiteSpace(filter.Person) || string.IsNullOrWhiteSpace(filter.Item))
        {
            return null;
        }

        var groups = await (await MatchingAsync(viewer, filter with { Status = null }, cancellationToken))
            .GroupBy(mail => mail.Status)
            .Select(group => new { Status = group.Key, Count = group.Count(), First = group.Min(mail => mail.AcceptedAt), Last = group.Max(mail => mail.AcceptedAt) })
            .ToListAsync(cancellationToken);
        var accepted = groups.SingleOrDefault(group => group.Status == MailStatus.Accepted);
        int Count(params MailStatus[] of) => groups.Where(group => of.Contains(group.Status)).Sum(group => group.Count);
        return new(
            accepted?.Count ?? 0, accepted?.First, accepted?.Last, Count(MailStatus.Uncertain),
            Count(MailStatus.Planned, MailStatus.Sending), Count(MailStatus.Failed), Count(MailStatus.Cancelled));
    }

    /// <summary>One mail, if the person may read it; null otherwise.</summary>
    public Task<MailRow?> FindAsync(Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        Rows(db.MailsFor(viewer).Where(mail => mail.Id == id)).SingleOrDefaultAsync(cancellationToken);

    /// <summary>Those of these mails that the person may read.</summary>
    public async Task<IReadOnlySet<Guid>> ReadableAsync(Viewer viewer, IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        await db.MailsFor(viewer).Where(mail => ids.Contains(mail.Id)).Select(mail => mail.Id).ToHashSetAsync(cancellationToken);

    /// <summary>The mail's changes of state with who made them, first one first; its planning is the row's own.</summary>
    public async Task<IReadOnlyList<(MailState State, string? By)>> StatesAsync(MailRow mail, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var states = await (
            from state in db.MailStates.AsNoTracking()
            from person in db.Users.Where(person => person.Id == state.By).DefaultIfEmpty()
            where state.MailId == mail.Id
            orderby state.Id
            select new { state, Name = person == null ? null : person.DisplayName }).ToListAsync(cancellationToken);
        return [.. states.Select(row => (row.state, row.Name))];
    }

    /// <summary>The mail as it was sent, of the latest sending or of one; null when it was never begun or is kept no longer.</summary>
    public Task<MailSource?> SourceAsync(Guid id, int? sending, CancellationToken cancellationToken) => db.MailSources.AsNoTracking()
        .Where(source => source.MailId == id && (sending == null || source.Sending == sending))
        .OrderByDescending(source => source.Sending).FirstOrDefaultAsync(cancellationToken);

    /// <summary>When each sending of the mail began, and how large it was.</summary>
    public async Task<IReadOnlyList<(int Sending, DateTimeOffset At, int Size)>> SendingsAsync(Guid id, CancellationToken cancellationToken) =>
        [.. (await db.MailSources.AsNoTracking().Where(source => source.MailId == id).OrderBy(source => source.Sending)
            .Select(source => new { source.Sending, source.At, source.Size }).ToListAsync(cancellationToken))
            .Select(source => (source.Sending, source.At, source.Size))];

    /// <summary>The mails an item gave rise to, newest first: its own, and reminders and rungs that tell of several items.</summary>
    public async Task<IReadOnlyList<MailRow>> OfItemAsync(ItemDossier dossier, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dossier);
        return await Rows(db.Mails.AsNoTracking().Where(mail => About(new[] { dossier.Item.Id }).Contains(mail.Id))
                .OrderByDescending(mail => mail.PlannedAt).ThenByDescending(mail => mail.Id).Take(most))
            .ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Mails about an item: what a mail that left really named; and what one that has not left, or never will, was planned for.
    /// </summary>
    private IQueryable<Guid> About(IReadOnlyList<ItemId> items) =>
        db.Mails.Where(mail => mail.ItemId != null && items.Contains(mail.ItemId.Value)).Select(mail => mail.Id)
            .Union(db.MailItems.Where(told => items.Contains(told.ItemId)).Select(told => told.MailId))
            .Union(db.MailNotices.Where(planned => items.Contains(planned.ItemId)
                    && !db.MailItems.Any(told => told.MailId == planned.MailId))
                .Select(planned => planned.MailId));

    private async Task<IQueryable<LedgerMail>> MatchingAsync(Viewer viewer, MailFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var mails = db.MailsFor(viewer);
        if (Word(filter.Person) is { } name)
        {
            var people = await db.Users.Where(person => person.DisplayName.Contains(name) || (person.UserName ?? "").Contains(name)
                || (person.Email ?? "").Contains(name)).OrderBy(person => person.DisplayName).Select(person => person.Id).Take(MostNamed).ToListAsync(cancellationToken);
            mails = mails.Where(mail => people.Contains(mail.RecipientId));
        }

        if (Word(filter.Item) is { } about)
        {
            var items = await ItemsAsync(viewer, about, cancellationToken);
            mails = mails.Where(mail => About(items).Contains(mail.Id));
        }

        if (filter.Kind is { } kind)
        {
            mails = mails.Where(mail => mail.Kind == kind);
        }

        if (filter.Status is { } status)
        {
            mails = mails.Where(mail => mail.Status == status);
        }

        if (filter.From is { } from)
        {
            mails = mails.Where(mail => (mail.AcceptedAt ?? mail.DueAt) >= from);
        }

        if (filter.Until is { } until)
        {
            // No mail leaves before it was planned; that half the index can find.
            mails = mails.Where(mail => mail.PlannedAt < until && (mail.AcceptedAt ?? mail.DueAt) < until);
        }

        return Word(filter.Text) is { } text ? mails.Where(mail => (mail.Subject ?? "").Contains(text)) : mails;
    }

    private async Task<List<ItemId>> ItemsAsync(Viewer viewer, string about, CancellationToken cancellationToken)
    {
        var seen = viewer.Is(Roles.Administrator) ? db.Items : db.ItemsFor(viewer);
        var number = int.TryParse(about.TrimStart('第').TrimEnd('项'), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : (int?)null;
        return await seen.Where(item => number != null ? item.Number == number : item.Title.Contains(about))
            .OrderBy(item => item.Number).Select(item => item.Id).Take(MostNamed).ToListAsync(cancellationToken);
    }

    private IQueryable<MailRow> Page(IQueryable<LedgerMail> mails, (int Skip, int Take) window) =>
        Rows(mails.OrderByDescending(mail => mail.PlannedAt).ThenByDescending(mail => mail.Id).Skip(window.Skip).Take(window.Take));

    private static string? Word(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private IQueryable<MailRow> Rows(IQueryable<LedgerMail> mails) =>
        from mail in mails
        from person in db.Users.Where(person => person.Id == mail.RecipientId).DefaultIfEmpty()
        orderby mail.PlannedAt descending, mail.Id descending
        select new MailRow(
            mail.Id, mail.Kind, mail.Status, mail.RecipientId, person == null ? "" : person.DisplayName, mail.Occasion, mail.Subject,
            mail.Address, mail.ItemId, mail.TaskId, mail.PlannedAt, mail.DueAt, mail.AcceptedAt, mail.Attempts, mail.Resent, mail.Detail);
}
