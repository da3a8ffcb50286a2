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
}

/// <summary>Only this file reads instances for a step; each query is one round trip.</summary>
internal static class InstanceQueries
{
    extension(RectifyDb db)
    {
        public async Task<LoadedInstance?> LoadByTaskAsync(Guid taskId, CancellationToken cancellationToken)
        {
            var row = await (
                from task in db.Tasks
                where task.Id == taskId
                join instance in db.Instances on task.InstanceId equals instance.Id
                join item in db.Items on instance.ItemId equals item.Id into items
                from item in items.DefaultIfEmpty()
                join round in db.Rounds on item.RoundId equals round.Id into rounds
                from round in rounds.DefaultIfEmpty()
                join watch in db.Watches on item.Id equals watch.ItemId into watches
                from watch in watches.DefaultIfEmpty()
                select new { task, instance, item, round, watch }).SingleOrDefaultAsync(cancellationToken);
            return row is null ? null : new(row.instance, row.item, row.round, row.watch) { Task = row.task };
        }

        public async Task<LoadedInstance?> LoadByInstanceAsync(Guid instanceId, CancellationToken cancellationToken)
        {
            var row = await (
                from instance in db.Instances
                where instance.Id == instanceId
                join item in db.Items on instance.ItemId equals item.Id into items
                from item in items.DefaultIfEmpty()
                join round in db.Rounds on item.RoundId equals round.Id into rounds
                from round in rounds.DefaultIfEmpty()
                join watch in db.Watches on item.Id equals watch.ItemId into watches
                from watch in watches.DefaultIfEmpty()
                select new { instance, item, round, watch }).SingleOrDefaultAsync(cancellationToken);
            return row is null ? null : new(row.instance, row.item, row.round, row.watch);
        }
    }
}
