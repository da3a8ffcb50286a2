using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;

namespace Rectify.Workflow.App.People;

/// <summary>An administrator gives a person a new one-time password; whoever is signed in with the old one is signed out.</summary>
public sealed class ResetPassword(RectifyDb db, UserManager<Person> users, PeopleDirectory directory, TimeProvider clock)
{
    public async Task<PersonChange> RunAsync(Guid by, Guid personId, CancellationToken cancellationToken)
    {
        if (!await users.IsAdministratorAsync(by))
        {
            return new PersonChange.NotAllowed();
        }

        if (await users.FindByIdAsync(personId.ToString()) is not { } person)
        {
            return new PersonChange.NotFound();
        }

        var password = OneTimePassword.New();
        await using var step = await db.Database.BeginTransactionAsync(cancellationToken);
        person.MustChangePassword = true;
        person.LockoutEnd = null;
        person.AccessFailedCount = 0;
        var token = await users.GeneratePasswordResetTokenAsync(person);
        var reset = await users.ResetPasswordAsync(person, token, password);
        if (!reset.Succeeded)
        {
            return reset.Refused();
        }

        db.Journal.Add(new JournalEntry
        {
            At = clock.GetUtcNow(),
            By = by,
            Kind = "person.password-reset",
            Data = JsonSerializer.Serialize(new { person = personId }),
        });
        await db.SaveChangesAsync(cancellationToken);
        await step.CommitAsync(cancellationToken);
        directory.Forget();
        return new PersonChange.Done(personId, password);
    }
}
