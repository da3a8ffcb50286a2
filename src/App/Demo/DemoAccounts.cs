using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;

namespace Rectify.Workflow.App.Demo;

/// <summary>An account to look around with.</summary>
public sealed record DemoAccount(string Role, string UserName, string DisplayName, string Password);

/// <summary>Gives one person of each role a password, so that a newcomer can sign in as each (演示账号).</summary>
public sealed class DemoAccounts(RectifyDb db, UserManager<Person> users)
{
    /// <summary>A fresh password for all of them, told once.</summary>
    public async Task<IReadOnlyList<DemoAccount>> OpenAsync(CancellationToken cancellationToken)
    {
        var password = OneTimePassword.New();
        var late = await db.Items.AsNoTracking().Where(item => item.Status == ItemStatus.Implementing)
            .OrderBy(item => item.DueOn).FirstOrDefaultAsync(cancellationToken);
        var accounts = new List<DemoAccount>();
        foreach (var role in Roles.All)
        {
            var holders = (await users.GetUsersInRoleAsync(role)).OrderBy(person => person.UserName, StringComparer.Ordinal).ToList();
            var chosen = holders.Find(person => IsConcerned(person, late)) ?? holders.FirstOrDefault();
            if (chosen is not null)
            {
                await SetAsync(chosen, password);
                accounts.Add(new(role, chosen.UserName ?? "", chosen.DisplayName, password));
            }
        }

        return accounts;
    }

    // Who answers for the late item has the most to look at.
    private static bool IsConcerned(Person person, RectificationItem? late) =>
        late is not null && new PersonId(person.Id) is var id && (late.Duty.ResponsiblePerson == id || late.Duty.ResponsibleLeader == id);

    private async Task SetAsync(Person person, string password)
    {
        person.MustChangePassword = false;
        if (await users.HasPasswordAsync(person))
        {
            await users.RemovePasswordAsync(person);
        }

        var result = await users.AddPasswordAsync(person, password);
        if (!result.Succeeded)
        {
            throw new DemoException($"{person.UserName} gets no password: {string.Join(' ', result.Errors.Select(error => error.Description))}");
        }
    }
}
