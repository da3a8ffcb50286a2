using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;

namespace Rectify.Workflow.App.Items;

/// <summary>Who may report on an item and add evidence: the responsible side while the item is open.</summary>
public static class ItemRights
{
    /// <summary>True for the responsible official, the responsible leader and officials of the item's own units.</summary>
    public static bool MayReport(RectificationItem item, Viewer viewer)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(viewer);
        return WhoReports(item, viewer) is not null;
    }

    /// <summary>Who the viewer reports as: themself, or somebody they stand in for (代理); null when neither may.</summary>
    public static Viewer? WhoReports(RectificationItem item, Viewer viewer)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(viewer);
        return viewer.Everyone.FirstOrDefault(person => MayAlone(item, person));
    }

    private static bool MayAlone(RectificationItem item, Viewer viewer)
    {
        if (!item.Status.IsOpen || viewer.Is(Roles.Reader))
        {
            return false;
        }

        var (duty, me) = (item.Duty, new PersonId(viewer.Id));
        return me == duty.ResponsiblePerson || me == duty.ResponsibleLeader
            || (viewer.Is(Roles.Official) && new UnitId(viewer.UnitId) is var unit
                && (unit == duty.ResponsibleUnit || unit == duty.LeadUnit || duty.CooperatingUnits.Contains(unit)));
    }
}
