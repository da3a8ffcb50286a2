using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Workflows;

namespace Rectify.Workflow.App.People;

/// <summary>An administrator changes a person's name, unit and roles, or closes and reopens the account.</summary>
public sealed class ChangePerson(RectifyDb db, UserManager<Person> users, PeopleDirectory directory, Deputies.TendDeputies deputies, TimeProvider clock)
{
    /// <summary>Replaces what the form holds; the user name never changes.</summary>
    public async Task<PersonChange> RunAsync(Guid by, Guid personId, PersonForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        if (!await users.IsAdministratorAsync(by))
        {
            return new PersonChange.NotAllowed();
        }

        if (await users.FindByIdAsync(personId.ToString()) is not { } person)
        {
            return new PersonChange.NotFound();
        }

        var problems = await db.ProblemsAsync(form, cancellationToken);
        var before = await users.GetRolesAsync(person);
        if (before.Contains(Roles.Administrator) && !form.Roles.Contains(Roles.Administrator))
        {
            problems.AddRange(await WhyNotWithoutAsync(by, person));
        }

        if (problems.Count > 0)
        {
            return new PersonChange.Refused(problems);
        }

        person.DisplayName = form.DisplayName.Trim();
        person.Email = string.IsNullOrWhiteSpace(form.Email) ? null : form.Email.Trim();
        person.UnitId = form.UnitId;
        person.Culture = form.Culture;
        await using var step = await db.Database.BeginTransactionAsync(cancellationToken);
        var updated = await users.UpdateAsync(person);
        if (!updated.Succeeded)
        {
            return updated.Refused();
        }

        await users.RemoveFromRolesAsync(person, before.Except(form.Roles));
        await users.AddToRolesAsync(person, form.Roles.Except(before));
        // Cookies issued before carry the old roles: a new stamp makes the host read the person again.
        await users.UpdateSecurityStampAsync(person);
        await WriteAsync(by, "person.changed", new { person = personId, unit = form.UnitId, roles = form.Roles, before }, cancellationToken);
        await step.CommitAsync(cancellationToken);
        directory.Forget();
        return new PersonChange.Done(personId);
    }

    /// <summary>Closes the account (停用) or opens it again, which also ends a lock-out by wrong passwords.</summary>
    public async Task<PersonChange> SetActiveAsync(Guid by, Guid personId, bool active, CancellationToken cancellationToken)
    {
        if (!await users.IsAdministratorAsync(by))
        {
            return new PersonChange.NotAllowed();
        }

        if (await users.FindByIdAsync(personId.ToString()) is not { } person)
        {
            return new PersonChange.NotFound();
        }

        if (!active && await WhyNotWithoutAsync(by, person) is { Count: > 0 } problems)
        {
            return new PersonChange.Refused(problems);
        }

        await using var step = await db.Database.BeginTransactionAsync(cancellationToken);
        person.Active = active;
        if (active)
        {
            person.LockoutEnd = null;
            person.AccessFailedCount = 0;
        }

        await users.UpdateSecurityStampAsync(person);
        if (!active)
        {
            // Who has left stands in for nobody, and nobody for them: the administrators hear of the one, the other just ends.
            foreach (var row in await db.Deputyships.Where(each => each.EndedAt == null && (each.DeputyId == personId || each.PrincipalId == personId)).ToListAsync(cancellationToken))
            {
                await (row.DeputyId == personId ? deputies.TellLeftAsync(row, Acting.Person(by, clock), cancellationToken) : Task.CompletedTask);
                if (row.PrincipalId == personId)
                {
                    deputies.End(row, Acting.System("person.closed", clock));
                }
            }
        }

        await WriteAsync(by, active ? "person.opened" : "person.closed", new { person = personId }, cancellationToken);
        await step.CommitAsync(cancellationToken);
        directory.Forget();
        return new PersonChange.Done(personId);
    }

    private async Task<List<PersonProblem>> WhyNotWithoutAsync(Guid by, Person person)
    {
        if (person.Id == by)
        {
            return [PersonProblem.OwnAccount];
        }

        var administrators = await users.GetUsersInRoleAsync(Roles.Administrator);
        return administrators.Any(other => other.Active && other.Id != person.Id) ? [] : [PersonProblem.LastAdministrator];
    }

    private Task<int> WriteAsync(Guid by, string kind, object data, CancellationToken cancellationToken)
    {
        db.Journal.Add(new JournalEntry { At = clock.GetUtcNow(), By = by, Kind = kind, Data = JsonSerializer.Serialize(data) });
        return db.SaveChangesAsync(cancellationToken);
    }
}
