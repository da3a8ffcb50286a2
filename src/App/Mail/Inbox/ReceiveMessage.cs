using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Mail.Inbox.Reading;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Mail.Inbox;

/// <summary>A message as it came, or only its head when it is too large.</summary>
internal sealed record ReceivedContent(byte[] Bytes, long Size, bool HeadOnly);

/// <summary>
/// Decides what one message is, and stores that together with what follows from it. A message known already, from another
/// place or another process, gives rise to nothing.
/// </summary>
internal sealed class ReceiveMessage(
    RectifyDb db, ReplyKey key, NoteFromMail notes, TellOfBounce tell, TellOfRefusal refusals, EvidenceFiles files, PeopleDirectory people,
    IOptions<InboxOptions> options, OutboxNudge nudge, TimeProvider clock, ILogger<ReceiveMessage> log)
{
    private const int Tries = 5;

    public async Task<InboxVerdict> RunAsync(InboxPlace place, ReceivedContent content, CancellationToken cancellationToken)
    {
        using var message = ReadMessage.Parse(content.Bytes);
        var known = ReadMessage.KeyOf(content.Bytes, message);
        for (var attempt = 1; ; attempt++)
        {
            var stored = new List<string>();
            try
            {
                return await TakeAsync(place, content, message, known, stored, cancellationToken);
            }
            catch (DbUpdateException lost) when (lost.IsLostRace && attempt < Tries)
            {
                db.ChangeTracker.Clear();
                stored.ForEach(files.Remove);
            }
            catch
            {
                stored.ForEach(files.Remove);
                throw;
            }
        }
    }

    private async Task<InboxVerdict> TakeAsync(
        InboxPlace place, ReceivedContent content, MimeMessage? message, string known, List<string> stored, CancellationToken cancellationToken)
    {
        var row = await db.InboxMessages.AsNoTracking().SingleOrDefaultAsync(each => each.Key == known, cancellationToken);
        if (row is null)
        {
            row = await MakeOrKeepAsync(content, message, known, stored, cancellationToken);
            db.InboxMessages.Add(row);
        }

        if (!await db.InboxPlaces.AnyAsync(
            each => each.Mailbox == place.Mailbox && each.UidValidity == place.UidValidity && each.Uid == place.Uid, cancellationToken))
        {
            db.InboxPlaces.Add(new() { Mailbox = place.Mailbox, UidValidity = place.UidValidity, Uid = place.Uid, MessageId = row.Id });
        }

        await db.SaveChangesAsync(cancellationToken);
        if (row.Verdict is InboxVerdict.Bounce or InboxVerdict.Reply)
        {
            nudge.Nudge();
        }

        return row.Verdict;
    }

    /// <summary>A message that cannot be read after all is kept for a person: it must not stand in the way of those behind it.</summary>
    private async Task<InboxMessage> MakeOrKeepAsync(
        ReceivedContent content, MimeMessage? message, string known, List<string> stored, CancellationToken cancellationToken)
    {
        try
        {
            return await MakeAsync(content, message, known, stored, cancellationToken);
        }
        catch (Exception error) when (message is not null && error is not (OperationCanceledException or DbException or DbUpdateException or IOException))
        {
            log.MessageUnreadable(error, known);
            db.ChangeTracker.Clear();
            return await MakeAsync(content, message: null, known, stored, cancellationToken);
        }
    }

    private async Task<InboxMessage> MakeAsync(
        ReceivedContent content, MimeMessage? message, string known, List<string> stored, CancellationToken cancellationToken)
    {
        var at = clock.GetUtcNow();
        var found = message is null ? new Finding(InboxVerdict.Unsorted, InboxDoubt.Malformed)
            : content.HeadOnly ? new Finding(InboxVerdict.Unsorted, InboxDoubt.TooLarge)
            : await FindAsync(message, cancellationToken);
        var sender = message?.From.Mailboxes.FirstOrDefault();
        var row = new InboxMessage
        {
            Id = Guid.CreateVersion7(at),
            Key = known,
            ReceivedAt = at,
            Size = content.Size,
            Verdict = found.Verdict,
            Doubt = found.Doubt,
            From = MailMessages.OneLine(sender?.Address ?? "", 320),
            FromName = MailMessages.OneLine(MessageText.Clean(sender?.Name ?? ""), 200),
            Subject = MailMessages.OneLine(MessageText.Clean(message?.Subject ?? ""), 500),
            Text = message is null || content.HeadOnly ? "" : MessageText.Of(message).Replace(HtmlText.QuoteMark, "――――――――", StringComparison.Ordinal),
            Files = message is null || content.HeadOnly ? "" : string.Join('\n', Enclosures.Of(message).Select(each => each.Name)) is var names && names.Length > 4000 ? names[..4000] : names,
            StoredName = content.HeadOnly ? null : await StoreAsync(content.Bytes, stored, cancellationToken),
            MailId = found.MailId,
            PersonId = found.Person?.Id ?? (sender is null ? null : await people.FindByMailAsync(sender.Address, cancellationToken)),
            ItemId = found.ItemId,
        };
        switch (found)
        {
            case { Verdict: InboxVerdict.Bounce, Report: { } report, Mail: { } mail }:
                await tell.RecordAsync(row, mail, report, cancellationToken);
                break;
            case { Verdict: InboxVerdict.Reply, Person: { } person, ItemId: { } item } when message is not null:
                var added = await notes.AddAsync(new(row, message, item, person, found.Own, person.Id) { SentFor = found.Mail?.OnBehalfOf }, stored, cancellationToken);
                row.NoteId = added.Id;
                await refusals.AddAsync(row, item, person, added.Refused, cancellationToken);
                break;
        }

        return row;
    }

    private async Task<Finding> FindAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        if (BounceReader.Read(message) is { } report)
        {
            return await OfReportAsync(report, cancellationToken);
        }

        return AutoReplies.Is(message) ? new Finding(InboxVerdict.Automatic) : await OfReplyAsync(message, cancellationToken);
    }

    private async Task<Finding> OfReportAsync(BounceReport report, CancellationToken cancellationToken)
    {
        if (report.Kind is BounceKind.Delivered)
        {
            return new(InboxVerdict.Automatic);
        }

        var mails = await db.Mails.AsNoTracking().Where(mail => report.MailIds.Contains(mail.Id) && mail.Attempts > 0).ToListAsync(cancellationToken);
        return report.MailIds.Select(id => mails.Find(mail => mail.Id == id)).OfType<LedgerMail>().FirstOrDefault() is { } bounced
            ? new(InboxVerdict.Bounce) { Mail = bounced, Report = report }
            : new(InboxVerdict.Unsorted, InboxDoubt.UnknownBounce);
    }

    private async Task<Finding> OfReplyAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        var (mail, tags, claimed) = await AnsweredAsync(message, cancellationToken);
        if (mail is null)
        {
            var ids = LedgerIds.In(string.Join(' ', message.References.Append(message.InReplyTo ?? "").Select(id => $"<{id}>"))).ToList();
            var hint = await db.Mails.AsNoTracking().Where(row => ids.Contains(row.Id)).OrderByDescending(row => row.Id).FirstOrDefaultAsync(cancellationToken);
            return new(InboxVerdict.Unsorted, claimed ? InboxDoubt.WrongToken : InboxDoubt.NoToken) { Mail = hint };
        }

        var person = await people.ViewerAsync(mail.RecipientId, cancellationToken);
        var address = await db.Users.AsNoTracking().Where(row => row.Id == mail.RecipientId).Select(row => row.Email).SingleOrDefaultAsync(cancellationToken);
        var doubt = message.From.Mailboxes.ToList() is not [var sender] || !IsOneOf(sender.Address, address, mail.Address) ? InboxDoubt.WrongAddress
            : options.Value.RequireAuthenticationFrom is { Length: > 0 } server && !SenderProof.Passes(message, server) ? InboxDoubt.NotAuthenticated
            : InboxDoubt.None;
        if (doubt is not InboxDoubt.None)
        {
            return new(InboxVerdict.Unsorted, doubt) { Mail = mail };
        }

        var own = ReplyText.Of(MessageText.Of(message));
        return await OfItemAsync(message, mail, person, await ItemAsync(mail, tags, own, cancellationToken), own, cancellationToken);
    }

    private async Task<Finding> OfItemAsync(
        MimeMessage message, LedgerMail mail, Viewer? person, ItemId? itemId, string own, CancellationToken cancellationToken)
    {
        var item = itemId is { } id ? await db.Items.AsNoTracking().Include(row => row.Measures).SingleOrDefaultAsync(row => row.Id == id, cancellationToken) : null;
        var doubt = item is null ? InboxDoubt.WhichItem
            : person is null || !person.Sees(item) || !ItemRights.MayReport(item, person) ? InboxDoubt.NoRight
            : own.Length == 0 && !Enclosures.Of(message).Any() ? InboxDoubt.Empty
            : InboxDoubt.None;
        return new(doubt is InboxDoubt.None ? InboxVerdict.Reply : InboxVerdict.Unsorted, doubt) { Mail = mail, Person = person, ItemId = itemId, Own = own };
    }

    /// <summary>The mail that a token of ours names, with the items named; and whether anything like a token was there at all.</summary>
    private async Task<(LedgerMail? Mail, IReadOnlyList<uint> Tags, bool Claimed)> AnsweredAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        var claimed = false;
        if (await key.TokensAsync(cancellationToken) is not { } tokens)
        {
            return (null, [], false);
        }

        foreach (var source in ReplyTokenPlaces.Of(message))
        {
            var candidates = ReplyTokens.In(source).Distinct().Take(30).Select(token => (Token: token, Claim: ReplyTokens.Claim(token)))
                .Where(each => each.Claim is not null).Select(each => (each.Token, Claim: each.Claim.GetValueOrDefault())).ToList();
            claimed |= candidates.Count > 0;
            var ids = candidates.Select(each => each.Claim.MailId).ToHashSet();
            var mails = ids.Count == 0 ? [] : await db.Mails.AsNoTracking().Where(mail => ids.Contains(mail.Id)).ToListAsync(cancellationToken);
            foreach (var mail in mails.OrderByDescending(each => each.Id))
            {
                var own = candidates.Where(each => each.Claim.MailId == mail.Id && tokens.IsFor(each.Token, mail.RecipientId)).ToList();
                if (own.Count > 0)
                {
                    return (mail, [.. own.Select(each => each.Claim.ItemTag).Where(tag => tag != 0).Distinct()], true);
                }
            }
        }

        return (null, [], claimed);
    }

    /// <summary>The one item meant: the token's, the mail's only one, or the one whose number the reply names.</summary>
    private async Task<ItemId?> ItemAsync(LedgerMail mail, IReadOnlyList<uint> tags, string own, CancellationToken cancellationToken)
    {
        var ids = await db.MailItems.AsNoTracking().Where(told => told.MailId == mail.Id).Select(told => told.ItemId).ToListAsync(cancellationToken);
        if (mail.ItemId is { } single && !ids.Contains(single))
        {
            ids.Add(single);
        }

        if (tags is [var tag] && ids.Where(id => ReplyToken.TagOf(id) == tag).ToList() is [var meant])
        {
            return meant;
        }

        if (ids is [var only])
        {
            return only;
        }

        var numbers = ReplyText.Items(own);
        var named = numbers.Count == 0 ? [] : await db.Items.AsNoTracking()
            .Where(item => ids.Contains(item.Id) && numbers.Contains(item.Number)).Select(item => item.Id).ToListAsync(cancellationToken);
        return named is [var one] && numbers.Count == 1 ? one : null;
    }

    private async Task<string?> StoreAsync(byte[] content, List<string> stored, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(content, writable: false);
        if (await files.StoreAsync(stream, cancellationToken) is not { } file)
        {
            return null;
        }

        stored.Add(file.Name);
        return file.Name;
    }

    private static bool IsOneOf(string address, params string?[] known) =>
        known.Any(each => string.Equals(each, address, StringComparison.OrdinalIgnoreCase));

    private sealed record Finding(InboxVerdict Verdict, InboxDoubt Doubt = InboxDoubt.None)
    {
        public LedgerMail? Mail { get; init; }
        public Guid? MailId => Mail?.Id;
        public BounceReport? Report { get; init; }
        public Viewer? Person { get; init; }
        public ItemId? ItemId { get; init; }
        public string Own { get; init; } = "";
    }
}
