using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Papers;

namespace Rectify.Workflow.App.Mail;

/// <summary>What made the platform owe a mail.</summary>
public enum MailRule
{
    /// <summary>到期提醒: so many days before the due date.</summary>
    Reminder,

    /// <summary>A rung of the ladder: so many days after it.</summary>
    Rung,

    /// <summary>A supervisor urged by hand.</summary>
    Urge,

    /// <summary>A workflow opened a task for the recipient.</summary>
    Task,

    /// <summary>Somebody decided on the recipient's item.</summary>
    Decision,

    /// <summary>The week's or month's summary.</summary>
    Summary,

    /// <summary>A step of a workflow writes to the recipient.</summary>
    Workflow,

    /// <summary>A workflow stopped.</summary>
    Incident,

    /// <summary>Something about the platform itself.</summary>
    Platform,

    /// <summary>A template tried out.</summary>
    Test,
}

/// <summary>One reason for a mail (为什么收到): which rule, for which item, counted from which day.</summary>
/// <param name="Offset">Days before or after the due date, as the rule counts them; null when the rule counts none.</param>
/// <param name="InCalendarDays">True when <paramref name="Offset"/> counts every day; otherwise working days.</param>
/// <param name="DueOn">The due date the rule counted from.</param>
/// <param name="PlannedOn">The calendar day on which the rule fell.</param>
/// <param name="FiredOn">The day on which it was carried out.</param>
/// <param name="Late">True when the platform stood still on the planned day and made up for it.</param>
/// <param name="Paper">The number of the paper it issued.</param>
/// <param name="PaperKind">What kind of paper that is.</param>
/// <param name="Copy">True when the recipient only got a copy.</param>
/// <param name="By">Who decided or urged.</param>
/// <param name="What">The task, or the decision's code.</param>
/// <param name="Named">True when the mail as it was written names the item; null while it is not written.</param>
public sealed record MailReason(
    MailRule Rule, ItemId? ItemId = null, int? Number = null, string? Title = null, int? Offset = null, bool InCalendarDays = false, DateOnly? DueOn = null,
    DateOnly? PlannedOn = null, DateOnly? FiredOn = null, bool Late = false, string? Paper = null, PaperKind? PaperKind = null,
    bool Copy = false, string? By = null, string? What = null, bool? Named = null)
{
    /// <summary>Whom the recipient stood in for (代理) when the mail left; null for a mail of the recipient's own.</summary>
    public string? OnBehalfOf { get; init; }
}

/// <summary>Why a mail was owed, from the notices, tasks, decisions and papers behind it.</summary>
public sealed class MailReasons(RectifyDb db, WorkingCalendar calendar, TownZone town)
{
    /// <summary>The reasons, most urgent first; what no longer exists is left out.</summary>
    public async Task<IReadOnlyList<MailReason>> OfAsync(Guid mailId, CancellationToken cancellationToken)
    {
        var mail = await db.Mails.AsNoTracking().SingleAsync(row => row.Id == mailId, cancellationToken);
        // A deputy's copy is owed for what the mail it copies is owed for.
        var reasons = await OfAsync(mail.AsOwed(), await NamedAsync(mail, cancellationToken), cancellationToken);
        if (mail.OnBehalfOf is not { } person)
        {
            return reasons;
        }

        var name = await NameAsync(person, cancellationToken);
        return [.. reasons.Select(reason => reason with { OnBehalfOf = name })];
    }

    private async Task<IReadOnlyList<MailReason>> OfAsync(LedgerMail mail, HashSet<ItemId>? named, CancellationToken cancellationToken) => mail.Kind switch
    {
        MailKind.Reminder or MailKind.Rung => await NoticesAsync(mail, named, cancellationToken),
        MailKind.TaskOpened or MailKind.TasksOpened => await TasksAsync(mail, named, cancellationToken),
        MailKind.Decision => [await DecisionAsync(mail, cancellationToken)],
        MailKind.WeeklySummary => [Day(MailRule.Summary, mail)],
        MailKind.Workflow => [await ItemAsync(Written(mail), mail.ItemId, cancellationToken)],
        MailKind.Test => [Day(MailRule.Test, mail)],
        _ => [await ItemAsync(Day(MailRule.Platform, mail), mail.ItemId, cancellationToken)],
    };

    private MailReason Written(LedgerMail mail) => MailPlan.Read<WorkflowData>(mail) switch
    {
        { Incident: not null } => Day(MailRule.Incident, mail),
        { Why: { } why } => Day(MailRule.Platform, mail) with { What = why },
        _ => Day(MailRule.Workflow, mail),
    };

    /// <summary>What a decision's code means in a language.</summary>
    public static string DecisionName(string? code, string culture) =>
        Enum.TryParse<ItemTrigger>(code, out var move) ? Composing.MailWords.Of(culture).Decided(move) : code ?? "";

    private async Task<IReadOnlyList<MailReason>> NoticesAsync(LedgerMail mail, HashSet<ItemId>? named, CancellationToken cancellationToken)
    {
        var rung = mail.Kind is MailKind.Rung ? MailPlan.Read<RungData>(mail) : null;
        var by = rung?.By is { } urged ? await NameAsync(urged, cancellationToken) : null;
        var notices = await (
            from told in db.MailNotices.AsNoTracking()
            join notice in db.Notices on told.NoticeId equals notice.Id
            join item in db.Items on notice.ItemId equals item.Id
            from paper in db.Papers.Where(paper => paper.Id == notice.PaperId).DefaultIfEmpty()
            where told.MailId == mail.Id
            orderby notice.DueOn, item.Number
            select new { notice, told.Copy, item.Number, item.Title, Paper = paper == null ? null : paper.NumberText, Kind = paper == null ? (PaperKind?)null : paper.Kind })
            .ToListAsync(cancellationToken);
        return [.. notices.Select(row => new MailReason(
            row.notice.Kind switch { NoticeKind.Reminder => MailRule.Reminder, NoticeKind.Urge => MailRule.Urge, _ => MailRule.Rung },
            row.notice.ItemId, row.Number, row.Title, OffsetOf(row.notice),
            row.notice.Kind is NoticeKind.Reminder && ReminderStep.Read(row.notice.Step).InCalendarDays, row.notice.DueOn, row.notice.PlannedOn, row.notice.FiredOn, row.notice.Late, row.Paper, row.Kind, row.Copy, by,
            Named: named?.Contains(row.notice.ItemId)))];
    }

    private int? OffsetOf(ItemNotice notice) => notice.Kind switch
    {
        NoticeKind.Reminder => ReminderStep.Read(notice.Step).Days,
        NoticeKind.Rung => calendar.WorkingDaysBetween(notice.DueOn, notice.PlannedOn),
        _ => null,
    };

    private async Task<IReadOnlyList<MailReason>> TasksAsync(LedgerMail mail, HashSet<ItemId>? named, CancellationToken cancellationToken)
    {
        var ids = Composing.MailFacts.TaskIdsOf(mail);
        var tasks = await (
            from task in db.Tasks.AsNoTracking()
            from item in db.Items.Where(item => item.Id == task.ItemId).DefaultIfEmpty()
            where ids.Contains(task.Id)
            orderby item.Number
            select new { task, Number = item == null ? (int?)null : item.Number, Title = item == null ? null : item.Title }).ToListAsync(cancellationToken);
        return [.. tasks.Select(row => new MailReason(
            MailRule.Task, row.task.ItemId, row.Number, row.Title, DueOn: row.task.DueOn, PlannedOn: town.Of(null).DayOf(row.task.OpenedAt),
            What: row.task.Title, Named: row.task.ItemId is { } item ? named?.Contains(item) : null))];
    }

    private async Task<MailReason> DecisionAsync(LedgerMail mail, CancellationToken cancellationToken)
    {
        var decision = MailPlan.Read<DecisionData>(mail);
        var by = decision.By is { } person ? await NameAsync(person, cancellationToken) : null;
        return await ItemAsync(new(MailRule.Decision, PlannedOn: decision.On, By: by, What: decision.Move.ToString()), mail.ItemId, cancellationToken);
    }

    private async Task<MailReason> ItemAsync(MailReason reason, ItemId? id, CancellationToken cancellationToken)
    {
        var item = id is null ? null : await db.Items.Where(row => row.Id == id).Select(row => new { row.Id, row.Number, row.Title }).SingleOrDefaultAsync(cancellationToken);
        return item is null ? reason : reason with { ItemId = item.Id, Number = item.Number, Title = item.Title };
    }

    private MailReason Day(MailRule rule, LedgerMail mail) => new(rule, PlannedOn: town.Of(null).DayOf(mail.PlannedAt));

    /// <summary>What the mail as it was written names; null when it never was.</summary>
    private async Task<HashSet<ItemId>?> NamedAsync(LedgerMail mail, CancellationToken cancellationToken) =>
        mail.Status is MailStatus.Planned or MailStatus.Cancelled ? null
        : [.. await db.MailItems.Where(told => told.MailId == mail.Id).Select(told => told.ItemId).ToListAsync(cancellationToken)];

    private Task<string?> NameAsync(Guid person, CancellationToken cancellationToken) =>
        db.Users.Where(row => row.Id == person).Select(row => (string?)row.DisplayName).SingleOrDefaultAsync(cancellationToken);
}
