using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Moves;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Runs;

/// <summary>What an instance went through on a version before it was moved to another (迁移前的经过).</summary>
/// <param name="Version">The version it ran then.</param>
/// <param name="LeftAt">When it was moved.</param>
public sealed record RunStage(Guid Id, Guid InstanceId, int Version, DateTimeOffset LeftAt);

/// <summary>
/// Finds the earlier stages of instances that were moved. Each is looked at by an id of its own like an instance, with the
/// graph it ran then; it is no instance, stands in no list, and nothing about it can be changed.
/// </summary>
public sealed class RunStages(RectifyDb db)
{
    /// <summary>The stage; null when that id is none's that the viewer sees.</summary>
    public Task<RunStage?> FindAsync(Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        Stages(db.InstancesFor(viewer), db.Stages.Where(stage => stage.Id == id)).SingleOrDefaultAsync(cancellationToken);

    /// <summary>The stages of an instance, the earliest first.</summary>
    public Task<List<RunStage>> OfInstanceAsync(Viewer viewer, Guid instance, CancellationToken cancellationToken) =>
        Stages(db.InstancesFor(viewer).Where(row => row.Id == instance), db.Stages).ToListAsync(cancellationToken);

    /// <summary>The stages of every instance an item ran through, the earliest first.</summary>
    public Task<List<RunStage>> OfItemAsync(Viewer viewer, ItemId item, CancellationToken cancellationToken) =>
        Stages(db.InstancesFor(viewer).Where(row => row.ItemId == item), db.Stages).ToListAsync(cancellationToken);

    private static IQueryable<RunStage> Stages(IQueryable<StoredInstance> among, IQueryable<InstanceStage> stages) => stages.AsNoTracking()
        .Where(stage => among.Any(row => row.Id == stage.InstanceId)).OrderBy(stage => stage.LeftAt).ThenBy(stage => stage.LastEntry)
        .Select(stage => new RunStage(stage.Id, stage.InstanceId, stage.DefinitionVersion, stage.LeftAt));
}

/// <summary>A stage and its instance as it stood then.</summary>
internal sealed record StoodThen(InstanceStage Stage, StoredInstance Instance);

/// <summary>Only here are the rows of stages read whole.</summary>
internal static class StageQueries
{
    extension(RectifyDb db)
    {
        /// <summary>The instance of that id, or what it was at the stage of that id; null when there is neither among these.</summary>
        public async Task<(StoredInstance Row, RunStage? Stage)?> StoodAsync(IQueryable<StoredInstance> among, Guid id, CancellationToken cancellationToken) =>
            await among.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is { } instance ? (instance, null)
            : await db.StageAsync(among, id, cancellationToken) is var (stage, then)
                ? (then, new RunStage(stage.Id, stage.InstanceId, stage.DefinitionVersion, stage.LeftAt))
                : null;

        /// <summary>The stage of that id with its instance as it stood then, under the stage's id.</summary>
        public async Task<StoodThen?> StageAsync(IQueryable<StoredInstance> among, Guid id, CancellationToken cancellationToken)
        {
            var found = await (
                from stage in db.Stages.AsNoTracking()
                join row in among on stage.InstanceId equals row.Id
                where stage.Id == id
                select new { stage, row.DefinitionId, row.PastVersions, row.ItemId, row.CreatedAt }).SingleOrDefaultAsync(cancellationToken);
            return found is null ? null : new(found.stage, new()
            {
                Id = id,
                DefinitionId = found.DefinitionId,
                DefinitionVersion = found.stage.DefinitionVersion,
                // Those it ran later begin after its last entry and change nothing of what is read here.
                PastVersions = found.PastVersions,
                ItemId = found.ItemId,
                Name = found.stage.Name,
                CorrelationId = found.stage.CorrelationId,
                State = found.stage.State,
                Status = found.stage.Status,
                SubStatus = found.stage.SubStatus,
                IncidentCount = found.stage.IncidentCount,
                CreatedAt = found.CreatedAt,
                UpdatedAt = found.stage.UpdatedAt,
                FinishedAt = found.stage.FinishedAt,
            });
        }
    }
}
