using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Workflows;

/// <summary>Everything one step may read and change, tracked by the context it was loaded with.</summary>
public sealed record LoadedInstance(StoredInstance Instance, RectificationItem? Item, Round? Round, ItemWatch? Watch)
{
    /// <summary>The task being decided; null when something else goes on.</summary>
    public WorkTask? Task { get; init; }

    /// <summary>Kinds of task whoever decides has done on this instance, for the rules of avoidance (回避).</summary>
    public IReadOnlyList<string> DoneByViewer { get; init; } = [];

    /// <summary>True when some measure of the item has no evidence; known only of a task being decided.</summary>
    public bool LacksEvidence { get; init; }
}

/// <summary>
/// Only this file reads instances for a step; each query is one round trip, and compiled, because every step asks one.
/// </summary>
internal static class InstanceQueries
{
    extension(RectifyDb db)
    {
        /// <summary>The task with its instance, and what the rules of deciding ask: kinds done (回避), evidence missing.</summary>
        public async Task<LoadedInstance?> LoadByTaskAsync(Guid taskId, Guid personId, CancellationToken cancellationToken)
        {
            var row = await (db switch
            {
                PostgresRectifyDb postgres => Compiled<PostgresRectifyDb>.ByTask(postgres, taskId, personId, cancellationToken),
                SqliteRectifyDb sqlite => Compiled<SqliteRectifyDb>.ByTask(sqlite, taskId, personId, cancellationToken),
                _ => throw Unknown(db),
            });
            return row is null ? null : Of(row) with
            {
                Task = row.Task,
                DoneByViewer = row.Done,
                LacksEvidence = row.LacksEvidence,
            };
        }

        public async Task<LoadedInstance?> LoadByInstanceAsync(Guid instanceId, CancellationToken cancellationToken)
        {
            var row = await (db switch
            {
                PostgresRectifyDb postgres => Compiled<PostgresRectifyDb>.ByInstance(postgres, instanceId, cancellationToken),
                SqliteRectifyDb sqlite => Compiled<SqliteRectifyDb>.ByInstance(sqlite, instanceId, cancellationToken),
                _ => throw Unknown(db),
            });
            return row is null ? null : Of(row);
        }

        /// <summary>
        /// Those of the instances that are there; the timers and event waits that woke them are read along, so that no step asks
        /// for its own: three questions for as many as there are.
        /// </summary>
        public async Task<IReadOnlyList<LoadedInstance>> LoadByInstancesAsync(
            IReadOnlyList<Guid> instanceIds, IReadOnlyList<Guid> bookmarkIds, CancellationToken cancellationToken)
        {
            await db.Timers.Where(timer => bookmarkIds.Contains(timer.Id)).LoadAsync(cancellationToken);
            await db.EventWaits.Where(wait => bookmarkIds.Contains(wait.Id)).LoadAsync(cancellationToken);
            var rows = await Rows(db, db.Instances.Where(instance => instanceIds.Contains(instance.Id))).ToListAsync(cancellationToken);
            return [.. rows.Select(Of)];
        }
    }

    private static IQueryable<Row> Rows(RectifyDb db, IQueryable<StoredInstance> instances) =>
        from instance in instances
        join item in db.Items on instance.ItemId equals item.Id into items
        from item in items.DefaultIfEmpty()
        join round in db.Rounds on item.RoundId equals round.Id into rounds
        from round in rounds.DefaultIfEmpty()
        join watch in db.Watches on item.Id equals watch.ItemId into watches
        from watch in watches.DefaultIfEmpty()
        select new Row { Instance = instance, Item = item, Round = round, Watch = watch };

    private static LoadedInstance Of(Row row) => new(row.Instance, row.Item, row.Round, row.Watch);

    private static NotSupportedException Unknown(RectifyDb db) => new($"No instance queries for {db.GetType().Name}.");

    private sealed class Row
    {
        public WorkTask? Task { get; init; }
        public required StoredInstance Instance { get; init; }
        public RectificationItem? Item { get; init; }
        public Round? Round { get; init; }
        public ItemWatch? Watch { get; init; }
        public List<string> Done { get; init; } = [];
        public bool LacksEvidence { get; init; }
    }

    // EF binds a compiled query to one model, and each database has its own: hence generic.
    private static class Compiled<TDb> where TDb : RectifyDb
    {
        public static readonly Func<TDb, Guid, Guid, CancellationToken, Task<Row?>> ByTask = EF.CompileAsyncQuery(
            (TDb db, Guid taskId, Guid personId, CancellationToken cancellationToken) => (
                from task in db.Tasks
                where task.Id == taskId
                join instance in db.Instances on task.InstanceId equals instance.Id
                join item in db.Items on instance.ItemId equals item.Id into items
                from item in items.DefaultIfEmpty()
                join round in db.Rounds on item.RoundId equals round.Id into rounds
                from round in rounds.DefaultIfEmpty()
                join watch in db.Watches on item.Id equals watch.ItemId into watches
                from watch in watches.DefaultIfEmpty()
                select new Row
                {
                    Task = task,
                    Instance = instance,
                    Item = item,
                    Round = round,
                    Watch = watch,
                    Done = db.Tasks.Where(done => done.InstanceId == task.InstanceId
                            && done.Status == WorkTaskStatus.Done && (done.ClosedBy == personId || done.OnBehalfOf == personId))
                        .Select(done => done.Kind).ToList(),
                    LacksEvidence = item.Measures.Any(measure =>
                        !db.Evidence.Any(file => file.ItemId == item.Id && file.MeasureNo == measure.No)),
                }).SingleOrDefault());

        public static readonly Func<TDb, Guid, CancellationToken, Task<Row?>> ByInstance = EF.CompileAsyncQuery(
            (TDb db, Guid instanceId, CancellationToken cancellationToken) => (
                from instance in db.Instances
                where instance.Id == instanceId
                join item in db.Items on instance.ItemId equals item.Id into items
                from item in items.DefaultIfEmpty()
                join round in db.Rounds on item.RoundId equals round.Id into rounds
                from round in rounds.DefaultIfEmpty()
                join watch in db.Watches on item.Id equals watch.ItemId into watches
                from watch in watches.DefaultIfEmpty()
                select new Row { Instance = instance, Item = item, Round = round, Watch = watch }).SingleOrDefault());
    }
}
