using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Papers;

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

    /// <summary>流程异常通知: an instance stopped; the mail leads to the page where it is helped on.</summary>
    internal static LedgerMail Incident(
        Guid recipient, string occasion, ItemId? item, Guid instance, string subject, string body, DateTimeOffset now) =>
        New(MailKind.Workflow, recipient, $"workflow:{occasion}", now, item, data: new WorkflowData(subject, body, instance));

    /// <summary>系统通知: a template of an administrator's own failed.</summary>
    internal static LedgerMail Notice(Guid recipient, string occasion, NoticeData data, DateTimeOffset now) =>
        New(MailKind.Notice, recipient, occasion, now, data: data);

    /// <summary>试发: a template tried out, by and for the same person.</summary>
    internal static LedgerMail Test(Guid recipient, TestData data, DateTimeOffset now) =>
        New(MailKind.Test, recipient, $"test:{Guid.CreateVersion7(now):N}", now, data: data);

    /// <summary>到期提醒: the person's one mail of the day.</summary>
    internal static LedgerMail Reminder(Guid recipient, DateOnly day, DateTimeOffset now, DateTimeOffset dueAt) =>
        New(MailKind.Reminder, recipient, ReminderOccasion(day), now, data: new DayData(day), dueAt: dueAt);

    /// <summary>
    /// 逾期提醒、催办单、督办单、约谈通知: one mail per person, day and kind; a later one of the same day is told apart by
    /// how many there were before.
    /// </summary>
    internal static LedgerMail Rung(Guid recipient, RungData data, int before, DateTimeOffset now) => New(
        MailKind.Rung, recipient, before == 0 ? RungOccasion(data.Day, data.Paper) : $"{RungOccasion(data.Day, data.Paper)}:{before + 1}",
        now, data: data);

    /// <summary>催办单 that a supervisor issued: one mail per person, however many items were chosen.</summary>
    internal static LedgerMail Urged(Guid recipient, Guid batch, RungData data, DateTimeOffset now) =>
        New(MailKind.Rung, recipient, $"urge:{batch:N}", now, data: data);

    /// <summary>每周汇总.</summary>
    internal static LedgerMail Weekly(Guid recipient, WeeklyData data, DateTimeOffset now) =>
        New(MailKind.WeeklySummary, recipient, WeeklyOccasion(data.RoundId, data.Week), now, data: data);

    internal static string WeeklyOccasion(Guid round, string week) => $"weekly:{round:N}:{week}";

    internal static string ReminderOccasion(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"reminder:{day:yyyy-MM-dd}");

    internal static string RungOccasion(DateOnly day, PaperKind? paper) =>
        string.Create(CultureInfo.InvariantCulture, $"rung:{day:yyyy-MM-dd}:{paper?.ToString() ?? "Overdue"}");

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
public sealed record DecisionData(ItemTrigger Move, Guid? By, DateOnly On, string? Opinion);

internal sealed record TasksData(IReadOnlyList<Guid> TaskIds);

/// <summary>What a workflow's mail says; with the instance that stopped when it tells of an incident.</summary>
/// <param name="Template">The text it begins with, filled when the mail is sent; null for none.</param>
internal sealed record WorkflowData(string Subject, string Body, Guid? Incident = null, string? Template = null);

/// <summary>A template that failed, in a version.</summary>
internal sealed record NoticeData(string Template, int Version, string Error);

/// <summary>Which template is tried, in which language.</summary>
internal sealed record TestData(MailKind Kind, string Culture);

internal sealed record DayData(DateOnly Day);

/// <summary>A rung of the ladder, or what a supervisor issued by hand.</summary>
internal sealed record RungData(DateOnly Day, PaperKind? Paper, int AfterWorkingDays, Guid? By = null);

/// <summary>Which part of a round a weekly summary shows.</summary>
internal enum WeeklyScope { Own, Unit, Round }

internal sealed record WeeklyData(Guid RoundId, string Week, DateOnly Day, WeeklyScope Scope);
