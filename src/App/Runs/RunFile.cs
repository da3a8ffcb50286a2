using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Moves;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Runs;

/// <summary>Everything stored of one instance, to be put back where it is missing (流程实例文件).</summary>
public sealed record RunFile(
    StoredInstance Instance, IReadOnlyList<WorkTask> Tasks, IReadOnlyList<InstanceTimer> Timers, IReadOnlyList<EventWait> Waits,
    IReadOnlyList<EngineLogBurst> Log)
{
    /// <summary>What it was before each of its moves; files from before there were any say nothing of them.</summary>
    public IReadOnlyList<InstanceStage> Stages { get; init; } = [];
}

/// <summary>Writes an instance to a file and puts it back.</summary>
public sealed class RunFiles(RectifyDb db, RunLogs logs, TimeProvider clock)
{
    /// <summary>The instance with all its rows; null when the viewer sees none.</summary>
    public async Task<RunFile?> ExportAsync(Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        await db.InstancesFor(viewer).SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } instance ? null
            : new(
                instance,
                await db.Tasks.AsNoTracking().Where(row => row.InstanceId == id).OrderBy(row => row.OpenedAt).ThenBy(row => row.Id).ToListAsync(cancellationToken),
                await db.Timers.AsNoTracking().Where(row => row.InstanceId == id).OrderBy(row => row.DueAt).ToListAsync(cancellationToken),
                await db.EventWaits.AsNoTracking().Where(row => row.InstanceId == id).OrderBy(row => row.Id).ToListAsync(cancellationToken),
                await db.EngineLog.AsNoTracking().Where(row => row.InstanceId == id).OrderBy(row => row.FirstSequence).ToListAsync(cancellationToken))
            {
                Stages = await db.Stages.AsNoTracking().Where(row => row.InstanceId == id).OrderBy(row => row.LastEntry).ToListAsync(cancellationToken),
            };

    /// <summary>
    /// Puts an instance back that is not here, such as one deleted by mistake. One that carries an item is refused: the
    /// item's own history cannot be put back with it.
    /// </summary>
    public async Task<Outcome> ImportAsync(RunFile file, Viewer by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(by);
        if (!by.Is(Roles.Administrator))
        {
            return new Outcome.NotAllowed();
        }

        var id = file.Instance.Id;
        if (file.Instance.ItemId is not null || file.Tasks.Any(task => task.ItemId is not null))
        {
            return new Outcome.CarriesItem();
        }

        if (await db.Instances.AnyAsync(row => row.Id == id, cancellationToken))
        {
            return new Outcome.AlreadyThere();
        }

        if (await logs.DefinitionAsync(db, new(file.Instance.DefinitionId, file.Instance.DefinitionVersion), cancellationToken) is not { } definition)
        {
            return new Outcome.NoSuchDefinition(file.Instance.DefinitionId, file.Instance.DefinitionVersion);
        }

        if (!IsWhole(file, key => definition.NodesByKey.ContainsKey(key)))
        {
            return new Outcome.Broken();
        }

        await AddAsync(file, cancellationToken);
        db.Record(Acting.Person(by.Id, clock), "workflow.imported",
            new() { ["definition"] = file.Instance.DefinitionId, ["version"] = file.Instance.DefinitionVersion, ["name"] = file.Instance.Name }, null, id);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Somebody was first, or a text is longer than it can have been.
            db.ChangeTracker.Clear();
            return new Outcome.Broken();
        }

        return new Outcome.Done();
    }

    private async Task AddAsync(RunFile file, CancellationToken cancellationToken)
    {
        db.Instances.Add(file.Instance);
        db.Timers.AddRange(file.Timers);
        db.EventWaits.AddRange(file.Waits);
        db.EngineLog.AddRange(file.Log);
        db.Stages.AddRange(file.Stages);
        var ids = file.Tasks.Select(task => task.Id).ToList();
        var kept = await db.Tasks.Where(task => ids.Contains(task.Id)).ToDictionaryAsync(task => task.Id, cancellationToken);
        foreach (var task in file.Tasks)
        {
            if (!kept.TryGetValue(task.Id, out var there))
            {
                db.Tasks.Add(task);
            }
            else if (task.Status is WorkTaskStatus.Open)
            {
                (there.Status, there.ClosedAt) = (WorkTaskStatus.Open, null);
            }
        }
    }

    /// <summary>The state must fit its definition, and each place where it waits must have its row.</summary>
    private static bool IsWhole(RunFile file, Predicate<string> isActivity)
    {
        var id = file.Instance.Id;
        try
        {
            var state = InstanceStateJson.Deserialize(file.Instance.State);
            var open = file.Tasks.Where(task => task.Status is WorkTaskStatus.Open).Select(task => task.Id)
                .Concat(file.Timers.Select(timer => timer.Id)).Concat(file.Waits.Select(wait => wait.Id)).ToHashSet();
            return state.Id == id.ToString("N") && state.DefinitionId == file.Instance.DefinitionId
                && state.DefinitionVersion == file.Instance.DefinitionVersion && state.Status == file.Instance.Status
                && state.Frames.All(frame => isActivity(frame.ActivityKey)) && state.Pending.All(pending => isActivity(pending.ActivityKey))
                && open.SetEquals(state.Bookmarks.Select(bookmark => Guid.ParseExact(bookmark.Id, "N")))
                && file.Tasks.All(task => task.InstanceId == id) && file.Timers.All(timer => timer.InstanceId == id)
                && file.Waits.All(wait => wait.InstanceId == id)
                && file.Stages.All(stage => stage.InstanceId == id && InstanceStateJson.Deserialize(stage.State).Id == state.Id)
                && file.Log.All(burst => burst.InstanceId == id && EngineLogJson.Read(burst).Length > 0);
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException)
        {
            return false;
        }
    }

    public abstract record Outcome
    {
        private Outcome() { }

        public sealed record Done : Outcome;

        public sealed record NotAllowed : Outcome;

        public sealed record AlreadyThere : Outcome;

        public sealed record CarriesItem : Outcome;

        /// <summary>The version it runs is not stored here; import the definition first.</summary>
        public sealed record NoSuchDefinition(string DefinitionId, int Version) : Outcome;

        /// <summary>The file does not hold together, or names what is not here.</summary>
        public sealed record Broken : Outcome;
    }
}
