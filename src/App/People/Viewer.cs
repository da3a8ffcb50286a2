using System.Collections.Frozen;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;

namespace Rectify.Workflow.App.People;

/// <summary>The person on whose behalf a use case runs: what they may do and what they may see.</summary>
public sealed record Viewer(Guid Id, Guid UnitId, string DisplayName, FrozenSet<string> Roles, FrozenSet<Guid> UnitIds)
{
    /// <summary>True when the person holds the role.</summary>
    public bool Is(string role) => Roles.Contains(role);

    /// <summary>
    /// True when the item concerns the person's unit or one below it, or names the person. To anybody else the item
    /// does not exist.
    /// </summary>
    public bool Sees(RectificationItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var (duty, me) = (item.Duty, new PersonId(Id));
        return me == duty.ResponsiblePerson || me == duty.ResponsibleLeader || me == duty.LeadLeader
            || Covers(duty.ResponsibleUnit) || Covers(duty.LeadUnit) || duty.CooperatingUnits.Any(unit => Covers(unit));

        bool Covers(UnitId? unit) => unit is { } id && UnitIds.Contains(id.Value);
    }
}
