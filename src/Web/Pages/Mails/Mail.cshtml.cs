using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Inbox;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Host;

namespace Rectify.Workflow.Web.Pages.Mails;

/// <summary>One mail as it was sent, read from the mail folder (阅读邮件).</summary>
public sealed class MailModel(MailQueries mails, MailFolder folder, InboxQueries inbox) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public MailRow Row { get; private set; } = null!;

    public ReadMail? Message { get; private set; }

    /// <summary>Reports that it came back, newest first.</summary>
    public IReadOnlyList<MailBounce> Bounces { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await mails.FindAsync(Id, User.IsInRole(Roles.Administrator) ? null : User.PersonId(), cancellationToken) is not { } row)
        {
            return NotFound();
        }

        Row = row;
        Bounces = await inbox.OfMailAsync(Id, cancellationToken);
        Message = await folder.ReadAsync(Id, cancellationToken);
        return Page();
    }
}

/// <summary>The parts of a mail that are no pages: its HTML for the frame, and its attachments.</summary>
public static class MailParts
{
    /// <summary>Maps both; each asks again whether the reader may see the mail.</summary>
    public static void MapMailParts(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/mails/{id:guid}/body", async (
            Guid id, HttpContext context, MailQueries mails, MailFolder folder, CancellationToken cancellationToken) =>
        {
            if (!await MayReadAsync(id, context, mails, cancellationToken)
                || await folder.ReadHtmlAsync(id, cancellationToken) is not { } html)
            {
                return Results.NotFound();
            }

            context.Response.Headers.ContentSecurityPolicy = SecurityHeaders.MailBody;
            return Results.Content(html, "text/html; charset=utf-8");
        });
        routes.MapGet("/mails/{id:guid}/attachments/{at:int}", async (
            Guid id, int at, HttpContext context, MailQueries mails, MailFolder folder, CancellationToken cancellationToken) =>
            await MayReadAsync(id, context, mails, cancellationToken)
                && await folder.ReadAttachmentAsync(id, at, cancellationToken) is { } attachment
                ? Results.File(attachment.Content, "application/octet-stream", attachment.Name)
                : Results.NotFound());
    }

    private static async Task<bool> MayReadAsync(Guid id, HttpContext context, MailQueries mails, CancellationToken cancellationToken) =>
        await mails.FindAsync(id, context.User.IsInRole(Roles.Administrator) ? null : context.User.PersonId(), cancellationToken) is not null;
}
