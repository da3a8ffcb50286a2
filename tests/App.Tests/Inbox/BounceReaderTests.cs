using Rectify.Workflow.App.Mail.Inbox.Reading;

namespace Rectify.Workflow.App.Tests.Inbox;

public sealed class BounceReaderTests
{
    [Theory]
    [InlineData("failed", "5.1.1", "smtp; 550 5.1.1 No such user", BounceKind.Hard)]
    [InlineData("failed", "5.7.1", "smtp; 554 5.7.1 rejected by policy", BounceKind.Hard)]
    [InlineData("Failed", "5.0.0", "smtp; 550 unknown user", BounceKind.Hard)]
    [InlineData("failed", "5.2.2", "smtp; 552 5.2.2 quota", BounceKind.Soft)]
    [InlineData("failed", "5.2.1", "smtp; 552 mailbox is full", BounceKind.Soft)]
    [InlineData("failed", "4.4.7", "smtp; delivery time expired", BounceKind.Soft)]
    [InlineData("delayed", "4.4.1", "smtp; connection timed out", BounceKind.Soft)]
    [InlineData("delayed", "5.4.1", "smtp; trying again", BounceKind.Soft)]
    [InlineData("delivered", "2.0.0", "smtp; 250 ok", BounceKind.Delivered)]
    [InlineData("relayed", "2.0.0", "smtp; 250 ok", BounceKind.Delivered)]
    public void A_report_says_for_good_or_for_now(string action, string status, string diagnostic, BounceKind expected)
    {
        using var message = Letters.Parse(Letters.Report(action, status, diagnostic));

        var report = BounceReader.Read(message);

        Assert.NotNull(report);
        Assert.Equal((expected, status, "who@town.invalid"), (report.Kind, report.Code, report.Address));
        Assert.Equal(Letters.MailId, report.MailIds[0]);
        Assert.Equal(diagnostic["smtp; ".Length..], report.Diagnostic);
    }

    public static TheoryData<string, string, string, BounceKind, string?> ProvidersLetters => new()
    {
        // What QQ's mail writes: a page of Chinese, the reason in one line, the head of the mail at the end.
        { "PostMaster <PostMaster@qq.com>", "来自qq.com的退信", "很抱歉您发送的邮件被退回，以下是该邮件的相关信息：\n\n被退回邮件　主题：到期提醒\n收件人：whoever@qq.com\n无法发送到 whoever@qq.com\n退信原因　收件人邮箱不存在\nhost mx3.qq.com said: 550 Mailbox not found\n\n--- 原邮件头 ---\nMessage-ID: <" + Letters.Id + "@county.invalid>", BounceKind.Hard, null },
        { "PostMaster <PostMaster@qq.com>", "来自qq.com的退信", "退信原因：对方邮箱容量已满\n收件人：whoever@qq.com\n建议：稍后再试\nMessage-Id:<" + Letters.Id + "@county.invalid>", BounceKind.Soft, null },
        // 163 and its sisters.
        { "postmaster@163.com", "系统退信", "抱歉，您的邮件被退回来了……\n收件人地址：<someone@163.com>\n退信原因：用户不存在 SMTP error, RCPT TO: 550 User not found: someone@163.com\n原邮件信息：\nMessage-ID: <" + Letters.Id + "@county.invalid>", BounceKind.Hard, null },
        { "postmaster@126.com", "系统退信", "收件人 <someone@126.com>\n退信代码 5.1.1 说明 收件人不存在\nMessage-ID: <" + Letters.Id.ToUpperInvariant() + "@county.invalid>", BounceKind.Hard, "5.1.1" },
        { "postmaster@netease.invalid", "邮件投递延迟通知", "您发给 someone@126.com 的邮件暂时无法送达，系统将继续尝试投递。\nMessage-ID: <" + Letters.Id + "@county.invalid>", BounceKind.Soft, null },
        // Exchange of a county: no standard report passes its gateway.
        { "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@county.invalid>", "未送达: 到期提醒", "未能向以下收件人传递邮件:\nzhang@town.invalid\n找不到你输入的电子邮件地址。\n\n管理员的诊断信息:\n正在生成服务器: mail.county.invalid\nzhang@town.invalid\n#550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found ##\n\n原始邮件头:\nReceived: from a by b\nMessage-ID: <" + Letters.Id + "@county.invalid>", BounceKind.Hard, "5.1.10" },
        { "Microsoft Outlook <MicrosoftExchange1@county.invalid>", "Undeliverable: reminder", "Your message couldn't be delivered.\nzhang@town.invalid\nThe recipient's mailbox is full.\n#554 5.2.2 mailbox full; STOREDRV.Deliver\nOriginal message headers:\nMessage-ID: <" + Letters.Id + "@county.invalid>", BounceKind.Soft, "5.2.2" },
        // Old daemons.
        { "MAILER-DAEMON@old.invalid", "failure notice", "Hi. This is the qmail-send program at old.invalid.\n<nobody@old.invalid>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <" + Letters.Id + "@county.invalid>\nFrom: x", BounceKind.Hard, "5.1.1" },
        { "Mail Delivery Subsystem <mailer-daemon@exim.invalid>", "Warning: message 1rabc delayed 24 hours", "This message was created automatically.\nThe message has not been delivered. No action is required: delivery attempts will continue, will retry for 3 days.\nMessage-ID: <" + Letters.Id + "@county.invalid>", BounceKind.Soft, null },
        { "Mail Delivery System <mailer-daemon@exim.invalid>", "Mail delivery failed: returning message to sender", "  gone@exim.invalid\n    host mx [192.0.2.7]\n    SMTP error from remote mail server after RCPT TO:<gone@exim.invalid>:\n    450 4.2.0 greylisted, try again\n    retry timeout exceeded\nMessage-ID: <" + Letters.Id + "@county.invalid>", BounceKind.Soft, "4.2.0" },
    };

    [Theory, MemberData(nameof(ProvidersLetters))]
    public void A_providers_letter_is_read_by_the_id_it_returns(string from, string subject, string body, BounceKind expected, string? code)
    {
        using var message = Letters.Parse(Letters.Letter(from, subject, body));

        var report = BounceReader.Read(message);

        Assert.NotNull(report);
        Assert.Equal((expected, code), (report.Kind, report.Code));
        Assert.Equal([Letters.MailId], report.MailIds);
        Assert.NotEmpty(report.Diagnostic);
    }

    [Fact]
    public void A_letter_in_gb18030_without_saying_so_is_read()
    {
        var source = Letters.Letter("postmaster@163.com", "系统退信", "退信原因：用户不存在\nMessage-ID: <" + Letters.Id + "@county.invalid>")
            .Replace("; charset=utf-8", "", StringComparison.Ordinal).ReplaceLineEndings("\r\n");
        using var message = Letters.Parse(System.Text.CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetBytes(source));

        var report = BounceReader.Read(message);

        Assert.NotNull(report);
        Assert.Equal((BounceKind.Hard, "系统退信"), (report.Kind, message.Subject));
        Assert.Contains("用户不存在", report.Diagnostic, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("张三 <zhang@town.invalid>", "关于退信的说明", "昨天的退信已经处理。")]
    [InlineData("张三 <zhang@town.invalid>", "回复：到期提醒", "550户已全部核实，5.1.1条已落实。\nMessage-ID: <0190a5e0c0de7000800000000000beef@county.invalid>")]
    [InlineData("postmaster@town.invalid", "邮箱维护通知", "今晚系统升级。")]
    public void What_a_person_writes_is_no_bounce(string from, string subject, string body)
    {
        using var message = Letters.Parse(Letters.Letter(from, subject, body));

        Assert.Null(BounceReader.Read(message));
    }

    [Theory]
    [InlineData("mx.county.invalid; dmarc=pass header.from=town.invalid", true)]
    [InlineData("mx.county.invalid; dkim=pass header.d=town.invalid; spf=none", true)]
    [InlineData("mx.county.invalid; spf=pass smtp.mailfrom=x@town.invalid", true)]
    [InlineData("mx.county.invalid; dkim=pass header.d=else.invalid; spf=pass smtp.mailfrom=x@else.invalid", false)]
    [InlineData("mx.county.invalid; dmarc=fail header.from=town.invalid; spf=softfail smtp.mailfrom=town.invalid", false)]
    [InlineData("mx.else.invalid; dmarc=pass header.from=town.invalid", false)]
    [InlineData(null, false)]
    public void A_sender_is_confirmed_by_the_named_servers_topmost_word_alone(string? said, bool expected)
    {
        using var message = Letters.Parse(Letters.Letter("zhang@town.invalid", "回复", "进展"));
        if (said is not null)
        {
            // A forged one below the server's own counts for nothing.
            message.Headers.Insert(0, "Authentication-Results", "mx.county.invalid; dmarc=pass header.from=town.invalid");
            message.Headers.Insert(0, "Authentication-Results", said);
        }

        Assert.Equal(expected, SenderProof.Passes(message, "mx.county.invalid"));
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-replied\r\n", "回复", true)]
    [InlineData("Auto-Submitted: no\r\n", "回复", false)]
    [InlineData("Precedence: bulk\r\n", "通知", true)]
    [InlineData("List-Id: <x.invalid>\r\n", "通知", true)]
    [InlineData("", "自动回复：到期提醒", true)]
    [InlineData("", "Out of office: reminder", true)]
    [InlineData("", "回复：到期提醒", false)]
    public void A_machines_answer_is_told_from_a_persons(string header, string subject, bool expected)
    {
        using var message = Letters.Parse(Letters.Letter("zhang@town.invalid", subject, "我在休假。", header));

        Assert.Equal(expected, AutoReplies.Is(message));
    }
}
