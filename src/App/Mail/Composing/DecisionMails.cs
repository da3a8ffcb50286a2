using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.Papers;
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
                ["by"] = decision.By is null ? context.Words.TheSystem
                    : decision.InPlaceOf is null ? context.Name(decision.By) : context.Words.InPlaceOf(context.Name(decision.By), context.Name(decision.InPlaceOf)),
                ["on"] = context.Words.Day(decision.On),
                ["opinion"] = decision.Opinion,
                ["asked"] = decision.AskedOn is { } asked ? context.Words.Day(asked) : null,
                ["late"] = decision.AskedLate,
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
        var why = new List<string> { written.Why ?? (written.Incident is null ? context.Words.WhyWorkflow(day) : context.Words.WhyIncident(day)) };
        if (item is not null)
        {
            why.Add(context.Words.WhyItem(item.Number, item.Title));
        }

        if (written.Template is not null && item is null)
        {
            return new MailBody.Nothing("任务已不存在 (the item is gone)");
        }

        var paper = written.Paper is { } issued ? context.Facts.Papers.GetValueOrDefault(issued) : null;
        if (paper is { Status: PaperStatus.Void })
        {
            return new MailBody.Nothing("文书已作废 (its paper was withdrawn)");
        }

        var (subject, text) = written.Template is { } template && item is not null
            ? NoteTemplates.Write(template, context.Words.Culture, About(context, item), context.Overrides)
            : ("", "");
        return new MailBody.Text(
            new Dictionary<string, object?>
            {
                ["subject"] = written.Subject.Length > 0 ? written.Subject : subject,
                ["text"] = string.Join("\n\n", new[] { text.Trim(), written.Body }.Where(part => part.Length > 0)),
                ["link"] = written.Incident is { } stopped ? context.IncidentLink(stopped) : item is null ? context.Home : context.ItemLink(item.Id),
                ["incident"] = written.Incident is not null,
            },
            why, item?.Id)
        {
            Attachments = paper is null ? [] : [PaperFile.Attach(paper)],
        };
    }

    private static Dictionary<string, object?> About(ComposeContext context, ItemFacts item)
    {
        var about = context.Item(item);
        about["unit"] = context.Unit(item.Unit);
        about["official"] = context.Name(item.Official);
        about["stands"] = item.DueOn is not { } due ? null
            : due < context.Today ? context.Words.DaysLate(context.Today.DayNumber - due.DayNumber) : context.Words.DaysLeft(due.DayNumber - context.Today.DayNumber);
        return about;
    }

    private static string Tone(ItemTrigger move) => move switch
    {
        ItemTrigger.Return or ItemTrigger.Refuse or ItemTrigger.RefuseExtension or ItemTrigger.RefuseConversion
            or ItemTrigger.ReviewFailed => "bad",
        ItemTrigger.Withdraw => "ink",
        _ => "good",
    };
}
