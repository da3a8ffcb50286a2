using System.Text;
using MimeKit;
using Rectify.Workflow.App.Mail.Inbox.Reading;

namespace Rectify.Workflow.App.Tests.Inbox;

/// <summary>Messages as servers and people write them, made here so that every byte of them is known.</summary>
internal static class Letters
{
    public const string Id = "0190a5e0c0de7000800000000000beef";

    public static Guid MailId { get; } = Guid.ParseExact(Id, "N");

    public static MimeMessage Parse(string source) => Parse(Encoding.UTF8.GetBytes(source.ReplaceLineEndings("\r\n")));

    public static MimeMessage Parse(byte[] source) => ReadMessage.Parse(source) ?? throw new InvalidOperationException("Not a message.");

    /// <summary>A report of RFC 3464 that returns the head of the mail.</summary>
    public static string Report(
        string action = "failed", string status = "5.1.1", string diagnostic = "smtp; 550 5.1.1 No such user", string to = "who@town.invalid", string mail = Id) => $"""
        Return-Path: <>
        From: Mail Delivery System <MAILER-DAEMON@mx.town.invalid>
        To: rectify@county.invalid
        Subject: Undelivered Mail Returned to Sender
        Date: Tue, 19 Dec 2023 09:00:00 +0800
        Message-ID: <{Guid.NewGuid():N}.report@mx.town.invalid>
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

        --b1
        Content-Type: text/plain; charset=utf-8

        This is the mail system at mx.town.invalid. Your message could not be delivered.

        --b1
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.town.invalid
        Arrival-Date: Tue, 19 Dec 2023 08:59:58 +0800

        Final-Recipient: rfc822; {to}
        Action: {action}
        Status: {status}
        Remote-MTA: dns; mail.town.invalid
        Diagnostic-Code: {diagnostic}

        --b1
        Content-Type: text/rfc822-headers

        From: <rectify@county.invalid>
        To: <{to}>
        Subject: =?utf-8?B?5Yiw5pyf5o+Q6YaS?=
        Message-ID: <{mail}@county.invalid>

        --b1--

        """;

    /// <summary>A letter that a provider writes instead of a report.</summary>
    public static string Letter(string from, string subject, string body, string extra = "") => $"""
        From: {from}
        To: rectify@county.invalid
        Subject: {subject}
        Date: Tue, 19 Dec 2023 09:00:00 +0800
        Message-ID: <{Guid.NewGuid():N}.letter@mail.invalid>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        {extra}
        {body}
        """;
}
