using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Web.Account;

namespace Rectify.Workflow.Web.Pages.People;

/// <summary>Adds a person, who gets a one-time password (新增人员).</summary>
[Authorize(AccountSetup.Administrators)]
public sealed class NewPersonModel(PeopleQueries people, CreatePerson create) : PageModel
{
    public PersonFormView Form { get; private set; } = null!;

    /// <summary>The person just made, with the password that is shown only now.</summary>
    public PersonChange.Done? Created { get; private set; }

    public Task OnGetAsync(CancellationToken cancellationToken) => ShowAsync(new(), [], cancellationToken);

    public async Task<IActionResult> OnPostAsync([FromForm] PersonInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var result = await create.RunAsync(User.PersonId(), input.ToForm(), cancellationToken);
        if (result is PersonChange.NotAllowed)
        {
            return Forbid();
        }

        Created = result as PersonChange.Done;
        await ShowAsync(input, (result as PersonChange.Refused)?.Problems ?? [], cancellationToken);
        return Page();
    }

    private async Task ShowAsync(PersonInput input, IReadOnlyList<PersonProblem> problems, CancellationToken cancellationToken) =>
        Form = new PersonFormView(input, IsNew: true, await people.UnitsAsync(cancellationToken), problems);
}
