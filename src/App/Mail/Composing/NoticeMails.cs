using System.Collections.Immutable;
using Rectify.Workflow.App.Papers;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Papers;

namespace Rectify.Workflow.App.Mail.Composing;

/// <summary>
/// The mail of the day (每日一封) and what a supervisor issued by hand: what still holds of the notices they were planned for, most
/// urgent first. Papers first, gravest on top; then what is still to come, grouped by how soon.
/// </summary>
internal static class NoticeMails
{
    /// <summary>Most papers one mail carries as files; the others are on their items' pages.</summary>
    private const int MostFiles = 200;

    public static MailBody OfDay(ComposeContext context)
    {
        var standing = Standing(context).ToList();
        var rungs = InOrder(standing.Where(entry => entry.Told.Notice.Kind is not NoticeKind.Reminder));
        var reminders = InOrder(standing.Where(entry => entry.Told.Notice.Kind is NoticeKind.Reminder
            && IsFor(entry.Item, context.Mail.RecipientId) && IsStillToCome(entry.Told.Notice.DueOn, context.Today)));
        return (rungs.Count, reminders.Count) switch
        {
            (0, 0) when context.Mail.Kind is MailKind.Reminder =>
                new MailBody.Nothing("所涉任务均已提交、办结、改期、换人或过了时限 (none of its items is still to come for this person)"),
            (0, 0) => new MailBody.Nothing("所涉任务均已提交、办结、改期，或文书已作废 (none of its items is owed any more, or its papers are void)"),
            (0, _) => Reminders(context, reminders),
            _ => Rungs(context, rungs, reminders),
        };
    }

    private static MailBody.Text Reminders(ComposeContext context, List<(NoticeFacts Told, ItemFacts Item)> entries) => new(
        new Dictionary<string, object?>
        {
            ["count"] = entries.Count,
            ["single"] = entries is [var only] ? ReminderRow(context, only) : null,
            ["groups"] = Groups(context, entries),
            ["more"] = More(entries.Count),
            ["home"] = context.Home,
        },
        [WhyReminded(context, entries)],
        entries is [var one] ? one.Item.Id : null)
    {
        Items = Named(entries),
        Template = MailKind.Reminder,
    };

    private static MailBody.Text Rungs(
        ComposeContext context, List<(NoticeFacts Told, ItemFacts Item)> rungs, List<(NoticeFacts Told, ItemFacts Item)> reminders)
    {
        var data = MailPlan.Read<RungData>(context.Mail);
        var kinds = rungs.OrderByDescending(entry => entry.Told.Paper?.Kind).Take(ComposeContext.MostEntries)
            .GroupBy(entry => entry.Told.Paper?.Kind).ToList();
        var why = kinds.Select(kind => kind.First().Told.Notice is var notice && data.By is { } by
            ? context.Words.WhyUrged(data.Day, context.Name(by), kind.All(entry => entry.Told.Copy))
            : context.Words.WhyRung(data.Day, context.Calendar.WorkingDaysBetween(notice.DueOn, notice.PlannedOn), kind.All(entry => entry.Told.Copy)));
        var files = rungs.Select(entry => entry.Told.Paper).OfType<Paper>().Take(MostFiles).Select(PaperFile.Attach).ToImmutableArray();
        return new MailBody.Text(
            new Dictionary<string, object?>
            {
                ["kind"] = context.Words.RungName(kinds[0].Key),
                ["overdue"] = rungs.All(entry => entry.Told.Notice.DueOn < context.Today),
                ["count"] = rungs.Count,
                ["single"] = rungs is [var only] ? RungRow(context, only) : null,
                ["sections"] = kinds.Select(kind => Section(context, data, kind, kinds.Count > 1)).ToList<object?>(),
                ["more"] = More(rungs.Count),
                ["files"] = files.Length > 0 ? files.Length : null,
                ["soon"] = reminders.Count > 0 ? reminders.Count : null,
                ["groups"] = Groups(context, reminders),
                ["home"] = context.Home,
            },
            [.. why, .. reminders.Count > 0 ? [WhyReminded(context, reminders)] : Array.Empty<string>(),
                .. rungs.Take(3).Select(entry => context.Words.WhyItem(entry.Item.Number, entry.Item.Title))],
            rungs is [var one] && reminders.Count == 0 ? one.Item.Id : null)
        {
            Items = Named([.. rungs, .. reminders]),
            Template = MailKind.Rung,
            Attachments = files,
        };
    }

    /// <summary>One kind of paper and what it says.</summary>
    private static Dictionary<string, object?> Section(
        ComposeContext context, RungData data, IGrouping<PaperKind?, (NoticeFacts Told, ItemFacts Item)> kind, bool named)
    {
        var copy = kind.All(entry => entry.Told.Copy);
        return new()
        {
            ["name"] = named ? context.Words.RungName(kind.Key) : null,
            ["lead"] = data.By is null ? context.Words.RungLead(kind.Key, copy) : context.Words.UrgeLead(copy),
            ["entries"] = kind.Select(entry => RungRow(context, entry)).ToList<object?>(),
        };
    }

    private static List<object?> Groups(ComposeContext context, List<(NoticeFacts Told, ItemFacts Item)> entries) =>
        [.. entries.Take(ComposeContext.MostEntries)
            .GroupBy(entry => Urgency(context, entry.Told.Notice.DueOn))
            .OrderBy(group => group.Key)
            .Select(group => new Dictionary<string, object?>
            {
                ["name"] = context.Words.UrgencyName(group.Key),
                ["tone"] = group.Key switch { 0 => "bad", 1 => "near", _ => "quiet" },
                ["count"] = group.Count(),
                ["entries"] = group.Select(entry => ReminderRow(context, entry)).ToList<object?>(),
            })];

    private static string WhyReminded(ComposeContext context, List<(NoticeFacts Told, ItemFacts Item)> entries) => context.Words.WhyReminder(
        MailPlan.Read<DayData>(context.Mail).Day,
        string.Join(context.Words.Comma, entries.Select(entry => ReminderStep.Read(entry.Told.Notice.Step)).Distinct()
            .OrderDescending().Select(offset => context.Words.Offset(offset.Days, offset.InCalendarDays))));

    private static List<(NoticeFacts Told, ItemFacts Item)> InOrder(IEnumerable<(NoticeFacts Told, ItemFacts Item)> entries) =>
        [.. entries.OrderBy(entry => entry.Told.Notice.DueOn).ThenBy(entry => entry.Item.Number)];

    /// <summary>A reminder is told while its due date has not passed; after that the ladder speaks.</summary>
    internal static bool IsStillToCome(DateOnly dueOn, DateOnly today) => dueOn >= today;

    /// <summary>The official is reminded; the leader where no official is named.</summary>
    private static bool IsFor(ItemFacts item, Guid reader) => (item.Official ?? item.Leader) == reader;

    /// <summary>The notices whose item still owes work by the same due date, and whose paper stands.</summary>
    private static IEnumerable<(NoticeFacts Told, ItemFacts Item)> Standing(ComposeContext context) =>
        from told in context.Facts.Notices[context.Mail.Id]
        let item = context.Facts.Items.GetValueOrDefault(told.Notice.ItemId)
        where item is not null && item.Status.OwesWork && item.DueOn == told.Notice.DueOn && told.Paper is not { Status: PaperStatus.Void }
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
        row["text"] = entry.Told.Paper?.Text;
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
