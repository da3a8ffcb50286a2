using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.Engine.Definitions;

namespace Rectify.Workflow.App.Definitions;

/// <summary>The stored definitions that others may use as activities (流程作为活动).</summary>
internal static class DefinitionLibrary
{
    extension(RectifyDb db)
    {
        /// <summary>All their versions that can no longer change, deleted ones too: what once used them still runs.</summary>
        public async Task<WorkflowLibrary> LoadLibraryAsync(CancellationToken cancellationToken)
        {
            var rows = await db.Definitions.AsNoTracking().Where(row => row.UsableAsActivity && row.FrozenAt != null).ToListAsync(cancellationToken);
            return new(rows.Select(row => new WorkflowSource(row.Id.ToString("N"), row.DefinitionId, row.Version, row.Name, row.Json)
            {
                IsPublished = row.IsPublished,
                IsUsableAsActivity = true,
            }));
        }
    }
}
