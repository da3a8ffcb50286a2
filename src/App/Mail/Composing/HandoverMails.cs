using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.People.Handovers;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Mail.Composing;

/// <summary>What a receipt tells of one item.</summary>
internal sealed record HandedItem(ItemId Id, int Number, string Title, DateOnly? DueOn, DateOnly? OriginalDueOn)
{
    /// <summary>In which roles it went over.</summary>
    public HandoverRoles Roles { get; init; } = HandoverRoles.ResponsiblePerson;
}

/// <summary>A handover with its items, as receipts need them.</summary>
internal sealed record HandoverFacts(Handover Handover, IReadOnlyList<HandedItem> Items);

/// <summary>移交回执: what went from whom to whom; what does not fit into the mail stands in the file that travels with it.</summary>
internal static class HandoverMails
{
    /// <summary>Reads the handovers that a batch of mails tells of.</summary>
    public static async Task<Dictionary<Guid, HandoverFacts>> LoadAsync(RectifyDb db, IReadOnlyList<LedgerMail> mails, CancellationToken cancellationToken)
    {
        var facts = new Dictionary<Guid, HandoverFacts>();
        foreach (var id in mails.Where(mail => mail.Kind is MailKind.Handover).Select(mail => MailPlan.Read<HandoverData>(mail).HandoverId).Distinct())
        {
            if (await db.Handovers.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is { } handover)
            {
                facts[id] = new(handover, await (
                    from moved in db.Set<HandoverItem>()
                    join item in db.Items on moved.ItemId equals item.Id
                    where moved.HandoverId == id
                    orderby item.Number
                    select new HandedItem(item.Id, item.Number, item.Title, item.DueOn, item.OriginalDueOn) { Roles = moved.Roles }).AsNoTracking().ToListAsync(cancellationToken));
            }
        }

        return facts;
    }

    public static MailBody Write(ComposeContext context)
    {
        if (!context.Facts.Handovers.TryGetValue(MailPlan.Read<HandoverData>(context.Mail).HandoverId, out var facts))
        {
            return new MailBody.Nothing("移交记录已不存在 (the handover is gone)");
        }

        var (handover, items) = facts;
        var more = items.Count > ComposeContext.MostEntries;
        return new MailBody.Text(
            new Dictionary<string, object?>
            {
                ["from"] = context.Name(handover.FromId),
                ["to"] = context.Name(handover.ToId),
                ["by"] = context.Name(handover.By),
                ["on"] = context.Words.Day(context.Town.DayOf(handover.At)),
                ["reason"] = handover.Reason,
                ["count"] = items.Count,
                ["tasks"] = handover.Tasks,
                ["mine"] = context.Mail.RecipientId == handover.ToId,
                ["entries"] = items.Take(ComposeContext.MostEntries).Select(item => Row(context, item)).ToList<object?>(),
                ["more"] = more ? items.Count - ComposeContext.MostEntries : null,
                ["home"] = context.Home,
            },
            [context.Words.WhyHandover(context.Town.DayOf(handover.At))])
        {
            Items = [.. items.Take(ComposeContext.MostEntries).Select(item => item.Id)],
            Attachments = more ? [new(context.Words.HandoverFile, "text/csv", Sheet(items, context.Words))] : [],
        };
    }

    private static Dictionary<string, object?> Row(ComposeContext context, HandedItem item) => new()
    {
        ["number"] = item.Number,
        ["title"] = item.Title,
        ["due"] = item.DueOn is { } due ? context.Words.Day(due) : null,
        ["original"] = item.OriginalDueOn is { } first && first != item.DueOn ? context.Words.Day(first) : null,
        ["roles"] = context.Words.RolesOf(item.Roles),
        ["link"] = context.ItemLink(item.Id),
    };

    // With the mark that lets a spreadsheet read it as UTF-8; a title that begins like a formula stays text.
    private static byte[] Sheet(IReadOnlyList<HandedItem> items, MailWords words)
    {
        var text = new StringBuilder($"\uFEFF{words.HandoverColumns}\r\n");
        foreach (var item in items)
        {
            var title = item.Title is ['=' or '+' or '-' or '@', ..] ? "'" + item.Title : item.Title;
            text.Append(CultureInfo.InvariantCulture, $"{item.Number},\"{title.Replace("\"", "\"\"", StringComparison.Ordinal)}\",{item.DueOn:yyyy-MM-dd},{item.OriginalDueOn:yyyy-MM-dd},\"{words.RolesOf(item.Roles)}\"\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
