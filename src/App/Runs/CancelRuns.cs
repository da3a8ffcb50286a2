using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Runs;

/// <summary>Ends many instances (批量取消): each is a step of its own, so one that fails leaves the others cancelled.</summary>
public sealed class CancelRuns(RectifyDb db, SteerInstance steer)
{
    private const int Attempts = 5;

    /// <summary>Ends one; a step that came first is taken into account.</summary>
    public async Task<SteerInstance.Outcome> RunAsync(Guid instanceId, Viewer by, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await steer.CancelAsync(instanceId, by, cancellationToken);
            }
            catch (DbUpdateException error) when (error.IsLostRace && attempt < Attempts)
            {
                // The instance took a step meanwhile: look again.
            }
            finally
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    /// <summary>How many of these were running and are no more.</summary>
    public async Task<int> RunAsync(IEnumerable<Guid> instanceIds, Viewer by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instanceIds);
        var cancelled = 0;
        foreach (var id in instanceIds.Distinct())
        {
            cancelled += await RunAsync(id, by, cancellationToken) is SteerInstance.Outcome.Done ? 1 : 0;
        }

        return cancelled;
    }

    /// <summary>The instances of those versions of a definition that have not ended.</summary>
    public Task<List<Guid>> RunningAsync(string definitionId, VersionOptions versions, CancellationToken cancellationToken) =>
        RunningAsync(versions.Of(db.Definitions.Where(row => row.DefinitionId == definitionId)), cancellationToken);

    /// <summary>The instances of one version that have not ended.</summary>
    public Task<List<Guid>> RunningAsync(Guid versionId, CancellationToken cancellationToken) =>
        RunningAsync(db.Definitions.Where(row => row.Id == versionId), cancellationToken);

    private Task<List<Guid>> RunningAsync(IQueryable<StoredDefinition> versions, CancellationToken cancellationToken) => (
        from version in versions
        join run in db.Instances on new { version.DefinitionId, version.Version } equals new { run.DefinitionId, Version = run.DefinitionVersion }
        where run.Status == InstanceStatus.Running
        select run.Id).ToListAsync(cancellationToken);
}
