using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.People.Deputies;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;

namespace Rectify.Workflow.App.Items;

/// <summary>What a viewer may see, as conditions that the database evaluates; the same rule as <see cref="Viewer.Sees"/>.</summary>
public static class ScopeQueries
{
    extension(RectifyDb db)
    {
        /// <summary>The items the viewer sees: those of their unit and the units below, and those that name them.</summary>
        public IQueryable<RectificationItem> ItemsFor(Viewer viewer)
        {
            ArgumentNullException.ThrowIfNull(viewer);
            if (!viewer.StandsInFor.IsEmpty)
            {
                var all = viewer.Everyone.SelectMany(person => person.UnitIds).Distinct().ToArray();
                var us = viewer.Everyone.Select(person => (PersonId?)new PersonId(person.Id)).ToArray();
                return db.Items.Where(item =>
                    db.ItemUnits.Any(scope => scope.ItemId == item.Id && all.Contains(scope.UnitId))
                    || us.Contains(item.Duty.ResponsiblePerson) || us.Contains(item.Duty.ResponsibleLeader) || us.Contains(item.Duty.LeadLeader));
            }

            var units = viewer.UnitIds.ToArray();
            PersonId? me = new PersonId(viewer.Id);
            return db.Items.Where(item =>
                db.ItemUnits.Any(scope => scope.ItemId == item.Id && units.Contains(scope.UnitId))
                || item.Duty.ResponsiblePerson == me || item.Duty.ResponsibleLeader == me || item.Duty.LeadLeader == me);
        }

        /// <summary>The open tasks the viewer may decide, four-eyes rules aside; the same rule as <see cref="TaskRules.IsFor"/>.</summary>
        public IQueryable<WorkTask> OpenTasksFor(Viewer viewer)
        {
            ArgumentNullException.ThrowIfNull(viewer);
            if (viewer.StandsInFor.IsEmpty && viewer.StoodInBy is not { Mode: DeputyMode.DeputyOnly })
            {
                return db.OwnOpenTasks(viewer);
            }

            // While only the deputy is told, tasks stand in the deputy's list alone; the person may still decide one they open.
            var lists = viewer.StandsInFor.Select(person => db.OwnOpenTasks(person).Select(task => task.Id)).ToList();
            var ids = (viewer.StoodInBy is { Mode: DeputyMode.DeputyOnly } ? lists : lists.Prepend(db.OwnOpenTasks(viewer.Alone).Select(task => task.Id)))
                .Aggregate((IQueryable<Guid>?)null, (all, one) => all is null ? one : all.Concat(one));
            return ids is null ? db.Tasks.Where(task => false) : db.Tasks.Where(task => ids.Contains(task.Id));
        }

        private IQueryable<WorkTask> OwnOpenTasks(Viewer viewer)
        {
            var roles = viewer.Roles.ToArray();
            var units = viewer.UnitIds.ToArray();
            return db.Tasks.Where(task => task.Status == WorkTaskStatus.Open && (
                task.PersonId == viewer.Id
                || (task.UnitId == viewer.UnitId && !roles.Contains(Roles.Reader))
                || (task.Role != null && roles.Contains(task.Role)
                    && (task.ItemId == null || db.ItemUnits.Any(scope => scope.ItemId == task.ItemId && units.Contains(scope.UnitId))))));
        }

        /// <summary>Adds the rows by which the item's units see it; whoever registers an item or changes its duty set calls this.</summary>
        public void AddScope(RectificationItem item)
        {
            ArgumentNullException.ThrowIfNull(item);
            UnitId?[] named = [item.Duty.ResponsibleUnit, item.Duty.LeadUnit, .. item.Duty.CooperatingUnits.Select(unit => (UnitId?)unit)];
            foreach (var unit in named.OfType<UnitId>().Distinct())
            {
                db.ItemUnits.Add(new() { ItemId = item.Id, UnitId = unit.Value });
            }
        }
    }
}
