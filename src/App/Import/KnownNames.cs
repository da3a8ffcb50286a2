using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;

namespace Rectify.Workflow.App.Import;

/// <summary>Which units and people of a round file the installation has already; a second round meets the same town.</summary>
internal sealed class KnownNames
{
    private readonly Dictionary<string, Unit> _units = [];
    private readonly Dictionary<string, Person> _people = [];

    public IReadOnlyDictionary<string, Unit> Units => _units;

    public IReadOnlyDictionary<string, Person> People => _people;

    /// <summary>Finds units by name under the same parent and people by sign-in name; notes where a name is somebody else's.</summary>
    public static async Task<KnownNames> FindAsync(
        RectifyDb db, RoundFile file, List<ImportProblem> problems, CancellationToken cancellationToken)
    {
        var known = new KnownNames();
        var units = await db.Units.ToListAsync(cancellationToken);
        foreach (var unit in file.Units)
        {
            var parent = unit.Parent is null ? null : known._units.GetValueOrDefault(unit.Parent);
            if ((unit.Parent is null || parent is not null) &&
                units.Find(other => other.ParentId == parent?.Id && other.Name == unit.Name) is { } found)
            {
                known._units[unit.Key] = found;
            }
        }

        var names = file.People.Select(person => person.Key.ToUpperInvariant()).ToList();
        var people = await db.Users.Where(person => names.Contains(person.NormalizedUserName!)).ToListAsync(cancellationToken);
        var roles = await (
            from held in db.UserRoles
            join role in db.Roles on held.RoleId equals role.Id
            where people.Select(person => person.Id).Contains(held.UserId)
            select new { held.UserId, role.Name }).ToListAsync(cancellationToken);
        for (var index = 0; index < file.People.Count; index++)
        {
            var person = file.People[index];
            if (people.Find(other => string.Equals(other.UserName, person.Key, StringComparison.OrdinalIgnoreCase)) is { } found)
            {
                known._people[person.Key] = found;
                var held = roles.Where(role => role.UserId == found.Id).Select(role => role.Name ?? "");
                known.Compare(person, found, held, $"$.people[{index}]", problems);
            }
        }

        return known;
    }

    // An import never changes a person who is there: that is an administrator's decision.
    private void Compare(FiledPerson filed, Person found, IEnumerable<string> held, string path, List<ImportProblem> problems)
    {
        if (found.DisplayName != filed.Name || _units.GetValueOrDefault(filed.Unit)?.Id != found.UnitId)
        {
            problems.Add(new($"{path}.key",
                $"登录名“{filed.Key}”已属于{found.DisplayName}。The sign-in name belongs to somebody else; use another key."));
        }
        else if (filed.Roles.Except(held).ToList() is { Count: > 0 } missing)
        {
            problems.Add(new($"{path}.roles",
                $"{found.DisplayName}已存在但没有角色{string.Join("、", missing)}。" +
                "The person exists without these roles; an administrator can grant them."));
        }
    }
}
