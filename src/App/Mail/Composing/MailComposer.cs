using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Weekly;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Mail.Composing;

/// <summary>Writes planned mails from the state as it is now; reads for the whole batch at once.</summary>
internal sealed class MailComposer(
    RectifyDb db, PeopleDirectory directory, MailLinks links, IOptions<MailOptions> options, WorkingCalendar calendar, TownZone town,
    TimeProvider clock)
{
    private readonly Dictionary<RoundId, List<WeeklyItem>> _weekly = [];

    /// <summary>Writes the batch. A mail that cannot be written is somebody's to see, and never stops the others.</summary>
    public async Task<IReadOnlyDictionary<Guid, Composed>> ComposeAsync(
        IReadOnlyList<LedgerMail> mails, CancellationToken cancellationToken)
    {
        try
        {
            return await ComposeAllAsync(mails, cancellationToken);
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

    private async Task<IReadOnlyDictionary<Guid, Composed>> ComposeAllAsync(
        IReadOnlyList<LedgerMail> mails, CancellationToken cancellationToken)
    {
        _weekly.Clear();
        var facts = await MailFacts.LoadAsync(db, mails, cancellationToken);
        if (mails.Any(mail => mail.Kind is MailKind.WeeklySummary))
        {
            // A summary names any unit of the tree.
            await foreach (var unit in db.Units.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                facts.Units[unit.Id] = unit.Name;
            }
        }

        var now = clock.GetUtcNow();
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

        var town = TownOf(mail, facts);
        var context = new ComposeContext(mail, facts, MailWords.Of(person.Culture), links, calendar, town, town.DayOf(now));
        var body = mail.Kind switch
        {
            MailKind.TaskOpened => TaskMails.One(context),
            MailKind.TasksOpened => TaskMails.Several(context),
            MailKind.Reminder => NoticeMails.Reminder(context),
            MailKind.Rung => NoticeMails.Rung(context),
            MailKind.Decision => DecisionMails.Decision(context),
            MailKind.Workflow => DecisionMails.Workflow(context),
            MailKind.WeeklySummary => await WeeklyAsync(context, cancellationToken),
            var unknown => throw new InvalidOperationException($"Mail {mail.Id} is of kind {unknown}, which nobody writes."),
        };

        return body switch
        {
            MailBody.Nothing(var reason) => new Composed.Pointless(reason),
            MailBody.Text when !MailMessages.IsAddress(person.Address) =>
                new Composed.Unsendable("收件人没有可用的邮箱地址 (the recipient has no usable mail address)"),
            MailBody.Text text => Finish(mail, person, context, text, now),
            _ => throw new InvalidOperationException($"Mail {mail.Id} was written as {body}."),
        };
    }

    // The database's own troubles concern no mail in particular and end the run.
    private static bool IsOfTheMail(Exception error) => error is not (OperationCanceledException or DbException or DbUpdateException);

    private Composed.Ready Finish(LedgerMail mail, PersonFacts person, ComposeContext context, MailBody.Text text, DateTimeOffset now)
    {
        var expires = context.Town.DayOf(now.AddDays(options.Value.LinkDays));
        var frame = new MailFrame(person.Name, options.Value.FromName, mail.Id, text.Why, context.Words.Day(expires));
        var content = MailTemplates.Render(mail.Kind, person.Culture, text.Model, frame)
            with
        { Attachments = text.Attachments, Pictures = text.Pictures };
        var envelope = new MailEnvelope(mail.Id, person.Name, person.Address ?? "", MailTemplates.LanguageOf(person.Culture),
            text.Thread?.Value, TimeZoneInfo.ConvertTime(now, context.Town.Zone))
        { Items = [.. text.Items.Select(item => item.Value)] };
        return new(person.Address ?? "", MailMessages.Build(envelope, content, options.Value), text.Items);
    }

    private async Task<MailBody> WeeklyAsync(ComposeContext context, CancellationToken cancellationToken)
    {
        var roundId = new RoundId(MailPlan.Read<WeeklyData>(context.Mail).RoundId);
        if (!context.Facts.Rounds.TryGetValue(roundId, out var round)
            || await directory.ViewerAsync(context.Mail.RecipientId, cancellationToken) is not { } viewer)
        {
            return new MailBody.Nothing("轮次或收件人已不存在 (the round or the recipient is gone)");
        }

        if (!_weekly.TryGetValue(roundId, out var items))
        {
            _weekly[roundId] = items = await WeeklyRows.LoadAsync(db, roundId, cancellationToken);
        }

        return WeeklyMails.Write(context, items, round, viewer);
    }

    private TownTime TownOf(LedgerMail mail, MailFacts facts)
    {
        var item = mail.ItemId is { } id ? facts.Items.GetValueOrDefault(id) : facts.Notices[mail.Id]
            .Select(told => facts.Items.GetValueOrDefault(told.Notice.ItemId)).FirstOrDefault(found => found is not null);
        var round = mail.Kind is MailKind.WeeklySummary ? new RoundId(MailPlan.Read<WeeklyData>(mail).RoundId) : item?.RoundId;
        return town.Of(round is { } known ? facts.Rounds.GetValueOrDefault(known) : null);
    }
}
