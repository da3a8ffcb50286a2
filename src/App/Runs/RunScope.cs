using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Runs;

/// <summary>Which instances somebody sees.</summary>
internal static class RunScope
{
    extension(RectifyDb db)
    {
        /// <summary>
        /// Administrators keep the whole server running and see all; a reader sees the instances of the items of their units,
        /// and those that carry no item.
        /// </summary>
        public IQueryable<StoredInstance> InstancesFor(Viewer viewer)
        {
            if (viewer.Is(Roles.Administrator))
            {
                return db.Instances.AsNoTracking();
            }

            var items = db.ItemsFor(viewer).Select(item => (ItemId?)item.Id);
            return db.Instances.AsNoTracking().Where(row => row.ItemId == null || items.Contains(row.ItemId));
        }
    }
}
