using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Tasks;

/// <summary>Who may see and take a task, stated once for pages and use cases.</summary>
public static class TaskRules
{
    /// <summary>True for the tasks of both levels that answer an application (延期、转长期).</summary>
    public static bool AnswersApplication(WorkTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.Kind is "EndorseExtension" or "DecideExtension";
    }

    /// <summary>True when the viewer may know of the task: it is theirs, or they see its item.</summary>
    public static bool MaySee(WorkTask task, RectificationItem? item, Viewer viewer)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(viewer);
        return task.PersonId == viewer.Id || task.ClosedBy == viewer.Id
            || (item is null ? IsFor(task, item, viewer) || viewer.Is(Roles.Administrator) : viewer.Sees(item));
    }

    /// <summary>True when the viewer may decide it, four-eyes rules aside.</summary>
    public static bool IsFor(WorkTask task, RectificationItem? item, Viewer viewer)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(viewer);
        return task switch
        {
            { PersonId: { } person } => person == viewer.Id,
            { Role: { } role } => viewer.Is(role) && (item is null || viewer.Sees(item)),
            { UnitId: { } unit } => viewer.UnitId == unit && !viewer.Is(Roles.Reader),
            _ => false,
        };
    }

    /// <summary>回避: the kind of task that bars whoever has done these kinds on the same instance; null when free.</summary>
    public static string? Conflict(TaskRequest request, IReadOnlyList<string> done)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.MustDifferFrom.IsDefaultOrEmpty ? null : done.FirstOrDefault(kind => request.MustDifferFrom.Contains(kind));
    }

    extension(RectifyDb db)
    {
        /// <summary>回避: the kind of task the person did on the same instance and therefore bars them; null when free.</summary>
        public async Task<string?> ConflictAsync(
            WorkTask task, TaskRequest request, Guid personId, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(task);
            ArgumentNullException.ThrowIfNull(request);
            if (request.MustDifferFrom.IsDefaultOrEmpty)
            {
                return null;
            }

            var kinds = request.MustDifferFrom.ToArray();
            return await db.Tasks
                .Where(done => done.InstanceId == task.InstanceId && done.Status == WorkTaskStatus.Done
                    && done.ClosedBy == personId && kinds.Contains(done.Kind))
                .Select(done => done.Kind).FirstOrDefaultAsync(cancellationToken);
        }

        /// <summary>Numbers of the item's measures that have no evidence.</summary>
        public Task<List<int>> MeasuresWithoutEvidenceAsync(ItemId itemId, CancellationToken cancellationToken) =>
            db.Items.Where(item => item.Id == itemId)
                .SelectMany(item => item.Measures)
                .Where(measure => !db.Evidence.Any(file => file.ItemId == itemId && file.MeasureNo == measure.No))
                .Select(measure => measure.No).OrderBy(no => no).ToListAsync(cancellationToken);
    }
}
