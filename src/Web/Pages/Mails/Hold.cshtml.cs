using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.Mails;

/// <summary>The maintenance switch of all mail (暂停发信).</summary>
[Authorize(AccountSetup.Administrators)]
public sealed class HoldModel(HoldMail hold, MailQueries mails, PeopleQueries people, Words words) : RectifyPage
{
    public MailHold? Held { get; private set; }

    public string? HeldBy { get; private set; }

    /// <summary>How many mails wait, as far as they are counted.</summary>
    public int Waiting { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Held = await hold.FindAsync(cancellationToken);
        HeldBy = Held is { } held ? (await people.FindAsync(held.By, cancellationToken))?.DisplayName : null;
        Waiting = await mails.CountAsync(Viewer, new(Status: MailStatus.Planned), cancellationToken);
    }

    public async Task<IActionResult> OnPostHoldAsync([FromForm] string? reason, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            TempData["Refused"] = words["请写明暂停的理由。"];
        }
        else if (!await hold.HoldAsync(Viewer.Id, reason, cancellationToken))
        {
            TempData["Refused"] = words["邮件已经暂停。"];
        }

        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostReleaseAsync(CancellationToken cancellationToken)
    {
        var done = await hold.ReleaseAsync(Viewer.Id, cancellationToken);
        TempData[done ? "Done" : "Refused"] = done ? words["邮件已恢复发送。"] : words["邮件没有暂停。"];
        return RedirectToPage();
    }
}
