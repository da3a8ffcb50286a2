using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Mail.Inbox;

/// <summary>
/// Tells whoever replied by mail which of their files were not taken, once per reply. Only for replies that were attached: their token
/// and address matched, and no machine wrote them. A few a day at most, so that a machine that hides what it is starts no exchange.
/// </summary>
internal sealed class TellOfRefusal(RectifyDb db)
{
    internal const string Cause = "refused:";
    internal const int MostPerDay = 3;

    /// <summary>Adds the mail that is owed, if any; the caller commits.</summary>
    public async Task AddAsync(InboxMessage row, ItemId itemId, Viewer sender, IReadOnlyList<Refusal> refused, CancellationToken cancellationToken)
    {
        var lost = refused.Where(each => each.IsLoss).ToList();
        var since = row.ReceivedAt.AddDays(-1);
        if (lost.Count == 0 || await db.Mails.CountAsync(
            mail => mail.RecipientId == sender.Id && mail.Occasion.StartsWith($"workflow:{Cause}") && mail.PlannedAt > since, cancellationToken) >= MostPerDay)
        {
            return;
        }

        var item = await db.Items.AsNoTracking().Where(each => each.Id == itemId).Select(each => new { each.Number, each.Title }).SingleAsync(cancellationToken);
        var culture = await db.Users.Where(each => each.Id == sender.Id).Select(each => each.Culture).SingleOrDefaultAsync(cancellationToken);
        var english = culture?.StartsWith("en", StringComparison.OrdinalIgnoreCase) is true;
        var list = string.Join('\n', lost.Select(each => $"• {each.In(english)}"));
        var (subject, body, why) = english
            ? ($"Files not taken: item {item.Number} {item.Title}",
                $"Your reply was attached to the item as progress, but these files were not taken:\n{list}\n"
                + "Please add them on the item's page in a form that is taken (such as PDF, Word, Excel or pictures, up to 20 MB each), or reply once more with them.",
                "You sent a reply with these files by mail.")
            : ($"附件未接收：第{item.Number}项 {item.Title}",
                $"您的邮件回复已记入本项进展，但下列附件没有接收：\n{list}\n"
                + "请换成可以接收的形式（如PDF、Word、Excel、图片，每个不超过20 MB），在任务页面上传，或者再次回复邮件补交。",
                "您用邮件回复了这项任务，并附有这些文件。");
        db.Mails.Add(MailPlan.Refused(sender.Id, $"{Cause}{row.Id:N}", itemId, (subject, body, why), row.ReceivedAt));
    }
}
