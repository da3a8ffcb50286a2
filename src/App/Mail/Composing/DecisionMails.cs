using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Mail.Composing;

/// <summary>结果通知 and the mails a workflow writes itself.</summary>
internal static class DecisionMails
{
    public static MailBody Decision(ComposeContext context)
    {
        if (context.Mail.ItemId is not { } id || !context.Facts.Items.TryGetValue(id, out var item))
        {
            return new MailBody.Nothing("任务已不存在 (the item is gone)");
        }

        var decision = MailPlan.Read<DecisionData>(context.Mail);
        return new MailBody.Text(
            new Dictionary<string, object?>
            {
                ["result"] = context.Words.Decided(decision.Move),
                ["tone"] = Tone(decision.Move),
                ["item"] = context.Item(item),
                ["by"] = decision.By is null ? context.Words.TheSystem : context.Name(decision.By),
                ["on"] = context.Words.Day(decision.On),
                ["opinion"] = decision.Opinion,
                ["next"] = context.Words.NextAfter(decision.Move),
                ["link"] = context.ItemLink(item.Id),
            },
            [context.Words.WhyDecision(decision.On), context.Words.WhyItem(item.Number, item.Title)],
            item.Id);
    }

    public static MailBody Workflow(ComposeContext context)
    {
        var written = MailPlan.Read<WorkflowData>(context.Mail);
        var item = context.Mail.ItemId is { } id ? context.Facts.Items.GetValueOrDefault(id) : null;
        var day = context.Town.DayOf(context.Mail.PlannedAt);
        var why = new List<string> { written.Incident is null ? context.Words.WhyWorkflow(day) : context.Words.WhyIncident(day) };
        if (item is not null)
        {
            why.Add(context.Words.WhyItem(item.Number, item.Title));
        }

        return new MailBody.Text(
            new Dictionary<string, object?>
            {
                ["subject"] = written.Subject,
                ["text"] = written.Body,
                ["link"] = written.Incident is { } stopped ? context.IncidentLink(stopped) : item is null ? context.Home : context.ItemLink(item.Id),
                ["incident"] = written.Incident is not null,
            },
            why, item?.Id);
    }

    private static string Tone(ItemTrigger move) => move switch
    {
        ItemTrigger.Return or ItemTrigger.Refuse or ItemTrigger.RefuseExtension or ItemTrigger.RefuseConversion
            or ItemTrigger.ReviewFailed => "bad",
        ItemTrigger.Withdraw => "ink",
        _ => "good",
    };
}
