using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.People;

/// <summary>One line of the list of people.</summary>
public sealed record PersonRow(
    Guid Id, string UserName, string DisplayName, string? Email, Guid UnitId, string Unit, string Culture,
    bool Active, bool MustChangePassword, bool IsLocked, IReadOnlyList<string> Roles);

/// <summary>Reads people for the pages of administrators.</summary>
public sealed class PeopleQueries(RectifyDb db)
{
    /// <summary>How many people match.</summary>
    public Task<int> CountAsync(string? text, string? role, CancellationToken cancellationToken) =>
        Matching(text, role).CountAsync(cancellationToken);

    /// <summary>The people who match, by unit and name.</summary>
    public async Task<IReadOnlyList<PersonRow>> ListAsync(
        string? text, string? role, int skip, int take, CancellationToken cancellationToken) =>
        await RowsAsync(Matching(text, role).OrderBy(row => row.Unit.Path).ThenBy(row => row.Person.DisplayName)
            .ThenBy(row => row.Person.Id).Skip(skip).Take(take), cancellationToken);

    /// <summary>One person; null when there is none.</summary>
    public async Task<PersonRow?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await RowsAsync(Matching(null, null).Where(row => row.Person.Id == id), cancellationToken)).SingleOrDefault();

    /// <summary>All units, parents before children, with their depth in the tree.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Name, int Depth)>> UnitsAsync(CancellationToken cancellationToken)
    {
        var units = await db.Units.AsNoTracking().OrderBy(unit => unit.Path)
            .Select(unit => new { unit.Id, unit.Name, unit.Path }).ToListAsync(cancellationToken);
        return [.. units.Select(unit => (unit.Id, unit.Name, unit.Path.Count(letter => letter == '/') - 1))];
    }

    private IQueryable<PersonAtUnit> Matching(string? text, string? role)
    {
        var people = db.Users.AsNoTracking().Join(
            db.Units, person => person.UnitId, unit => unit.Id, (person, unit) => new PersonAtUnit { Person = person, Unit = unit });
        if (!string.IsNullOrWhiteSpace(text))
        {
            var word = text.Trim();
            people = people.Where(row => row.Person.DisplayName.Contains(word)
                || (row.Person.UserName ?? "").Contains(word) || row.Unit.Name.Contains(word));
        }

        return string.IsNullOrEmpty(role) ? people : people.Where(row => db.UserRoles
            .Join(db.Roles, held => held.RoleId, known => known.Id, (held, known) => new { held.UserId, known.Name })
            .Any(held => held.UserId == row.Person.Id && held.Name == role));
    }

    private async Task<IReadOnlyList<PersonRow>> RowsAsync(IQueryable<PersonAtUnit> query, CancellationToken cancellationToken)
    {
        var people = await query.ToListAsync(cancellationToken);
        // Identity counts lock-outs on the machine's clock, not on the one of a replay.
        var now = TimeProvider.System.GetUtcNow();
        var ids = people.ConvertAll(row => row.Person.Id);
        var roles = (await db.UserRoles.Where(held => ids.Contains(held.UserId))
                .Join(db.Roles, held => held.RoleId, role => role.Id, (held, role) => new { held.UserId, role.Name })
                .ToListAsync(cancellationToken))
            .ToLookup(held => held.UserId, held => held.Name ?? "");
        return [.. people.Select(row => new PersonRow(
            row.Person.Id, row.Person.UserName ?? "", row.Person.DisplayName, row.Person.Email, row.Unit.Id, row.Unit.Name,
            row.Person.Culture, row.Person.Active, row.Person.MustChangePassword, row.Person.LockoutEnd > now,
            [.. Roles.All.Where(roles[row.Person.Id].Contains)]))];
    }

    private sealed class PersonAtUnit
    {
        public required Person Person { get; init; }
        public required Unit Unit { get; init; }
    }
}
