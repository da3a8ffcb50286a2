using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Mail.Inbox;

/// <summary>An item to which a message may be attached.</summary>
public sealed record InboxChoice(ItemId Id, int Number, string Title, string Round);

/// <summary>Reads received messages and bounces for pages.</summary>
public sealed class InboxQueries(RectifyDb db)
{
    /// <summary>How many messages wait for a person, as far as this one may sort them.</summary>
    public Task<int> CountAsync(Viewer viewer, bool sorted, CancellationToken cancellationToken) => Matching(viewer, sorted).CountAsync(cancellationToken);

    /// <summary>The messages that wait, or those a person has sorted; newest first.</summary>
    public async Task<IReadOnlyList<InboxMessage>> ListAsync(Viewer viewer, bool sorted, int skip, int take, CancellationToken cancellationToken) =>
        await Matching(viewer, sorted).OrderByDescending(row => row.ReceivedAt).ThenByDescending(row => row.Id).Skip(skip).Take(take).ToListAsync(cancellationToken);

    /// <summary>One message for whoever may sort it, or sees the item it was attached to; null otherwise.</summary>
    public async Task<InboxMessage?> FindAsync(Guid id, Viewer viewer, CancellationToken cancellationToken)
    {
        if (await db.InboxMessages.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } message)
        {
            return null;
        }

        var seesItem = message is { NoteId: not null, ItemId: { } item } && await db.ItemsFor(viewer).AnyAsync(row => row.Id == item, cancellationToken);
        return seesItem || await MaySortAsync(id, viewer, cancellationToken) ? message : null;
    }

    /// <summary>True for administrators, and for supervisors of the unit whose person or mail the message concerns.</summary>
    public Task<bool> MaySortAsync(Guid id, Viewer viewer, CancellationToken cancellationToken) =>
        For(viewer).AnyAsync(row => row.Id == id, cancellationToken);

    /// <summary>The items a message may belong to: those its mail told of, then what else the viewer sees open, by number.</summary>
    public async Task<IReadOnlyList<InboxChoice>> ChoicesAsync(InboxMessage message, Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var told = message.MailId is not { } mail ? [] : await db.MailItems.AsNoTracking().Where(row => row.MailId == mail)
            .Select(row => row.ItemId).ToListAsync(cancellationToken);
        var open = await (
            from item in db.ItemsFor(viewer).AsNoTracking()
            join round in db.Rounds.AsNoTracking() on item.RoundId equals round.Id
            where item.Status != ItemStatus.Closed && item.Status != ItemStatus.Withdrawn && item.Status != ItemStatus.Registered
            orderby round.Name, item.Number
            select new InboxChoice(item.Id, item.Number, item.Title, round.Name)).Take(500).ToListAsync(cancellationToken);
        return [.. open.OrderByDescending(choice => told.Contains(choice.Id))];
    }

    /// <summary>The active people of the viewer's units, as whose words a message may stand; the likely sender first.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Name)>> PeopleAsync(InboxMessage message, Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(viewer);
        var units = viewer.UnitIds;
        var likely = message.PersonId ?? await db.Mails.AsNoTracking().Where(mail => mail.Id == message.MailId)
            .Select(mail => (Guid?)mail.RecipientId).FirstOrDefaultAsync(cancellationToken);
        var people = await db.Users.AsNoTracking().Where(person => person.Active && units.Contains(person.UnitId))
            .OrderBy(person => person.DisplayName).ThenBy(person => person.Id).Select(person => new { person.Id, person.DisplayName, person.Email })
            .ToListAsync(cancellationToken);
        return [.. people.OrderByDescending(person => string.Equals(person.Email, message.From, StringComparison.OrdinalIgnoreCase))
            .ThenByDescending(person => person.Id == likely).Select(person => (person.Id, person.DisplayName))];
    }

    /// <summary>The bounces of a mail, newest first.</summary>
    public async Task<IReadOnlyList<MailBounce>> OfMailAsync(Guid mailId, CancellationToken cancellationToken) => await db.MailBounces.AsNoTracking()
        .Where(row => row.MailId == mailId).OrderByDescending(row => row.At).ThenByDescending(row => row.Id).Take(20).ToListAsync(cancellationToken);

    /// <summary>The bounces of a person's mails, newest first.</summary>
    public async Task<IReadOnlyList<MailBounce>> OfPersonAsync(Guid personId, CancellationToken cancellationToken) => await db.MailBounces.AsNoTracking()
        .Where(row => row.RecipientId == personId).OrderByDescending(row => row.At).ThenByDescending(row => row.Id).Take(20).ToListAsync(cancellationToken);

    private IQueryable<InboxMessage> Matching(Viewer viewer, bool sorted) => sorted
        ? For(viewer).Where(row => row.Verdict == InboxVerdict.Attached || row.Verdict == InboxVerdict.Discarded)
        : For(viewer).Where(row => row.Verdict == InboxVerdict.Unsorted);

    private IQueryable<InboxMessage> For(Viewer viewer)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        var messages = db.InboxMessages.AsNoTracking();
        if (viewer.Is(Roles.Administrator))
        {
            return messages;
        }

        if (!viewer.Is(Roles.Supervisor))
        {
            return messages.Where(_ => false);
        }

        var units = viewer.UnitIds;
        return messages.Where(row => db.Users.Any(person => units.Contains(person.UnitId)
            && (person.Id == row.PersonId
                || db.Mails.Any(mail => mail.Id == row.MailId && mail.RecipientId == person.Id))));
    }
}
