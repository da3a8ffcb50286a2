using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Escalation;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Reminders;

/// <summary>Names as printed in papers.</summary>
internal sealed record AudienceNames(IReadOnlyDictionary<Guid, string> People, IReadOnlyDictionary<Guid, string> Units)
{
    public string Person(Guid? id) => id is { } known ? People.GetValueOrDefault(known, "（未定）") : "(未定)";

    /// <summary>A name that need not be known.</summary>
    public string? Known(Guid? id) => id is { } person ? People.GetValueOrDefault(person) : null;

    public string Unit(Guid? id) => id is { } known ? Units.GetValueOrDefault(known, "（未定单位）") : "(未定单位)";
}

/// <summary>Finds the people a rung speaks to: by the item's duty set first, by role and unit where the ledger is silent.</summary>
public sealed class RungAudience(RectifyDb db, PeopleDirectory directory)
{
    internal async Task<IReadOnlyList<(Guid Person, bool Copy)>> OfAsync(
        DutyHolders row, Round round, Rung rung, CancellationToken cancellationToken)
    {
        var readers = new List<(Guid Person, bool Copy)>();
        foreach (var (who, copy) in rung.Audience.Select(who => (who, false)).Concat(rung.CopyTo.Select(who => (who, true))))
        {
            foreach (var person in await FindAsync(who, row, round, cancellationToken))
            {
                // Whoever is addressed needs no copy as well.
                if (readers.TrueForAll(reader => reader.Person != person))
                {
                    readers.Add((person, copy));
                }
            }
        }

        return readers;
    }

    internal async Task<AudienceNames> NamesAsync(List<DueWatch> rows, CancellationToken cancellationToken)
    {
        var people = rows.SelectMany(row => new[] { row.Official, row.Leader }).OfType<Guid>().Distinct().ToList();
        var units = rows.Select(row => row.Unit).OfType<Guid>().Distinct().ToList();
        return new(
            await db.Users.AsNoTracking().Where(person => people.Contains(person.Id))
                .ToDictionaryAsync(person => person.Id, person => person.DisplayName, cancellationToken),
            await db.Units.AsNoTracking().Where(unit => units.Contains(unit.Id))
                .ToDictionaryAsync(unit => unit.Id, unit => unit.Name, cancellationToken));
    }

    private async Task<IReadOnlyList<Guid>> FindAsync(Audience who, DutyHolders row, Round round, CancellationToken cancellationToken) => who switch
    {
        Audience.Official => row.Official is { } official ? [official] : [],
        Audience.LeadLeader => row.LeadLeader is { } leader ? [leader] : [],
        Audience.UnitLeader when row.Leader is { } leader => [leader],
        Audience.UnitLeader => row.Unit is { } unit ? await OfUnitAsync(Roles.UnitLeader, unit, cancellationToken) : [],
        Audience.Secretary => await SecretariesAsync(round, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(who), who, "No such audience."),
    };

    private async Task<IReadOnlyList<Guid>> OfUnitAsync(string role, Guid unit, CancellationToken cancellationToken) =>
        [.. (await HoldersAsync(role, cancellationToken)).Where(viewer => viewer.UnitId == unit).Select(viewer => viewer.Id)];

    /// <summary>The secretary of the town itself; where it has none, those of the units above.</summary>
    private async Task<IReadOnlyList<Guid>> SecretariesAsync(Round round, CancellationToken cancellationToken)
    {
        var town = round.TownUnitId.Value;
        var above = (await HoldersAsync(Roles.Secretary, cancellationToken)).Where(viewer => viewer.UnitIds.Contains(town)).ToList();
        var own = above.Where(viewer => viewer.UnitId == town).ToList();
        return [.. (own.Count > 0 ? own : above).Select(viewer => viewer.Id)];
    }

    private async Task<List<Viewer>> HoldersAsync(string role, CancellationToken cancellationToken)
    {
        var viewers = new List<Viewer>();
        foreach (var id in await directory.HoldersAsync(role, null, cancellationToken))
        {
            if (await directory.ViewerAsync(id, cancellationToken) is { } viewer)
            {
                viewers.Add(viewer);
            }
        }

        return viewers;
    }
}
