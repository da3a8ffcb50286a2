using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.People.Deputies;
using Rectify.Workflow.App.People.Handovers;
using Rectify.Workflow.App.Papers;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Papers;
using Rectify.Workflow.Domain.Weekly;

namespace Rectify.Workflow.App.Mail;

/// <summary>Plans the mails a step owes: who, on which occasion, and the few facts that will not change until it is sent.</summary>
public static class MailPlan
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,   // stored, never put into a page
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>待办通知: one new task.</summary>
    public static LedgerMail TaskOpened(Guid recipient, WorkTask task, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(task);
        return New(MailKind.TaskOpened, recipient, TaskOccasion(task.Id), now, task.ItemId, task.Id);
    }

    /// <summary>Nobody gets two mails of this occasion.</summary>
    internal static string TaskOccasion(Guid task) => $"task:{task:N}";

    /// <summary>待办通知 for tasks opened together, such as a whole round: one mail instead of many.</summary>
    public static LedgerMail TasksOpened(Guid recipient, string batch, IReadOnlyList<Guid> taskIds, DateTimeOffset now) =>
        New(MailKind.TasksOpened, recipient, TasksOccasion(batch), now, data: new TasksData(taskIds));

    /// <summary>Adds tasks to a mail of <see cref="TasksOpened"/> that has not left yet.</summary>
    internal static void AddTasks(LedgerMail mail, IReadOnlyList<Guid> taskIds) =>
        mail.Data = JsonSerializer.Serialize(new TasksData([.. Read<TasksData>(mail).TaskIds, .. taskIds]), Json);

    internal static string TasksOccasion(string batch) => $"tasks:{batch}";

    /// <summary>结果通知: what was decided about the recipient's item.</summary>
    public static LedgerMail Decision(Guid recipient, ItemId item, Guid taskId, DecisionData decision, DateTimeOffset now) =>
        New(MailKind.Decision, recipient, $"decision:{taskId:N}", now, item, taskId, decision);

    /// <summary>A mail written by a workflow definition.</summary>
    public static LedgerMail FromWorkflow(
        Guid recipient, string occasion, ItemId? item, string subject, string body, DateTimeOffset now, string? template = null) =>
        New(MailKind.Workflow, recipient, $"workflow:{occasion}", now, item, data: new WorkflowData(subject, body, Template: template));

    /// <summary>A numbered paper that a workflow issued, and its file.</summary>
    internal static LedgerMail WithPaper(Guid recipient, Paper paper, DateTimeOffset now) => New(
        MailKind.Workflow, recipient, PaperOccasion(paper.Id), now, paper.ItemId,
        data: new WorkflowData($"{paper.Kind.ChineseName} {paper.NumberText}", paper.Text, Paper: paper.Id));

    internal static string PaperOccasion(Guid paper) => $"workflow:paper:{paper:N}";

    /// <summary>流程异常通知: an instance stopped; the mail leads to the page where it is helped on.</summary>
    internal static LedgerMail Incident(
        Guid recipient, string occasion, ItemId? item, Guid instance, string subject, string body, DateTimeOffset now) =>
        New(MailKind.Workflow, recipient, $"workflow:{occasion}", now, item, data: new WorkflowData(subject, body, instance));

    /// <summary>系统通知: a template of an administrator's own failed.</summary>
    internal static LedgerMail Notice(Guid recipient, string occasion, NoticeData data, DateTimeOffset now) =>
        New(MailKind.Notice, recipient, occasion, now, data: data);

    /// <summary>代理通知: a deputyship began, was ended, or its deputy has left.</summary>
    internal static LedgerMail Deputy(Guid recipient, Deputyship row, DeputyNews news, DateTimeOffset now, DateTimeOffset dueAt) => New(
        MailKind.Deputy, recipient, $"deputy:{row.Id:N}:{news}", now,
        data: new DeputyData(row.PrincipalId, row.DeputyId, row.FromOn, row.ToOn, row.Mode, row.Reason, news), dueAt: dueAt);

    /// <summary>移交回执.</summary>
    internal static LedgerMail Handover(Guid recipient, Handover handover, DateTimeOffset now) =>
        New(MailKind.Handover, recipient, $"handover:{handover.Id:N}", now, data: new HandoverData(handover.Id));

    /// <summary>The deputy's copy of a mail.</summary>
    internal static LedgerMail ForDeputy(LedgerMail mail, StandIn standIn, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Kind = mail.Kind,
        RecipientId = standIn.Deputy,
        Occasion = $"for:{mail.Id:N}",
        ForMailId = mail.Id,
        OnBehalfOf = standIn.Principal,
        ItemId = mail.ItemId,
        TaskId = mail.TaskId,
        Data = mail.Data,
        PlannedAt = now,
        DueAt = now,
        StepId = mail.StepId,
    };

    /// <summary>试发: a template tried out, by and for the same person.</summary>
    internal static LedgerMail Test(Guid recipient, TestData data, DateTimeOffset now) =>
        New(MailKind.Test, recipient, $"test:{Guid.CreateVersion7(now):N}", now, data: data);

    /// <summary>退信通知: mails to a person come back; it says why its reader gets it.</summary>
    internal static LedgerMail Returned(Guid recipient, string occasion, string subject, string body, string why, DateTimeOffset now) =>
        New(MailKind.Workflow, recipient, $"workflow:{occasion}", now, data: new WorkflowData(subject, body, Why: why));

    /// <summary>附件未接收: which files of a reply were not taken; it says why its reader gets it.</summary>
    internal static LedgerMail Refused(
        Guid recipient, string occasion, ItemId item, (string Subject, string Body, string Why) text, DateTimeOffset now) =>
        New(MailKind.Workflow, recipient, $"workflow:{occasion}", now, item, data: new WorkflowData(text.Subject, text.Body, Why: text.Why));

    /// <summary>
    /// The person's one mail of the day (每日一封): reminders, rungs and their papers. It is a rung's mail as soon as one rung is in it.
    /// What a rung adds after it has left goes in another, told apart by how many there were before.
    /// </summary>
    internal static LedgerMail OfDay(MailKind kind, Guid recipient, DateOnly day, int before, DateTimeOffset now, DateTimeOffset dueAt) =>
        New(kind, recipient, DayOccasion(day, before), now, data: new DayData(day), dueAt: dueAt);

    /// <summary>催办单 that a supervisor issued: one mail per person, however many items were chosen.</summary>
    internal static LedgerMail Urged(Guid recipient, Guid batch, RungData data, DateTimeOffset now) =>
        New(MailKind.Rung, recipient, $"urge:{batch:N}", now, data: data);

    /// <summary>每周汇总.</summary>
    internal static LedgerMail Weekly(Guid recipient, WeeklyData data, DateTimeOffset now) =>
        New(MailKind.WeeklySummary, recipient, WeeklyOccasion(data), now, data: data);

    /// <summary>作业停摆提醒: jobs of which the administrator was not told that day.</summary>
    internal static LedgerMail Silence(Guid recipient, SilenceData data, DateTimeOffset now) => New(
        MailKind.Silence, recipient, string.Create(CultureInfo.InvariantCulture, $"silence:{data.Day:yyyy-MM-dd}:{data.Jobs[0]}"), now, data: data);

    internal static string WeeklyOccasion(WeeklyData data) =>
        $"{(data.Rhythm is SummaryRhythm.Monthly ? "monthly" : "weekly")}:{data.RoundId:N}:{data.Week}";

    /// <summary>How the occasions of mails of the day begin.</summary>
    internal const string DayPrefix = "day:";

    /// <summary>The day of an occasion that <see cref="DayOccasion"/> made.</summary>
    internal static DateOnly DayOf(string occasion) =>
        DateOnly.ParseExact(occasion.AsSpan(DayPrefix.Length, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static string DayOccasion(DateOnly day, int before = 0) => before == 0
        ? string.Create(CultureInfo.InvariantCulture, $"day:{day:yyyy-MM-dd}")
        : string.Create(CultureInfo.InvariantCulture, $"day:{day:yyyy-MM-dd}:{before + 1}");

    internal static T Read<T>(LedgerMail mail) where T : class => JsonSerializer.Deserialize<T>(mail.Data, Json)
        ?? throw new InvalidOperationException($"Mail {mail.Id} ({mail.Kind}) has no data.");

    private static LedgerMail New(
        MailKind kind, Guid recipient, string occasion, DateTimeOffset now,
        ItemId? item = null, Guid? task = null, object? data = null, DateTimeOffset? dueAt = null) => new()
        {
            Id = Guid.CreateVersion7(now),
            Kind = kind,
            RecipientId = recipient,
            Occasion = occasion,
            ItemId = item,
            TaskId = task,
            Data = data is null ? "{}" : JsonSerializer.Serialize(data, Json),
            PlannedAt = now,
            DueAt = dueAt ?? now,
            StepId = StepScope.Current,
        };
}

/// <summary>What a decision mail tells: the move it caused, by whom, on which day, with which opinion.</summary>
public sealed record DecisionData(ItemTrigger Move, Guid? By, DateOnly On, string? Opinion)
{
    /// <summary>When it was asked for; null when the decision answers no application.</summary>
    public DateOnly? AskedOn { get; init; }

    /// <summary>True when it was asked for only after the due date.</summary>
    public bool AskedLate { get; init; }

    /// <summary>In whose place it was decided (代办); null for who decided as themself.</summary>
    public Guid? InPlaceOf { get; init; }
}

internal sealed record TasksData(IReadOnlyList<Guid> TaskIds);

/// <summary>What a workflow's mail says; with the instance that stopped when it tells of an incident.</summary>
/// <param name="Template">The text it begins with, filled when the mail is sent; null for none.</param>
internal sealed record WorkflowData(string Subject, string Body, Guid? Incident = null, string? Template = null, Guid? Paper = null, string? Why = null);

/// <summary>A template that failed, in a version.</summary>
internal sealed record NoticeData(string Template, int Version, string Error);

/// <summary>Which template is tried, in which language.</summary>
internal sealed record TestData(MailKind Kind, string Culture);

/// <summary>The jobs a mail tells of, and the town's day.</summary>
internal sealed record SilenceData(DateOnly Day, IReadOnlyList<string> Jobs);

/// <summary>What is told of a deputyship.</summary>
internal enum DeputyNews { Began, Ended, Left }

internal sealed record DeputyData(
    Guid Principal, Guid Deputy, DateOnly FromOn, DateOnly ToOn, DeputyMode Mode, string Reason, DeputyNews News);

internal sealed record HandoverData(Guid HandoverId);

internal sealed record DayData(DateOnly Day);

/// <summary>What a rung's mail is of: the day, and the supervisor when it was issued by hand.</summary>
internal sealed record RungData(DateOnly Day, Guid? By = null);

/// <summary>Which part of a round a weekly summary shows.</summary>
internal enum WeeklyScope { Own, Unit, Round }

/// <summary>A weekly or monthly summary.</summary>
/// <param name="Week">The week or month it belongs to, such as 2024-W01 or 2024-01.</param>
/// <param name="Day">The first working day of it.</param>
internal sealed record WeeklyData(Guid RoundId, string Week, DateOnly Day, WeeklyScope Scope, SummaryRhythm Rhythm = SummaryRhythm.Weekly);
