using System.Collections.Immutable;
using Rectify.Workflow.App.Papers;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Mail.Composing;

/// <summary>到期提醒 and the mails of the ladder: what still holds of the notices they were planned for.</summary>
internal static class NoticeMails
{
    public static MailBody Reminder(ComposeContext context)
    {
        var day = MailPlan.Read<DayData>(context.Mail).Day;
        var entries = Standing(context)
            .Where(entry => IsFor(entry.Item, context.Mail.RecipientId) && entry.Told.Notice.DueOn >= context.Today)
            .OrderBy(entry => entry.Told.Notice.DueOn).ThenBy(entry => entry.Item.Number)
            .ToList();
        if (entries.Count == 0)
        {
            return new MailBody.Nothing("所涉任务均已提交、办结、改期、换人或过了时限 (none of its items is still to come for this person)");
        }

        var groups = entries.Take(ComposeContext.MostEntries)
            .GroupBy(entry => Urgency(context, entry.Told.Notice.DueOn))
            .OrderBy(group => group.Key)
            .Select(group => new Dictionary<string, object?>
            {
                ["name"] = context.Words.UrgencyName(group.Key),
                ["tone"] = group.Key switch { 0 => "bad", 1 => "near", _ => "quiet" },
                ["count"] = group.Count(),
                ["entries"] = group.Select(entry => ReminderRow(context, entry)).ToList<object?>(),
            });
        var offsets = string.Join(context.Words.Comma, entries
            .Select(entry => entry.Told.Notice.Step).Distinct().OrderDescending());
        return new MailBody.Text(
            new Dictionary<string, object?>
            {
                ["count"] = entries.Count,
                ["single"] = entries is [var only] ? ReminderRow(context, only) : null,
                ["groups"] = groups.ToList<object?>(),
                ["more"] = More(entries.Count),
                ["home"] = context.Home,
            },
            [context.Words.WhyReminder(day, offsets)],
            entries is [var one] ? one.Item.Id : null)
        { Items = Named(entries) };
    }

    public static MailBody Rung(ComposeContext context)
    {
        var data = MailPlan.Read<RungData>(context.Mail);
        var entries = Standing(context).OrderBy(entry => entry.Told.Notice.DueOn).ThenBy(entry => entry.Item.Number).ToList();
        if (entries.Count == 0)
        {
            return new MailBody.Nothing("所涉任务均已提交、办结或改期 (none of its items is owed any more)");
        }

        var paper = data.Paper;
        var copy = entries.All(entry => entry.Told.Copy);
        return new MailBody.Text(
            new Dictionary<string, object?>
            {
                ["kind"] = context.Words.RungName(paper),
                ["lead"] = data.By is null ? context.Words.RungLead(paper, copy) : context.Words.UrgeLead(copy),
                ["overdue"] = entries.All(entry => entry.Told.Notice.DueOn < context.Today),
                ["count"] = entries.Count,
                ["single"] = entries is [var only] ? RungRow(context, only) : null,
                ["entries"] = entries.Take(ComposeContext.MostEntries).Select(entry => RungRow(context, entry)).ToList<object?>(),
                ["more"] = More(entries.Count),
                ["home"] = context.Home,
            },
            [data.By is { } by ? context.Words.WhyUrged(data.Day, context.Name(by), copy) : context.Words.WhyRung(data.Day, data.AfterWorkingDays, copy), .. entries.Take(3)
                .Select(entry => context.Words.WhyItem(entry.Item.Number, entry.Item.Title))],
            entries is [var one] ? one.Item.Id : null)
        { Items = Named(entries) };
    }

    /// <summary>The official is reminded; the leader where no official is named.</summary>
    private static bool IsFor(ItemFacts item, Guid reader) => (item.Official ?? item.Leader) == reader;

    /// <summary>The notices whose item still owes work by the same due date.</summary>
    private static IEnumerable<(NoticeFacts Told, ItemFacts Item)> Standing(ComposeContext context) =>
        from told in context.Facts.Notices[context.Mail.Id]
        let item = context.Facts.Items.GetValueOrDefault(told.Notice.ItemId)
        where item is not null && item.Status.OwesWork && item.DueOn == told.Notice.DueOn
        select (told, item);

    private static Dictionary<string, object?> ReminderRow(ComposeContext context, (NoticeFacts Told, ItemFacts Item) entry)
    {
        var row = Row(context, entry);
        var (total, done) = context.Facts.Measures.GetValueOrDefault(entry.Item.Id);
        row["left"] = context.Words.DaysLeft(Math.Max(0, entry.Told.Notice.DueOn.DayNumber - context.Today.DayNumber));
        row["measures"] = total > 0 ? total : null;
        row["done"] = done;
        return row;
    }

    private static Dictionary<string, object?> RungRow(ComposeContext context, (NoticeFacts Told, ItemFacts Item) entry)
    {
        var row = Row(context, entry);
        row["paper"] = entry.Told.Paper?.NumberText;
        row["text"] = entry.Told.Paper is { Status: PaperStatus.Issued } paper ? paper.Text : null;
        row["unit"] = context.Unit(entry.Item.Unit);
        row["official"] = context.Name(entry.Item.Official);
        var late = context.Today.DayNumber - entry.Told.Notice.DueOn.DayNumber;
        row["overdue"] = late > 0;
        row["stands"] = late > 0 ? context.Words.DaysLate(late) : context.Words.DaysLeft(-late);
        return row;
    }

    private static Dictionary<string, object?> Row(ComposeContext context, (NoticeFacts Told, ItemFacts Item) entry)
    {
        var row = context.Item(entry.Item);
        row["link"] = context.ItemLink(entry.Item.Id);
        row["late"] = entry.Told.Notice.Late;
        row["planned"] = context.Words.Day(entry.Told.Notice.PlannedOn);
        return row;
    }

    private static int Urgency(ComposeContext context, DateOnly dueOn) =>
        context.Calendar.WorkingDaysBetween(context.Today.AddDays(1), dueOn) switch { <= 1 => 0, <= 5 => 1, _ => 2 };

    private static ImmutableArray<ItemId> Named(List<(NoticeFacts Told, ItemFacts Item)> entries) =>
        [.. entries.Take(ComposeContext.MostEntries).Select(entry => entry.Item.Id).Distinct()];

    private static int? More(int count) => count > ComposeContext.MostEntries ? count - ComposeContext.MostEntries : null;
}
