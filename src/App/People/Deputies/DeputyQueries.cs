using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.People.Deputies;

/// <summary>One line of a person's deputyships.</summary>
public sealed record DeputyRow(Deputyship Deputyship, string Principal, string Deputy, string ArrangedBy, bool DeputyHasLeft);

/// <summary>Reads deputyships for pages.</summary>
public sealed class DeputyQueries(RectifyDb db)
{
    /// <summary>Those of the person and those the person is deputy in, the latest first.</summary>
    public async Task<IReadOnlyList<DeputyRow>> OfAsync(Guid person, int most, CancellationToken cancellationToken)
    {
        var rows = await db.Deputyships.AsNoTracking().Where(row => row.PrincipalId == person || row.DeputyId == person)
            .OrderByDescending(row => row.FromOn).ThenByDescending(row => row.Id).Take(most).ToListAsync(cancellationToken);
        var ids = rows.SelectMany(row => new[] { row.PrincipalId, row.DeputyId, row.ArrangedBy }).Distinct().ToList();
        var people = await db.Users.AsNoTracking().Where(each => ids.Contains(each.Id))
            .ToDictionaryAsync(each => each.Id, each => new { each.DisplayName, each.Active }, cancellationToken);
        return [.. rows.Select(row => new DeputyRow(
            row, people[row.PrincipalId].DisplayName, people[row.DeputyId].DisplayName,
            people.TryGetValue(row.ArrangedBy, out var by) ? by.DisplayName : "—", !people[row.DeputyId].Active))];
    }

    /// <summary>Who can stand in: active people who do more than read, with their units, but not the person.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Name, string Unit)>> CandidatesAsync(Guid person, CancellationToken cancellationToken)
    {
        var rows = await (
            from each in db.Users.AsNoTracking()
            join unit in db.Units on each.UnitId equals unit.Id
            where each.Active && each.Id != person
                && db.UserRoles.Any(held => held.UserId == each.Id && db.Roles.Any(role => role.Id == held.RoleId && role.Name != Roles.Reader))
            orderby unit.Path, each.DisplayName
            select new { each.Id, each.DisplayName, unit.Name }).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => (row.Id, row.DisplayName, row.Name));
    }
}
