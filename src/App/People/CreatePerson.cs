using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;

namespace Rectify.Workflow.App.People;

/// <summary>An administrator adds a person, who gets a one-time password (新增人员).</summary>
public sealed class CreatePerson(RectifyDb db, UserManager<Person> users, PeopleDirectory directory, TimeProvider clock)
{
    public async Task<PersonChange> RunAsync(Guid by, PersonForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        if (!await users.IsAdministratorAsync(by))
        {
            return new PersonChange.NotAllowed();
        }

        var problems = await db.ProblemsAsync(form, cancellationToken);
        if (string.IsNullOrWhiteSpace(form.UserName))
        {
            problems.Insert(0, PersonProblem.UserNameMissing);
        }

        if (problems.Count > 0)
        {
            return new PersonChange.Refused(problems);
        }

        var now = clock.GetUtcNow();
        var person = new Person
        {
            Id = Guid.CreateVersion7(now),
            UserName = form.UserName.Trim(),
            DisplayName = form.DisplayName.Trim(),
            Email = string.IsNullOrWhiteSpace(form.Email) ? null : form.Email.Trim(),
            UnitId = form.UnitId,
            Culture = form.Culture,
            MustChangePassword = true,
        };
        var password = OneTimePassword.New();
        await using var step = await db.Database.BeginTransactionAsync(cancellationToken);
        var created = await users.CreateAsync(person, password);
        if (!created.Succeeded)
        {
            return created.Refused();
        }

        await users.AddToRolesAsync(person, form.Roles);
        db.Journal.Add(new JournalEntry
        {
            At = now,
            By = by,
            Kind = "person.created",
            Data = JsonSerializer.Serialize(new { person = person.Id, unit = person.UnitId, roles = form.Roles }),
        });
        await db.SaveChangesAsync(cancellationToken);
        await step.CommitAsync(cancellationToken);
        directory.Forget();
        return new PersonChange.Done(person.Id, password);
    }
}
