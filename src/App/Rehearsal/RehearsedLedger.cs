using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Reminders;

namespace Rectify.Workflow.App.Rehearsal;

/// <summary>The mails of a ledger that jobs owed by themselves, and how two ledgers differ.</summary>
internal static class RehearsedLedger
{
    /// <summary>Reminders, rungs of the ladder and summaries of a period; what a person issued by hand is left out.</summary>
    public static async Task<List<RehearsedMail>> ReadAsync(RectifyDb db, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var mails = await (
            from mail in db.Mails.AsNoTracking()
            join person in db.Users on mail.RecipientId equals person.Id
            where mail.PlannedAt >= start && mail.PlannedAt < end && mail.Status != MailStatus.Cancelled && mail.ForMailId == null
                && (mail.Kind == MailKind.WeeklySummary || mail.Occasion.StartsWith(MailPlan.DayPrefix))
            orderby mail.PlannedAt, person.UserName
            select new { mail.Id, mail.RecipientId, person.DisplayName, mail.Kind, mail.Occasion }).ToListAsync(cancellationToken);
        var ids = mails.ConvertAll(mail => mail.Id);
        var told = (await (
                from link in db.MailNotices.AsNoTracking()
                join notice in db.Notices on link.NoticeId equals notice.Id
                join item in db.Items on notice.ItemId equals item.Id
                join paper in db.Papers on notice.PaperId equals paper.Id into papers
                from paper in papers.DefaultIfEmpty()
                where ids.Contains(link.MailId)
                orderby item.Number
                select new { link.MailId, item.Number, notice.Kind, notice.Step, Paper = (string?)paper.NumberText }).ToListAsync(cancellationToken))
            .ToLookup(row => row.MailId);
        return mails.ConvertAll(mail => new RehearsedMail(
            mail.RecipientId, mail.DisplayName, mail.Kind, mail.Occasion,
            [.. told[mail.Id].Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Number}/{(row.Kind is NoticeKind.Reminder ? "-" : "+")}{row.Step}"))],
            [.. told[mail.Id].Select(row => row.Paper).OfType<string>()]));
    }

    /// <summary>Compares by recipient and occasion, then by what was told.</summary>
    public static RehearsalReport Compare(DateOnly from, DateOnly to, List<RehearsedMail> rehearsed, List<RehearsedMail> sent)
    {
        var missing = rehearsed.Where(mail => !sent.Exists(other => Same(mail, other))).Select(mail => Why(mail, sent, "真实台账", "the real ledger"));
        var extra = sent.Where(mail => !rehearsed.Exists(other => Same(mail, other))).Select(mail => Why(mail, rehearsed, "预演", "the rehearsal"));
        return new(from, to, rehearsed, [.. missing], [.. extra]);
    }

    private static bool Same(RehearsedMail one, RehearsedMail other) =>
        one.Recipient == other.Recipient && one.Occasion == other.Occasion && one.Items.Order(StringComparer.Ordinal).SequenceEqual(other.Items.Order(StringComparer.Ordinal));

    private static RehearsalDifference Why(RehearsedMail mail, List<RehearsedMail> others, string where, string place)
    {
        if (others.Find(other => other.Recipient == mail.Recipient && other.Occasion == mail.Occasion) is { } day)
        {
            return new(mail, $"{where}当天这封信所涉任务不同：{string.Join('、', day.Items)}", $"In {place} the mail of that day told of other items: {string.Join(", ", day.Items)}");
        }

        if (mail.Items.Count > 0 && others.Find(other => other.Recipient == mail.Recipient && other.Items.Intersect(mail.Items).Any()) is { } otherDay)
        {
            return new(mail, $"{where}在另一天：{otherDay.Occasion}", $"In {place} on another day: {otherDay.Occasion}");
        }

        return mail.Items.Count > 0 && others.Find(other => other.Items.Intersect(mail.Items).Any()) is { } someone
            ? new(mail, $"{where}发给了另一人：{someone.Name}", $"In {place} it went to somebody else: {someone.Name}")
            : new(mail, $"{where}没有：当时的规则、人员、日历或系统运行情况与现在不同", $"Not in {place}: rules, people, calendar or the running of the system were different then");
    }
}
