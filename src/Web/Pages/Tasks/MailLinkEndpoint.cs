using Microsoft.AspNetCore.Authorization;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.Web.Account;

namespace Rectify.Workflow.Web.Pages.Tasks;

/// <summary>
/// Where the links of mails arrive. A link signs nobody in and decides nothing, since mail scanners open links: it only
/// knows where to go, and that it was written for somebody else is said instead of shown.
/// </summary>
public static class MailLinkEndpoint
{
    /// <summary>Maps /t/TOKEN; who is not signed in gets the sign-in page first.</summary>
    public static void MapMailLinks(this IEndpointRouteBuilder routes) => routes.MapGet("/t/{token}", [Authorize] (
        string token, HttpContext context, MailLinks links) => links.Read(token) switch
        {
            null => Results.LocalRedirect("/link-expired"),
            var link when link.PersonId != context.User.PersonId() => Results.LocalRedirect("/link-expired?for=other"),
            { Target: MailLinkTarget.Task, TargetId: var task } => Results.LocalRedirect($"/tasks/{task}"),
            { Target: MailLinkTarget.Item, TargetId: var item } => Results.LocalRedirect($"/items/{item}"),
            { Target: MailLinkTarget.Incident, TargetId: var instance } => Results.LocalRedirect($"/incidents/{instance}"),
            { Target: MailLinkTarget.Jobs } => Results.LocalRedirect("/jobs"),
            _ => Results.LocalRedirect("/"),
        });
}
