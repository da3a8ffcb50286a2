using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People.Deputies;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.People;

/// <summary>
/// Units, people and their roles, read together and kept for a moment: every step asks who holds a role over an item.
/// Another process sees a change after <see cref="MaxAge"/>; this one after <see cref="Forget"/>.
/// </summary>
public sealed class PeopleDirectory(IServiceScopeFactory scopes, TownZone town, TimeProvider clock)
{
    /// <summary>How long a reading is used.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(15);

    private volatile Reading? _reading;

    /// <summary>Drops the reading; called after a person, role or unit changed.</summary>
    public void Forget() => _reading = null;

    /// <summary>Loads the person as a viewer; null when there is no such active person.</summary>
    public async Task<Viewer?> ViewerAsync(Guid personId, CancellationToken cancellationToken)
    {
        var reading = await ReadAsync(cancellationToken);
        if (reading.Viewers.GetValueOrDefault(personId) is not { } viewer)
        {
            return null;
        }

        var today = Today;
        return viewer with
        {
            StandsInFor = [.. reading.Deputies.By(personId, today).Select(row => reading.Viewers[row.Principal])],
            StoodInBy = reading.Deputies.For(personId, today),
        };
    }

    /// <summary>Active people who hold the role and see the item, in a stable order.</summary>
    public async Task<IReadOnlyList<Guid>> HoldersAsync(
        string role, RectificationItem? item, CancellationToken cancellationToken)
    {
        var reading = await ReadAsync(cancellationToken);
        return [.. reading.ByRole.GetValueOrDefault(role, [])
            .Where(person => item is null || person.Sees(item))
            .Select(person => person.Id)];
    }

    /// <summary>Who stands in for the person today; null when nobody does.</summary>
    public async Task<StandIn?> DeputyOfAsync(Guid personId, CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken)).Deputies.For(personId, Today);

    /// <summary>Who stands in for the person on a day.</summary>
    public async Task<StandIn?> DeputyOfAsync(Guid personId, DateOnly day, CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken)).Deputies.For(personId, day);

    /// <summary>Active people of the unit itself.</summary>
    public async Task<IReadOnlyList<Guid>> MembersAsync(Guid unitId, CancellationToken cancellationToken)
    {
        var reading = await ReadAsync(cancellationToken);
        return [.. reading.Viewers.Values.Where(person => person.UnitId == unitId).Select(person => person.Id).Order()];
    }

    /// <summary>The active person of this user name or id; null when there is none.</summary>
    public async Task<Guid?> FindPersonAsync(string userNameOrId, CancellationToken cancellationToken)
    {
        var reading = await ReadAsync(cancellationToken);
        return Guid.TryParse(userNameOrId, out var id) && reading.Viewers.ContainsKey(id) ? id
            : reading.ByUserName.TryGetValue(userNameOrId, out var found) ? found : null;
    }

    /// <summary>The active person with this mail address; null when there is none.</summary>
    public async Task<Guid?> FindByMailAsync(string address, CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken)).ByMail.TryGetValue(address, out var found) ? found : null;

    /// <summary>The unit of this name or id; null when there is none.</summary>
    public async Task<Guid?> FindUnitAsync(string nameOrId, CancellationToken cancellationToken)
    {
        var reading = await ReadAsync(cancellationToken);
        return Guid.TryParse(nameOrId, out var id) ? id
            : reading.UnitsByName.TryGetValue(nameOrId, out var found) ? found : null;
    }

    /// <summary>The active people by user name and the names of the units, as pickers offer them.</summary>
    public async Task<(IReadOnlyList<(string UserName, string DisplayName)> People, IReadOnlyList<string> Units)> NamesAsync(
        CancellationToken cancellationToken)
    {
        var reading = await ReadAsync(cancellationToken);
        return ([.. reading.ByUserName.Select(one => (one.Key, reading.Viewers[one.Value].DisplayName)).OrderBy(one => one.DisplayName, StringComparer.Ordinal)],
            [.. reading.UnitsByName.Keys.Order(StringComparer.Ordinal)]);
    }

    private DateOnly Today => town.Of(null).DayOf(clock.GetUtcNow());

    private async Task<Reading> ReadAsync(CancellationToken cancellationToken)
    {
        // A virtual clock may stand still or jump; the age is then zero or large, and both are harmless.
        if (_reading is { } kept && clock.GetUtcNow() - kept.At < MaxAge)
        {
            return kept;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RectifyDb>();
        var fresh = await LoadAsync(db, clock.GetUtcNow(), cancellationToken);
        _reading = fresh;
        return fresh;
    }

    private static async Task<Reading> LoadAsync(RectifyDb db, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var units = await db.Units.AsNoTracking().OrderBy(unit => unit.Path).ToListAsync(cancellationToken);
        var people = await db.Users.AsNoTracking().Where(person => person.Active)
            .OrderBy(person => person.UserName).ToListAsync(cancellationToken);
        var roles = await (
            from held in db.UserRoles
            join role in db.Roles on held.RoleId equals role.Id
            select new { held.UserId, role.Name }).ToListAsync(cancellationToken);
        var rolesOf = roles.ToLookup(held => held.UserId, held => held.Name ?? "");
        var deputies = await db.Deputyships.AsNoTracking().Where(row => row.EndedAt == null).ToListAsync(cancellationToken);
        var below = units.ToDictionary(unit => unit.Id, top => units
            .Where(unit => unit.Path.StartsWith(top.Path, StringComparison.Ordinal))
            .Select(unit => unit.Id).ToFrozenSet());
        var viewers = people.Select(person => new Viewer(
            person.Id, person.UnitId, person.DisplayName, rolesOf[person.Id].ToFrozenSet(),
            below.GetValueOrDefault(person.UnitId, FrozenSet<Guid>.Empty))).ToList();
        return new(at, viewers.ToFrozenDictionary(viewer => viewer.Id),
            Roles.All.ToFrozenDictionary(role => role, role => viewers.Where(viewer => viewer.Is(role)).ToArray()),
            people.ToFrozenDictionary(person => person.UserName ?? "", person => person.Id, StringComparer.OrdinalIgnoreCase),
            people.Where(person => person.Email is { Length: > 0 }).GroupBy(person => person.Email ?? "", StringComparer.OrdinalIgnoreCase)
                .ToFrozenDictionary(same => same.Key, same => same.First().Id, StringComparer.OrdinalIgnoreCase),
            units.GroupBy(unit => unit.Name).ToFrozenDictionary(same => same.Key, same => same.First().Id),
            new(deputies, people.ToDictionary(person => person.Id, person => person.Email is { Length: > 0 })));
    }

    private sealed record Reading(
        DateTimeOffset At, FrozenDictionary<Guid, Viewer> Viewers, FrozenDictionary<string, Viewer[]> ByRole,
        FrozenDictionary<string, Guid> ByUserName, FrozenDictionary<string, Guid> ByMail, FrozenDictionary<string, Guid> UnitsByName,
        DeputyBook Deputies);
}
