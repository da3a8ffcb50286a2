using System.Globalization;
using System.Text.Json.Nodes;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Papers;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.Items;

/// <summary>Merges what the journal, the tasks, the notices, the papers and the mail ledger know of one item (办理过程).</summary>
public sealed class Timeline(ItemDossier dossier, Names names, Words words, Show show)
{
    /// <summary>The whole history, newest first.</summary>
    public IReadOnlyList<TimelineEntry> Build(IReadOnlyList<MailRow> mails, Func<MailRow, bool> mayRead)
    {
        var sent = mails.Where(mail => mail.Status is MailStatus.Accepted)
            .ToLookup(mail => mail.Kind is MailKind.Reminder or MailKind.Rung);
        return
        [
            // Of one instant, what is still open stands above what led to it.
            .. dossier.Tasks.Where(task => task.Status is WorkTaskStatus.Open).Select(OfOpenTask)
                .Concat(dossier.Journal.Select(OfJournal).OfType<TimelineEntry>())
                .Concat(dossier.Notices.Select(notice => OfNotice(notice, [.. sent[true].Where(mail => Tells(mail, notice))], mayRead)))
                .Concat(dossier.Papers.Where(paper => dossier.Notices.All(notice => notice.PaperId != paper.Id)).Select(OfPaper))
                .Concat(OfMails(sent[false], mayRead))
                .OrderByDescending(entry => entry.At),
        ];
    }

    private TimelineEntry? OfJournal(JournalEntry entry)
    {
        var data = JsonNode.Parse(entry.Data) as JsonObject ?? [];
        var by = names.Person(entry.By);
        if (by is not null && Guid.TryParse(Text(data, "inPlaceOf"), out var principal) && names.Person(principal) is { } of)
        {
            by = words["{0}（代{1}办理）", by, of];
        }

        return entry.Kind switch
        {
            "task.decided" => Decided(entry, data) with { By = by },
            "workflow.started" => new(entry.At, "move", words["任务启动，等待分派"]) { By = by },
            "item.progress" when Text(data, "message") is { } mailed => new(entry.At, "note", words["邮件回复：填报进展"])
            {
                By = Text(data, "for") is { } sender && Guid.TryParse(sender, out var person) ? words["{0}（由{1}整理）", names.Person(person) ?? "", by ?? ""] : by,
                Quote = Text(data, "text"),
                Link = $"/inbox/{mailed}",
            },
            "evidence.added" when Text(data, "message") is not null && Number(data, "measure") is null =>
                new(entry.At, "file", words["邮件回复：收到佐证{0}", Text(data, "file")]) { By = by },
            "item.progress" => new(entry.At, "note", Number(data, "measure") is { } no ? words["填报措施{0}的进展", no] : words["填报进展"])
            {
                By = by,
                Quote = Text(data, "text"),
            },
            "evidence.added" => new(entry.At, "file", words["为措施{0}上传佐证：{1}", Number(data, "measure"), Text(data, "file")]) { By = by },
            "paper.voided" => new(entry.At, "rung", words["作废{0}", Text(data, "paper")]) { By = by, Quote = Text(data, "reason") },
            "item.plan.changed" => new(entry.At, "note", words["修改本件提醒计划"]) { By = by, Quote = Text(data, "to") },
            "item.handedover" => new(entry.At, "move", words["任务移交"]) { By = by, Quote = Text(data, "reason") },
            "item.withdrawn" => new(entry.At, "move", words["撤回任务"]) { By = by, Quote = Text(data, "reason") },
            "workflow.retried" => new(entry.At, "note", words["管理员重试流程"]) { By = by },
            "workflow.skipped" => new(entry.At, "note", words["管理员跳过出错环节"]) { By = by, Quote = Text(data, "reason") },
            "workflow.cancelled" => new(entry.At, "note", words["管理员取消流程"]) { By = by },
            "workflow.migrated" => new(entry.At, "note", words["流程迁移到第{0}版", Number(data, "to")]) { By = by },
            "workflow.migration.undone" => new(entry.At, "note", words["撤销流程迁移，回到第{0}版", Number(data, "to")]) { By = by },
            "deadline.recomputed" => new(entry.At, "note", words[
                "节假日安排公布，重新计算{0}：由{1}改为{2}", words[Labels.Recomputed(Text(data, "what"))], When(Text(data, "from")), When(Text(data, "to"))]),
            "workflow.deleted" => new(entry.At, "note", words["管理员删除流程实例"]) { By = by },
            // What the sweeps and timers did stands in the list as notices, papers and tasks.
            _ => null,
        };
    }

    private TimelineEntry Decided(JournalEntry entry, JsonObject data)
    {
        var outcome = Text(data, "outcome") ?? "";
        var application = outcome is "ExtensionRequested" or "ConversionRequested"
            ? dossier.Item.Applications.LastOrDefault(each => each.RequestedOn == show.DayOf(entry.At))
            : null;
        // Closing an item and taking a stage result are one button; the move says which it was.
        var what = (data["moves"] as JsonArray)?.Any(move => move?["move"]?.ToString() == nameof(ItemTrigger.ApproveStage)) == true
            ? words["批准阶段成效，转入长期坚持"]
            : words[Labels.Decided(Text(data, "task") ?? "", outcome)];
        return new(entry.At, "move", application switch
        {
            { NewDueOn: { } newDueOn } => words["{0}：申请延至{1}", what, show.Day(newDueOn)],
            { NextReviewOn: { } review } => words["{0}：下次回头看{1}", what, show.Day(review)],
            _ => what,
        })
        {
            Quote = Text(data, "opinion") ?? application?.Reason,
        };
    }

    // An item has at most one reminder or rung a day, and the mail that tells of it is planned on that day.
    private bool Tells(MailRow mail, ItemNotice notice) => show.DayOf(mail.PlannedAt) == notice.FiredOn;

    private TimelineEntry OfNotice(ItemNotice notice, IReadOnlyList<MailRow> mails, Func<MailRow, bool> mayRead)
    {
        var late = notice.Late ? words["（原定{0}，补发）", show.Day(notice.PlannedOn)] : "";
        var paper = dossier.Papers.FirstOrDefault(each => each.Id == notice.PaperId);
        var what = notice.Kind is NoticeKind.Reminder ? words[
                    ReminderStep.Read(notice.Step) is (_, true) ? "到期提醒：距{0}还有{1}天" : "到期提醒：距{0}还有{1}个工作日",
                    show.Day(notice.DueOn), ReminderStep.Read(notice.Step).Days]
            : paper is null ? words["逾期提醒（第{0}级）", notice.Step]
            : words["制发{0} {1}", words[Labels.Paper(paper.Kind)], paper.NumberText];
        return new(notice.FiredAt, notice.Kind is NoticeKind.Reminder ? "reminder" : "rung", what + late)
        {
            By = mails.Count > 0 ? Recipients(mails) : null,
            Quote = paper?.Text,
            Link = LinkOf(mails, mayRead),
        };
    }

    private TimelineEntry OfPaper(Paper paper) => new(
        new DateTimeOffset(paper.IssuedOn.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero), "paper",
        words["制发{0} {1}", words[Labels.Paper(paper.Kind)], paper.NumberText])
    {
        Quote = paper.Text,
    };

    private TimelineEntry OfOpenTask(WorkTask task) => new(task.OpenedAt, "task", words["等待办理：{0}", words[Labels.TaskKind(task.Kind)]])
    {
        By = names.Person(task.PersonId) ?? (task.Role is { } role ? words[Labels.Role(role)] : null),
    };

    /// <summary>Mails of one kind sent in the same minute are one line.</summary>
    private IEnumerable<TimelineEntry> OfMails(IEnumerable<MailRow> mails, Func<MailRow, bool> mayRead) => mails
        .GroupBy(mail => (mail.Kind, Minute: (mail.AcceptedAt ?? mail.PlannedAt).ToUnixTimeSeconds() / 60))
        .Select(group => new TimelineEntry(
            group.Max(mail => mail.AcceptedAt ?? mail.PlannedAt), "mail", words["发出邮件：{0}", words[Labels.Mail(group.Key.Kind)]])
        {
            By = Recipients(group),
            Link = LinkOf(group, mayRead),
        });

    private string Recipients(IEnumerable<MailRow> mails) =>
        words["收件人：{0}", string.Join(words["、"], mails.Select(mail => mail.Recipient).Distinct())];

    private static string? LinkOf(IEnumerable<MailRow> mails, Func<MailRow, bool> mayRead) =>
        mails.FirstOrDefault(mayRead) is { } readable ? $"/mails/{readable.Id}" : null;

    // A day, an instant, or nothing left.
    private string When(string? written) =>
        DateOnly.TryParseExact(written, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? show.Day(day)
        : DateTimeOffset.TryParse(written, CultureInfo.InvariantCulture, out var at) ? show.Instant(at)
        : words["无"];

    private static string? Text(JsonObject data, string name) =>
        data.TryGetPropertyValue(name, out var node) && node is JsonValue value && value.TryGetValue<string>(out var text)
        && !string.IsNullOrWhiteSpace(text) ? text : null;

    private static int? Number(JsonObject data, string name) =>
        data.TryGetPropertyValue(name, out var node) && node is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;
}
