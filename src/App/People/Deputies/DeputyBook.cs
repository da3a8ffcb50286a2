using System.Collections.Frozen;

namespace Rectify.Workflow.App.People.Deputies;

/// <summary>Who stands in for a person, and until when.</summary>
public sealed record StandIn(Guid Principal, Guid Deputy, DeputyMode Mode, DateOnly FromOn, DateOnly ToOn);

/// <summary>
/// Who stands in for whom on a day. A deputyship of or for somebody who has left counts for nothing. Without a mail address a
/// deputy alone would be told nothing, so the person stood in for is told, too.
/// </summary>
public sealed class DeputyBook
{
    private readonly FrozenDictionary<Guid, StandIn[]> _byPrincipal;
    private readonly FrozenDictionary<Guid, StandIn[]> _byDeputy;

    internal DeputyBook(IEnumerable<Deputyship> arranged, IReadOnlyDictionary<Guid, bool> hasMailByActive)
    {
        var known = arranged
            .Where(row => row.EndedAt is null && hasMailByActive.ContainsKey(row.PrincipalId) && hasMailByActive.ContainsKey(row.DeputyId))
            .Select(row => new StandIn(
                row.PrincipalId, row.DeputyId, hasMailByActive[row.DeputyId] ? row.Mode : DeputyMode.Both, row.FromOn, row.ToOn))
            .ToList();
        _byPrincipal = known.GroupBy(row => row.Principal).ToFrozenDictionary(same => same.Key, same => same.ToArray());
        _byDeputy = known.GroupBy(row => row.Deputy).ToFrozenDictionary(same => same.Key, same => same.ToArray());
    }

    /// <summary>Who stands in for the person on the day; null when nobody does.</summary>
    public StandIn? For(Guid principal, DateOnly day) =>
        _byPrincipal.TryGetValue(principal, out var rows) ? Array.Find(rows, row => row.FromOn <= day && day <= row.ToOn) : null;

    /// <summary>Whom the person stands in for on the day.</summary>
    public IEnumerable<StandIn> By(Guid deputy, DateOnly day) =>
        _byDeputy.TryGetValue(deputy, out var rows) ? rows.Where(row => row.FromOn <= day && day <= row.ToOn) : [];
}
