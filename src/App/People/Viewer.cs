using System.Collections.Frozen;
using System.Collections.Immutable;
using Rectify.Workflow.App.People.Deputies;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;

namespace Rectify.Workflow.App.People;

/// <summary>The person on whose behalf a use case runs: what they may do and what they may see.</summary>
public sealed record Viewer(Guid Id, Guid UnitId, string DisplayName, FrozenSet<string> Roles, FrozenSet<Guid> UnitIds)
{
    /// <summary>Whom the person stands in for today (代理): their tasks may be decided, and their items are seen.</summary>
    public ImmutableArray<Viewer> StandsInFor { get; init; } = [];

    /// <summary>Who stands in for the person today; null when nobody does.</summary>
    public StandIn? StoodInBy { get; init; }

    /// <summary>The same person in their own right only: what a role allows is never lent.</summary>
    public Viewer Alone => StandsInFor.IsEmpty ? this : this with { StandsInFor = [] };

    /// <summary>The person and those stood in for: for the rules of avoidance (回避) they are all one.</summary>
    public IEnumerable<Viewer> Everyone => StandsInFor.Prepend(Alone);

    /// <summary>True when the person holds the role.</summary>
    public bool Is(string role) => Roles.Contains(role);

    /// <summary>
    /// True when the item concerns the person's unit or one below it, or names the person. To anybody else the item
    /// does not exist. Whoever stands in for a person sees what that person sees.
    /// </summary>
    public bool Sees(RectificationItem item) => SeesAlone(item) || StandsInFor.Any(other => other.SeesAlone(item));

    private bool SeesAlone(RectificationItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var (duty, me) = (item.Duty, new PersonId(Id));
        return me == duty.ResponsiblePerson || me == duty.ResponsibleLeader || me == duty.LeadLeader
            || Covers(duty.ResponsibleUnit) || Covers(duty.LeadUnit) || duty.CooperatingUnits.Any(unit => Covers(unit));

        bool Covers(UnitId? unit) => unit is { } id && UnitIds.Contains(id.Value);
    }
}
