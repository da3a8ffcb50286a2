using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rectify.Workflow.App.Mail.Inbox;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.People.Handovers;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.People;

/// <summary>One person: particulars, roles, password, account (人员维护).</summary>
[Authorize(AccountSetup.Administrators)]
public sealed class PersonModel(PeopleQueries people, ChangePerson change, ResetPassword reset, App.People.Handovers.HandOverItems handOver, Words words, InboxQueries inbox) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public PersonRow Row { get; private set; } = null!;

    public PersonFormView Form { get; private set; } = null!;

    /// <summary>Mails to this person that came back, newest first.</summary>
    public IReadOnlyList<MailBounce> Bounces { get; private set; } = [];

    /// <summary>What stands in the person's name and can be handed over.</summary>
    public (HandoverCounts Items, int Tasks) Open { get; private set; }

    /// <summary>Shown once, in the answer to the reset itself.</summary>
    public string? NewPassword { get; private set; }

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(null, [], cancellationToken);

    public async Task<IActionResult> OnPostAsync([FromForm] PersonInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return await AnswerAsync(await change.RunAsync(User.PersonId(), Id, input.ToForm(), cancellationToken), "已保存。", input, cancellationToken);
    }

    public async Task<IActionResult> OnPostCloseAsync(CancellationToken cancellationToken) => await AnswerAsync(
        await change.SetActiveAsync(User.PersonId(), Id, active: false, cancellationToken), "账号已停用。", null, cancellationToken);

    public async Task<IActionResult> OnPostOpenAsync(CancellationToken cancellationToken) => await AnswerAsync(
        await change.SetActiveAsync(User.PersonId(), Id, active: true, cancellationToken), "账号已可使用。", null, cancellationToken);

    public async Task<IActionResult> OnPostPasswordAsync(CancellationToken cancellationToken)
    {
        var result = await reset.RunAsync(User.PersonId(), Id, cancellationToken);
        NewPassword = (result as PersonChange.Done)?.Password;
        return NewPassword is null
            ? await AnswerAsync(result, "", null, cancellationToken)
            : await ShowAsync(null, [], cancellationToken);
    }

    private async Task<IActionResult> AnswerAsync(
        PersonChange result, string done, PersonInput? input, CancellationToken cancellationToken)
    {
        switch (result)
        {
            case PersonChange.Done:
                TempData["Done"] = words[done];
                return RedirectToPage(new { id = Id });
            case PersonChange.Refused refused:
                return await ShowAsync(input, refused.Problems, cancellationToken);
            case PersonChange.NotAllowed:
                return Forbid();
            default:
                return NotFound();
        }
    }

    private async Task<IActionResult> ShowAsync(
        PersonInput? input, IReadOnlyList<PersonProblem> problems, CancellationToken cancellationToken)
    {
        if (await people.FindAsync(Id, cancellationToken) is not { } row)
        {
            return NotFound();
        }

        Row = row;
        Bounces = await inbox.OfPersonAsync(Id, cancellationToken);
        Open = await handOver.CountAsync(Id, led: true, cancellationToken);
        Form = new PersonFormView(input ?? PersonInput.Of(row), IsNew: false, await people.UnitsAsync(cancellationToken), problems);
        return Page();
    }
}
