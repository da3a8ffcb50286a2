using Rectify.Workflow.App.Mail.Inbox;

namespace Rectify.Workflow.Web.Language;

public static partial class Labels
{
    /// <summary>What was made of a received mail.</summary>
    public static string Inbox(InboxVerdict verdict) => verdict switch
    {
        InboxVerdict.Unsorted => "待整理",
        InboxVerdict.Bounce => "退信",
        InboxVerdict.Reply => "邮件回复",
        InboxVerdict.Automatic => "自动回复",
        InboxVerdict.Attached => "已记为进展",
        InboxVerdict.Discarded => "不予采用",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "No text for this verdict."),
    };

    /// <summary>Why a received mail waits for a person.</summary>
    public static string Inbox(InboxDoubt doubt) => doubt switch
    {
        InboxDoubt.None => "",
        InboxDoubt.NoToken => "不是对本平台邮件的回复，或没有回复编号",
        InboxDoubt.WrongToken => "回复编号不对",
        InboxDoubt.WrongAddress => "来信地址不是收件人本人的",
        InboxDoubt.NotAuthenticated => "邮箱服务器未能证实来信人",
        InboxDoubt.WhichItem => "没有说明是哪一项任务",
        InboxDoubt.NoRight => "任务已办结，或来信人不再负责",
        InboxDoubt.Empty => "没有新的内容",
        InboxDoubt.TooLarge => "邮件太大",
        InboxDoubt.Malformed => "不是完好的邮件",
        InboxDoubt.UnknownBounce => "退信，但找不到所退的邮件",
        _ => throw new ArgumentOutOfRangeException(nameof(doubt), doubt, "No text for this doubt."),
    };
}
