using Rectify.Workflow.App.Mail.Messages;

namespace Rectify.Workflow.App.Mail.Composing;

/// <summary>系统通知: what an administrator has to know of the platform itself.</summary>
internal static class PlatformMails
{
    public static MailBody Notice(ComposeContext context)
    {
        var notice = MailPlan.Read<NoticeData>(context.Mail);
        if (notice.Version > 0 && context.Overrides.VersionOf(notice.Template) != notice.Version)
        {
            return new MailBody.Nothing("模板已改正或恢复内置 (the template was corrected or given up)");
        }

        var english = context.Words.Culture == "en";
        var day = context.Words.Day(context.Town.DayOf(context.Mail.PlannedAt));
        return new MailBody.Text(
            new Dictionary<string, object?>
            {
                ["subject"] = english ? $"Mail template {notice.Template} does not work" : $"邮件模板“{notice.Template}”不能使用",
                ["text"] = english
                    ? $"Your own text for {notice.Template} failed while a mail was written: {notice.Error}\nMails go out with the built-in text meanwhile. Please correct it, or go back to the built-in text. You are told at most once a day."
                    : $"您自定义的邮件模板“{notice.Template}”在生成邮件时出错：{notice.Error}\n邮件已改用内置模板照常发出。请改正，或恢复内置模板。同一模板每天至多提醒一次。",
                ["link"] = context.Page("/mails/templates/" + notice.Template),
            },
            [english ? $"You are an administrator, and this happened on {day}." : $"您是管理员，这件事发生于{day}。"]);
    }

    /// <summary>A test of a template, as its kind of mail would look.</summary>
    public static MailBody Test(ComposeContext context, Overrides.SampleMails samples)
    {
        var test = MailPlan.Read<TestData>(context.Mail);
        return samples.For(context, test.Kind, test.Culture) is MailBody.Text sample
            ? sample with { Why = [context.Words.Culture == "en" ? "An administrator sent this to try the mail template; its people and items are invented." : "管理员为试用邮件模板而发送；其中的人员和任务都是虚构的。"] }
            : new MailBody.Nothing("没有可以试发的内容 (there is nothing to try)");
    }
}
