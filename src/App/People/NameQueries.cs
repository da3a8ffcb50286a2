using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.People;

/// <summary>Names for ids, read in two queries however many a page shows.</summary>
public sealed class NameQueries(RectifyDb db)
{
    /// <summary>The people's names; ids nobody has are missing.</summary>
    public Task<Dictionary<Guid, string>> PeopleAsync(IEnumerable<Guid?> ids, CancellationToken cancellationToken)
    {
        var wanted = ids.OfType<Guid>().Distinct().ToArray();
        return db.Users.AsNoTracking().Where(person => wanted.Contains(person.Id))
            .ToDictionaryAsync(person => person.Id, person => person.DisplayName, cancellationToken);
    }

    /// <summary>The units' names; ids no unit has are missing.</summary>
    public Task<Dictionary<Guid, string>> UnitsAsync(IEnumerable<Guid?> ids, CancellationToken cancellationToken)
    {
        var wanted = ids.OfType<Guid>().Distinct().ToArray();
        return db.Units.AsNoTracking().Where(unit => wanted.Contains(unit.Id))
            .ToDictionaryAsync(unit => unit.Id, unit => unit.Name, cancellationToken);
    }
}
