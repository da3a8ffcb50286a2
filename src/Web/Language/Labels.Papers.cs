using Rectify.Workflow.App.Mail;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Escalation;
using Rectify.Workflow.Domain.Papers;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.Web.Language;

public static partial class Labels
{
    /// <summary>A kind of paper.</summary>
    public static string Paper(PaperKind kind) => kind.ChineseName;

    /// <summary>Who hears of a late item.</summary>
    public static string Audience(Audience who) => who switch
    {
        Domain.Escalation.Audience.Official => "责任人",
        Domain.Escalation.Audience.UnitLeader => "责任领导",
        Domain.Escalation.Audience.LeadLeader => "牵头领导",
        Domain.Escalation.Audience.Secretary => "党委书记",
        _ => throw new ArgumentOutOfRangeException(nameof(who), who, "No text for this audience."),
    };

    /// <summary>The field of a form that a setting is typed into.</summary>
    public static string Setting(string setting) => setting switch
    {
        nameof(RoundSettings.ReminderOffsets) or nameof(OwnPlan.WorkingDays) => "到期前提醒（工作日）",
        nameof(RoundSettings.CalendarReminderOffsets) or nameof(OwnPlan.CalendarDays) => "到期前提醒（自然日）",
        nameof(RoundSettings.SendingHour) => "发送时刻",
        nameof(RoundSettings.QuietDays) => "静默日",
        nameof(RoundSettings.Ladder) => "逾期督办",
        nameof(RoundSettings.IssuerName) => "发文机关名称",
        nameof(RoundSettings.Contact) => "联系人和电话",
        _ => "设置",
    };

    /// <summary>The rule that gave rise to a mail.</summary>
    public static string Why(MailKind kind) => kind switch
    {
        MailKind.TaskOpened => "有新的待办交给收件人",
        MailKind.TasksOpened => "一批待办同时交给收件人",
        MailKind.Reminder => "任务临近时限，每人每天一封",
        MailKind.Rung => "任务逾期，按督办级次发送",
        MailKind.Decision => "对收件人的任务作出了决定",
        MailKind.WeeklySummary => "每周第一个工作日的汇总",
        MailKind.Workflow => "流程中设置的邮件",
        MailKind.Handover => "一名责任人的任务移交给了别人",
        MailKind.Deputy => "设置、结束了代理关系，或代理人已离岗",
        MailKind.Notice => "平台自身的情况需要管理员知道",
        MailKind.Test => "管理员试用邮件模板",
        MailKind.Silence => "后台作业没有按时成功，每天每项一次",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No text for this kind of mail."),
    };
}
