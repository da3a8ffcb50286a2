using System.Text;
using Microsoft.AspNetCore.Mvc;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Inbox;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Host;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.Mails;

/// <summary>One mail: why it was owed, what became of it, and how it looks (阅读邮件).</summary>
public sealed class MailModel(MailQueries mails, MailReasons reasons, MailFolder folder, InboxQueries inbox, ResendMail resend, Words words) : RectifyPage
{
    private const int LongestRaw = 60_000;

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public MailRow Row { get; private set; } = null!;

    public ReadMail? Message { get; private set; }

    /// <summary>Reports that it came back, newest first.</summary>
    public IReadOnlyList<MailBounce> Bounces { get; private set; } = [];

    public IReadOnlyList<MailReason> Reasons { get; private set; } = [];

    public IReadOnlyList<(MailState State, string? By)> States { get; private set; } = [];

    /// <summary>When it was sent; more than once when somebody asked for that.</summary>
    public IReadOnlyList<(int Sending, DateTimeOffset At, int Size)> Sendings { get; private set; } = [];

    /// <summary>The beginning of the latest source; a large attachment is not worth a page.</summary>
    public string? Raw { get; private set; }

    public bool MayResend => Viewer.Is(Roles.Administrator) && Row.Status is (MailStatus.Uncertain or MailStatus.Failed or MailStatus.Cancelled);

    public bool MayCancel => Viewer.Is(Roles.Administrator) && Row.Status is MailStatus.Planned;

    /// <summary>The rule in words.</summary>
    public string RuleOf(MailReason reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return reason.Rule switch
        {
            MailRule.Reminder => words[reason.InCalendarDays ? "时限前{0}天提醒" : "时限前{0}个工作日提醒", reason.Offset ?? 0],
            MailRule.Rung when reason.Offset is { } days => words["逾期第{0}个工作日督办", days],
            MailRule.Rung => words["逾期督办"],
            MailRule.Urge => words["由人催办"],
            MailRule.Task => words["流程交办：{0}", reason.What ?? ""],
            MailRule.Decision => words["决定：{0}", MailReasons.DecisionName(reason.What, Words.IsEnglish ? "en" : "zh-CN")],
            MailRule.Summary => words["定期汇总"],
            MailRule.Workflow => words["流程中的发信步骤"],
            MailRule.Incident => words["流程出错停住"],
            MailRule.Test => words["试用模板"],
            _ => words["平台自身的情况"],
        };
    }

    /// <summary>What else is known: the paper, that it is a copy, who caused it, and whether the mail named the item.</summary>
    public IEnumerable<string> NotesOf(MailReason reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (reason.OnBehalfOf is { } person)
        {
            yield return words["代理人代{0}接收", person];
        }

        if (reason is { Rule: MailRule.Platform, What: { } why })
        {
            yield return why;
        }

        if (reason.Paper is { } paper)
        {
            yield return paper;
        }

        if (reason.Copy)
        {
            yield return words["抄送"];
        }

        if (reason.By is { } by)
        {
            yield return by;
        }

        if (reason.Named is false)
        {
            yield return words["发信时已不必提醒，没有写入邮件"];
        }
    }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await mails.FindAsync(Viewer, Id, cancellationToken) is not { } row)
        {
            return NotFound();
        }

        Row = row;
        Bounces = await inbox.OfMailAsync(Id, cancellationToken);
        Message = await folder.ReadAsync(Id, cancellationToken);
        Reasons = await reasons.OfAsync(Id, cancellationToken);
        States = await mails.StatesAsync(row, cancellationToken);
        Sendings = await mails.SendingsAsync(Id, cancellationToken);
        if (await mails.SourceAsync(Id, sending: null, cancellationToken) is { } source)
        {
            var raw = source.Read();
            Raw = Encoding.ASCII.GetString(raw.AsSpan(0, Math.Min(raw.Length, LongestRaw))) + (raw.Length > LongestRaw ? "\n…" : "");
        }

        return Page();
    }

    public async Task<IActionResult> OnPostResendAsync(CancellationToken cancellationToken)
    {
        if (!Viewer.Is(Roles.Administrator))
        {
            return Forbid();
        }

        var done = await resend.RunAsync(Id, Viewer.Id, cancellationToken);
        TempData[done ? "Done" : "Refused"] = done ? words["邮件将重新发送。"] : words["这封邮件现在不能重发。"];
        return RedirectToPage(new { id = Id });
    }

    public async Task<IActionResult> OnPostCancelAsync([FromForm] string? reason, CancellationToken cancellationToken)
    {
        if (!Viewer.Is(Roles.Administrator))
        {
            return Forbid();
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            TempData["Refused"] = words["请写明取消的理由。"];
            return RedirectToPage(new { id = Id });
        }

        var done = await resend.CancelAsync(Id, Viewer.Id, reason, cancellationToken);
        TempData[done ? "Done" : "Refused"] = done ? words["邮件已取消。"] : words["邮件已经发出或正在发送，不能取消。"];
        return RedirectToPage(new { id = Id });
    }
}

/// <summary>The parts of a mail that are no pages: its HTML for the frame, its attachments and its source.</summary>
public static class MailParts
{
    /// <summary>Maps them; each asks again whether the reader may see the mail.</summary>
    public static void MapMailParts(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/mails/{id:guid}/body", async (
            Guid id, HttpContext context, MailQueries mails, PeopleDirectory people, MailFolder folder, CancellationToken cancellationToken) =>
        {
            if (!await MayReadAsync(id, context, mails, people, cancellationToken)
                || await folder.ReadHtmlAsync(id, cancellationToken) is not { } html)
            {
                return Results.NotFound();
            }

            context.Response.Headers.ContentSecurityPolicy = SecurityHeaders.MailBody;
            return Results.Content(html, "text/html; charset=utf-8");
        });
        routes.MapGet("/mails/{id:guid}/attachments/{at:int}", async (
            Guid id, int at, HttpContext context, MailQueries mails, PeopleDirectory people, MailFolder folder, CancellationToken cancellationToken) =>
            await MayReadAsync(id, context, mails, people, cancellationToken)
                && await folder.ReadAttachmentAsync(id, at, cancellationToken) is { } attachment
                ? Results.File(attachment.Content, "application/octet-stream", attachment.Name)
                : Results.NotFound());
        routes.MapGet("/mails/{id:guid}/source", async (
            Guid id, int? sending, HttpContext context, MailQueries mails, PeopleDirectory people, CancellationToken cancellationToken) =>
            await MayReadAsync(id, context, mails, people, cancellationToken)
                && await mails.SourceAsync(id, sending, cancellationToken) is { } source
                ? Results.File(source.Read(), "message/rfc822", $"{id:N}.eml")
                : Results.NotFound());
    }

    private static async Task<bool> MayReadAsync(
        Guid id, HttpContext context, MailQueries mails, PeopleDirectory people, CancellationToken cancellationToken) =>
        await people.ViewerAsync(context.User.PersonId(), cancellationToken) is { } viewer
        && await mails.FindAsync(viewer, id, cancellationToken) is not null;
}
