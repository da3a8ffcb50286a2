using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Jobs.Watching;
using Rectify.Workflow.App.Mail.Inbox;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.Mail.Overrides;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Weekly;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Mail.Composing;

/// <summary>Writes planned mails from the state as it is now; reads for the whole batch at once.</summary>
internal sealed class MailComposer(
    RectifyDb db, SummaryBook book, MailLinks links, IOptions<MailOptions> options, WorkingCalendar calendar, TownZone town,
    MailOverrideCache templates, TemplateFaults faults, SampleMails samples, JobReports jobs,
    ReplyKey replies, IOptions<InboxOptions> inbox, TimeProvider clock)
{
    private MailOverrides _overrides = MailOverrides.None;
    private UnitSenders _senders = UnitSenders.None;
    private ReplyTokens? _replies;

    /// <summary>Writes the batch. A mail that cannot be written is somebody's to see, and never stops the others.</summary>
    public async Task<IReadOnlyDictionary<Guid, Composed>> ComposeAsync(
        IReadOnlyList<LedgerMail> mails, CancellationToken cancellationToken)
    {
        try
        {
            _overrides = await templates.InForceAsync(db, cancellationToken);
            var all = await ComposeAllAsync(mails, clock.GetUtcNow(), cancellationToken);
            await faults.TellAsync(_overrides.Faults, cancellationToken);
            return all;
        }
        catch (Exception error) when (IsOfTheMail(error))
        {
            if (mails is [var only])
            {
                return new Dictionary<Guid, Composed>
                {
                    [only.Id] = new Composed.Unsendable($"邮件无法生成 (the mail cannot be written): {error.Message}"),
                };
            }
        }

        var composed = new Dictionary<Guid, Composed>(mails.Count);
        foreach (var mail in mails)
        {
            composed[mail.Id] = (await ComposeAsync([mail], cancellationToken))[mail.Id];
        }

        return composed;
    }

    /// <summary>One mail as it would be written at an instant.</summary>
    public async Task<Composed> ComposeAsync(LedgerMail mail, DateTimeOffset at, CancellationToken cancellationToken)
    {
        _overrides = await templates.InForceAsync(db, cancellationToken);
        return (await ComposeAllAsync([mail], at, cancellationToken))[mail.Id];
    }

    private async Task<IReadOnlyDictionary<Guid, Composed>> ComposeAllAsync(
        IReadOnlyList<LedgerMail> mails, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var facts = await MailFacts.LoadAsync(db, mails, cancellationToken);
        await NameUnitsAsync(mails, facts, cancellationToken);
        _senders = await UnitSenders.LoadAsync(db, cancellationToken);
        _replies = await replies.TokensAsync(cancellationToken);
        await book.OpenAsync(mails, now, cancellationToken);
        var composed = new Dictionary<Guid, Composed>(mails.Count);
        foreach (var mail in mails)
        {
            composed[mail.Id] = await ComposeAsync(mail, facts, now, cancellationToken);
        }

        return composed;
    }

    private async Task<Composed> ComposeAsync(LedgerMail mail, MailFacts facts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!facts.People.TryGetValue(mail.RecipientId, out var person) || !person.Active)
        {
            return new Composed.Pointless("收件人已离岗 (the recipient has left)");
        }

        var owed = mail.AsOwed();
        var (context, body) = await WriteAsync(owed, facts, person.Culture, now, cancellationToken, mail);
        return body switch
        {
            MailBody.Nothing(var reason) => new Composed.Pointless(reason),
            MailBody.Text when !MailMessages.IsAddress(person.Address) =>
                new Composed.Unsendable("收件人没有可用的邮箱地址 (the recipient has no usable mail address)"),
            MailBody.Text text => Finish(owed, person, context, text, now),
            _ => throw new InvalidOperationException($"Mail {mail.Id} was written as {body}."),
        };
    }

    /// <summary>A mail of the ledger as it would be written now with these templates, in this language; null when there is nothing to say.</summary>
    public async Task<MailContent?> PreviewAsync(LedgerMail mail, string culture, MailOverrides overrides, CancellationToken cancellationToken)
    {
        _overrides = overrides;
        var facts = await MailFacts.LoadAsync(db, [mail], cancellationToken);
        await NameUnitsAsync([mail], facts, cancellationToken);
        if (!facts.People.TryGetValue(mail.RecipientId, out var person))
        {
            return null;
        }

        await book.OpenAsync([mail], clock.GetUtcNow(), cancellationToken);
        var (context, body) = await WriteAsync(mail, facts, culture, clock.GetUtcNow(), cancellationToken);
        return body is MailBody.Text text ? ContentOf(mail, person with { Culture = culture }, context, text, clock.GetUtcNow()) : null;
    }

    private async Task<(ComposeContext Context, MailBody Body)> WriteAsync(
        LedgerMail mail, MailFacts facts, string culture, DateTimeOffset now, CancellationToken cancellationToken, LedgerMail? letter = null)
    {
        var town = TownOf(mail, facts);
        var addressed = letter ?? mail;
        var context = new ComposeContext(mail, facts, MailWords.Of(culture), links, calendar, town, town.DayOf(now))
        {
            Overrides = _overrides,
            Letter = addressed,
            Replies = _replies is { } tokens ? new(tokens, inbox.Value, addressed.Id, addressed.RecipientId) : null,
        };
        var body = mail.Kind switch
        {
            MailKind.TaskOpened => TaskMails.One(context),
            MailKind.TasksOpened => TaskMails.Several(context),
            MailKind.Reminder or MailKind.Rung => NoticeMails.OfDay(context),
            MailKind.Decision => DecisionMails.Decision(context),
            MailKind.Workflow => DecisionMails.Workflow(context),
            MailKind.WeeklySummary => await WeeklyMails.WriteAsync(context, book, calendar, now, cancellationToken),
            MailKind.Silence => SilenceMails.Write(context, await jobs.ListAsync(cancellationToken)),
            MailKind.Notice => PlatformMails.Notice(context),
            MailKind.Deputy => DeputyMail.Write(context),
            MailKind.Handover => HandoverMails.Write(context),
            MailKind.Test => PlatformMails.Test(context, samples),
            var unknown => throw new InvalidOperationException($"Mail {mail.Id} is of kind {unknown}, which nobody writes."),
        };
        return (context, body);
    }

    /// <summary>A summary names any unit of the tree.</summary>
    private async Task NameUnitsAsync(IReadOnlyList<LedgerMail> mails, MailFacts facts, CancellationToken cancellationToken)
    {
        if (mails.Any(mail => mail.Kind is MailKind.WeeklySummary))
        {
            await foreach (var unit in db.Units.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                facts.Units[unit.Id] = unit.Name;
            }
        }
    }

    // The database's own troubles concern no mail in particular and end the run.
    private static bool IsOfTheMail(Exception error) => error is not (OperationCanceledException or DbException or DbUpdateException);

    private Composed.Ready Finish(LedgerMail mail, PersonFacts person, ComposeContext context, MailBody.Text text, DateTimeOffset now)
    {
        var round = RoundOf(mail, context.Facts) is { } id ? context.Facts.Rounds.GetValueOrDefault(id) : null;
        var envelope = new MailEnvelope(context.Letter.Id, person.Name, person.Address ?? "", MailTemplates.LanguageOf(person.Culture),
            text.Thread?.Value, TimeZoneInfo.ConvertTime(now, context.Town.Zone))
        {
            Items = mail.Kind is MailKind.WeeklySummary ? [] : [.. text.Items.Select(named => named.Value)],   // it belongs to no item's thread
            List = round is null ? null : (round.Id.Value, round.Name),
            Sender = SenderOf(mail, person, context, text),
            ReplyTo = InvitationOf(context, text)?.Address,
            ReplyToken = InvitationOf(context, text)?.Token,
        };
        return new(person.Address ?? "", MailMessages.Build(envelope, ContentOf(mail, person, context, text, now), options.Value), text.Items);
    }

    /// <summary>The unit that answers for the item, or else for the round, or else the reader's own, says who sends.</summary>
    private MailSender? SenderOf(LedgerMail mail, PersonFacts person, ComposeContext context, MailBody.Text text)
    {
        var unit = text.Thread is { } item ? context.Facts.Items.GetValueOrDefault(item)?.Unit : null;
        var town = RoundOf(mail, context.Facts) is { } round ? context.Facts.Rounds.GetValueOrDefault(round)?.TownUnitId.Value : null;
        return _senders.Of(unit ?? town ?? person.Unit, options.Value);
    }

    // An answer becomes progress of an item: where there is none, nobody is asked for it.
    private static ReplyInvitation? InvitationOf(ComposeContext context, MailBody.Text text) => text.Items.Length > 0 ? context.Replies : null;

    private MailContent ContentOf(LedgerMail mail, PersonFacts person, ComposeContext context, MailBody.Text text, DateTimeOffset now)
    {
        var (kind, culture) = mail.Kind is MailKind.Test && MailPlan.Read<TestData>(mail) is var test ? (test.Kind, test.Culture) : (text.Template ?? mail.Kind, person.Culture);
        var expires = context.Town.DayOf(now.AddDays(options.Value.LinkDays));
        var principal = context.Letter.OnBehalfOf is { } of ? context.Name(of) : null;
        IReadOnlyList<string> why = principal is null ? text.Why : [context.Words.WhyDeputy(principal), .. text.Why];
        var frame = new MailFrame(person.Name, SenderOf(mail, person, context, text)?.Name ?? options.Value.FromName, context.Letter.Id, why, context.Words.Day(expires))
        {
            Reply = InvitationOf(context, text)?.Token,
            RepliesNameItem = text.Items.Length > 1,
        };
        var content = MailTemplates.Render(kind, culture, text.Model, frame, _overrides);
        content = principal is null ? content : content with { Subject = context.Words.ForWhom(principal) + content.Subject };
        content = content with { Attachments = text.Attachments, Pictures = text.Pictures };
        return mail.Kind is MailKind.Test ? content with { Subject = (context.Words.Culture == "en" ? "[Test] " : "【试发】") + content.Subject } : content;
    }

    private TownTime TownOf(LedgerMail mail, MailFacts facts) =>
        town.Of(RoundOf(mail, facts) is { } known ? facts.Rounds.GetValueOrDefault(known) : null);

    private static RoundId? RoundOf(LedgerMail mail, MailFacts facts)
    {
        var item = mail.ItemId is { } id ? facts.Items.GetValueOrDefault(id)
            : facts.Notices[mail.Id].Select(told => told.Notice.ItemId)
                .Concat(MailFacts.TaskIdsOf(mail).Select(task => facts.Tasks.GetValueOrDefault(task)?.ItemId).OfType<ItemId>())
                .Select(facts.Items.GetValueOrDefault).FirstOrDefault(found => found is not null);
        return mail.Kind is MailKind.WeeklySummary ? new RoundId(MailPlan.Read<WeeklyData>(mail).RoundId) : item?.RoundId;
    }
}
