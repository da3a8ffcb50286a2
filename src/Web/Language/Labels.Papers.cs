using Rectify.Workflow.App.Mail;
using Rectify.Workflow.Domain.Papers;

namespace Rectify.Workflow.Web.Language;

public static partial class Labels
{
    /// <summary>A kind of paper.</summary>
    public static string Paper(PaperKind kind) => kind.ChineseName;

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
        MailKind.Deputy => "设置、结束了代理关系，或代理人已离岗",
        MailKind.Notice => "平台自身的情况需要管理员知道",
        MailKind.Test => "管理员试用邮件模板",
        MailKind.Silence => "后台作业没有按时成功，每天每项一次",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No text for this kind of mail."),
    };
}
