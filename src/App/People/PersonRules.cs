using System.Net.Mail;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.People;

/// <summary>What must hold for each change to a person; shared by the use cases.</summary>
internal static class PersonRules
{
    public static async Task<bool> IsAdministratorAsync(this UserManager<Person> users, Guid by)
    {
        var person = await users.FindByIdAsync(by.ToString());
        return person is { Active: true } && await users.IsInRoleAsync(person, Roles.Administrator);
    }

    public static async Task<List<PersonProblem>> ProblemsAsync(
        this RectifyDb db, PersonForm form, CancellationToken cancellationToken)
    {
        var problems = new List<PersonProblem>();
        if (string.IsNullOrWhiteSpace(form.DisplayName))
        {
            problems.Add(PersonProblem.DisplayNameMissing);
        }

        if (!string.IsNullOrWhiteSpace(form.Email) && !MailAddress.TryCreate(form.Email, out _))
        {
            problems.Add(PersonProblem.EmailInvalid);
        }

        if (form.Roles.Count == 0)
        {
            problems.Add(PersonProblem.RoleMissing);
        }

        if (form.Roles.Any(role => !Roles.All.Contains(role)))
        {
            problems.Add(PersonProblem.RoleUnknown);
        }

        if (!await db.Units.AnyAsync(unit => unit.Id == form.UnitId, cancellationToken))
        {
            problems.Add(PersonProblem.UnitUnknown);
        }

        return problems;
    }

    public static PersonChange.Refused Refused(this IdentityResult result) => new([.. result.Errors.Select(error => error.Code switch
    {
        nameof(IdentityErrorDescriber.DuplicateUserName) => PersonProblem.UserNameTaken,
        nameof(IdentityErrorDescriber.InvalidUserName) => PersonProblem.UserNameInvalid,
        nameof(IdentityErrorDescriber.InvalidEmail) => PersonProblem.EmailInvalid,
        nameof(IdentityErrorDescriber.ConcurrencyFailure) => PersonProblem.ChangedMeanwhile,
        _ => throw new InvalidOperationException($"Identity refused a person: {error.Code}, {error.Description}"),
    }).Distinct()]);
}
