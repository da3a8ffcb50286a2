using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.People;

/// <summary>Makes a fresh database usable: the roles, a first unit and an administrator with a one-time password.</summary>
public sealed class SeedAdministrator(
    RectifyDb db, UserManager<Person> users, RoleManager<IdentityRole<Guid>> roles, TimeProvider clock)
{
    /// <summary>The first administrator's user name.</summary>
    public const string UserName = "admin";

    /// <summary>PostgreSQL's number for the lock; SQLite lets one writer in at a time anyway.</summary>
    private const long OneAtATime = 0x52_65_63_74_69_66_79;

    /// <summary>The one-time password when an administrator was made now; null when there was one.</summary>
    public async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        // Several hosts may start at once: all of it or nothing, and who comes second waits and finds it done.
        await using var step = await db.Database.BeginTransactionAsync(cancellationToken);
        if (db.Database.IsNpgsql())
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({OneAtATime})", cancellationToken);
        }

        await AddRolesAsync();
        if ((await users.GetUsersInRoleAsync(Roles.Administrator)).Any(person => person.Active))
        {
            await step.CommitAsync(cancellationToken);
            return null;
        }

        var password = OneTimePassword.New();
        var now = clock.GetUtcNow();
        var person = new Person
        {
            Id = Guid.CreateVersion7(now),
            UserName = UserName,
            DisplayName = "系统管理员",
            UnitId = await RootUnitAsync(now, cancellationToken),
            MustChangePassword = true,
        };
        var created = await users.CreateAsync(person, password);
        if (!created.Succeeded)
        {
            throw new InvalidOperationException(
                $"The first administrator could not be made: {string.Join(' ', created.Errors.Select(error => error.Description))} " +
                "If the account 'admin' exists without the role Administrator, give it the role in the database.");
        }

        await users.AddToRoleAsync(person, Roles.Administrator);
        await step.CommitAsync(cancellationToken);
        return password;
    }

    private async Task AddRolesAsync()
    {
        foreach (var role in Roles.All)
        {
            if (!await roles.RoleExistsAsync(role))
            {
                await roles.CreateAsync(new IdentityRole<Guid>(role) { Id = Guid.CreateVersion7(clock.GetUtcNow()) });
            }
        }
    }

    private async Task<Guid> RootUnitAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var root = await db.Units.Where(unit => unit.ParentId == null).OrderBy(unit => unit.Id).FirstOrDefaultAsync(cancellationToken);
        if (root is not null)
        {
            return root.Id;
        }

        var id = Guid.CreateVersion7(now);
        db.Units.Add(new Unit { Id = id, Name = "区委巡察办", Kind = UnitKind.District, Path = Unit.PathOf(id, null) });
        await db.SaveChangesAsync(cancellationToken);
        return id;
    }
}
