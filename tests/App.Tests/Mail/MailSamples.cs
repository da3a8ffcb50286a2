using MimeKit;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Messages;

namespace Rectify.Workflow.App.Tests.Mails;

internal static class MailSamples
{
    public static readonly DateTimeOffset SentAt = new(2024, 1, 2, 8, 30, 0, TimeSpan.FromHours(8));

    public static MailOptions Options() => new()
    {
        From = "rectify@town.invalid",
        FromName = "某镇巡察整改办公室",
        PublicUrl = "https://rectify.town.invalid",
    };

    public static MailEnvelope Envelope(Guid? id = null, string name = "经管站负责人", string address = "official@town.invalid") =>
        new(id ?? Guid.CreateVersion7(), name, address, "zh-CN", null, SentAt);

    public static MimeMessage Message(string subject = "【到期提醒】第5项 分红款催收:还有1天", MailEnvelope? envelope = null) => MailMessages.Build(
        envelope ?? Envelope(), new(subject, "<p>以下任务由您负责。</p>", "以下任务由您负责。"), Options());
}
