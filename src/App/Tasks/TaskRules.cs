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
        return task.PersonId == viewer.Id || task.ClosedBy == viewer.Id || viewer.Everyone.Any(person => person.Id == task.PersonId)
            || (item is null ? IsFor(task, item, viewer) || viewer.Is(Roles.Administrator) : viewer.Sees(item));
    }

    /// <summary>True when the viewer may decide it, four-eyes rules aside.</summary>
    public static bool IsFor(WorkTask task, RectificationItem? item, Viewer viewer) => InWhosePlace(task, item, viewer) is not null;

    /// <summary>Who the viewer decides it as: themself, or somebody they stand in for (代理); null when it is neither's.</summary>
    public static Viewer? InWhosePlace(WorkTask task, RectificationItem? item, Viewer viewer)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(viewer);
        return viewer.Everyone.FirstOrDefault(person => IsOwn(task, item, person));
    }

    private static bool IsOwn(WorkTask task, RectificationItem? item, Viewer person) => task switch
    {
        { PersonId: { } assignee } => assignee == person.Id,
        { Role: { } role } => person.Is(role) && (item is null || person.Sees(item)),
        { UnitId: { } unit } => person.UnitId == unit && !person.Is(Roles.Reader),
        _ => false,
    };

    /// <summary>回避: the kind of task that bars whoever has done these kinds on the same instance; null when free.</summary>
    public static string? Conflict(TaskRequest request, IReadOnlyList<string> done)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.MustDifferFrom.IsDefaultOrEmpty ? null : done.FirstOrDefault(kind => request.MustDifferFrom.Contains(kind));
    }

    extension(RectifyDb db)
    {
        /// <summary>
        /// 回避: the kind of task that was done on the same instance and therefore bars the viewer; null when free. A deputy counts as
        /// the person stood in for, both ways: what either did bars them, and what was done in somebody's place was done by both.
        /// </summary>
        public async Task<string?> ConflictAsync(
            WorkTask task, TaskRequest request, Viewer viewer, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(task);
            ArgumentNullException.ThrowIfNull(request);
            ArgumentNullException.ThrowIfNull(viewer);
            if (request.MustDifferFrom.IsDefaultOrEmpty)
            {
                return null;
            }

            var kinds = request.MustDifferFrom.ToArray();
            var people = viewer.Everyone.Select(person => (Guid?)person.Id).ToArray();
            return await db.Tasks
                .Where(done => done.InstanceId == task.InstanceId && done.Status == WorkTaskStatus.Done
                    && (people.Contains(done.ClosedBy) || people.Contains(done.OnBehalfOf)) && kinds.Contains(done.Kind))
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
