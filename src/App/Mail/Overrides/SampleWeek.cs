using Rectify.Workflow.App.Mail.Composing;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Weekly;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Papers;
using Rectify.Workflow.Domain.People;
using Rectify.Workflow.Domain.Weekly;

namespace Rectify.Workflow.App.Mail.Overrides;

/// <summary>A summary about nothing, written by the code that writes the real ones, with something in every list.</summary>
internal static class SampleWeek
{
    public static MailBody.Text Write(ComposeContext context)
    {
        var today = context.Today;
        var now = context.Town.SendingInstant(today);
        var items = context.Facts.Items.Values.OrderBy(item => item.Number).ToList();
        var span = SummarySpan.Of(SummaryRhythm.Weekly, new(today, now), today.AddDays(-60), context.Town, context.Calendar);
        WeeklyRow[] rows =
        [
            .. items.Select((item, at) => Row(item, item.Number, ItemStatus.Implementing, item.DueOn ?? today)),
            .. items.Select((item, at) => Row(item, item.Number + 10, at == 0 ? ItemStatus.Closed : ItemStatus.LongTerm, today.AddDays(-9))),
            Row(items[0], 31, ItemStatus.Implementing, today.AddDays(-30)),
            Row(items[1], 32, ItemStatus.Implementing, today.AddDays(-1)) with { Unit = null },
        ];
        var rung = new IssuedRung(items[0].Id, today.AddDays(-30), NoticeKind.Rung, PaperKind.UrgeNote, new PaperNumber("某巡改", PaperKind.UrgeNote, today.Year, 12).ToString());
        var part = new WeeklyPart(WeeklyFigures.Of(rows, span), new[] { rung }.ToLookup(issued => issued.ItemId));
        return WeeklyMails.Write(context, today, SampleWords.Of(context.Words.Culture).Unit, part, WeeklyScope.Unit, context.Words.WeeklyScope(WeeklyScope.Round, null), "128-9f2a41c07be3");

        static WeeklyRow Row(ItemFacts item, int number, ItemStatus status, DateOnly due) => new(item.Id, number, item.Title, status, due)
        {
            SectionNo = item.SectionNo,
            SectionTitle = item.SectionTitle,
            Unit = item.Unit is { } unit ? new UnitId(unit) : null,
        };
    }
}
