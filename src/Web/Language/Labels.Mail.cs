using Rectify.Workflow.App.Mail;

namespace Rectify.Workflow.Web.Language;

public static partial class Labels
{
    /// <summary>A kind of mail.</summary>
    public static string Mail(MailKind kind) => kind switch
    {
        MailKind.TaskOpened => "待办通知",
        MailKind.TasksOpened => "待办汇总通知",
        MailKind.Reminder => "到期提醒",
        MailKind.Rung => "逾期督办",
        MailKind.Decision => "结果通知",
        MailKind.WeeklySummary => "每周汇总",
        MailKind.Workflow => "流程邮件",
        MailKind.Notice => "系统通知",
        MailKind.Deputy => "代理通知",
        MailKind.Handover => "移交回执",
        MailKind.Test => "试发邮件",
        MailKind.Silence => "作业停摆提醒",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No text for this kind of mail."),
    };

    /// <summary>A mail's state in the ledger.</summary>
    public static string Mail(MailStatus status) => status switch
    {
        MailStatus.Planned => "待发送",
        MailStatus.Sending => "发送中",
        MailStatus.Accepted => "对方服务器已接收",
        MailStatus.Uncertain => "结果不明",
        MailStatus.Failed => "发送失败",
        MailStatus.Cancelled => "已取消",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No text for this state of a mail."),
    };

    /// <summary>The chip's colour of a mail's state.</summary>
    public static string MailChip(MailStatus status) => status switch
    {
        MailStatus.Accepted => "done",
        MailStatus.Planned or MailStatus.Sending => "work",
        MailStatus.Uncertain => "wait",
        MailStatus.Failed => "late",
        _ => "",
    };
}
