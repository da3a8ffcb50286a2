using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Starts;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Runs;

/// <summary>
/// Ends and deletes an instance with its engine log, timers and waits (删除流程实例). What people decided in it stays: tasks and
/// journal are the record of the work. An instance that carries an item still open cannot go, for the item could never be
/// closed without it.
/// </summary>
public sealed class DeleteRun(RectifyDb db, SteerInstance steer, TimeProvider clock)
{
    private const int Attempts = 5;

    public async Task<Outcome> RunAsync(Guid instanceId, Viewer by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (!by.Is(Roles.Administrator))
        {
            return new Outcome.NotAllowed();
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(instanceId, by, cancellationToken);
            }
            catch (DbUpdateException error) when (error.IsLostRace && attempt < Attempts)
            {
                // It took a step meanwhile; what it carries is looked at again.
            }
            finally
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    private async Task<Outcome> TryAsync(Guid instanceId, Viewer by, CancellationToken cancellationToken)
    {
        if (await db.Instances.AsNoTracking().SingleOrDefaultAsync(row => row.Id == instanceId, cancellationToken) is not { } found)
        {
            return new Outcome.NoSuchInstance();
        }

        var item = await db.Items.AsNoTracking().SingleOrDefaultAsync(row => row.Id == found.ItemId, cancellationToken);
        if (item is not null && item.Status.IsOpen)
        {
            return new Outcome.ItemIsOpen(item.Number, item.Title);
        }

        await EndAsync(found, by, cancellationToken);
        var instance = await db.Instances.SingleAsync(row => row.Id == instanceId, cancellationToken);
        var acting = Acting.Person(by.Id, clock);
        foreach (var task in await db.Tasks.Where(task => task.InstanceId == instanceId && task.Status == WorkTaskStatus.Open).ToListAsync(cancellationToken))
        {
            (task.Status, task.ClosedAt) = (WorkTaskStatus.Cancelled, acting.At);
        }

        db.RemoveRange(await db.Timers.Where(timer => timer.InstanceId == instanceId).ToListAsync(cancellationToken));
        db.RemoveRange(await db.EventWaits.Where(wait => wait.InstanceId == instanceId).ToListAsync(cancellationToken));
        db.RemoveRange(await db.HttpListeners.Where(row => row.InstanceId == instanceId).ToListAsync(cancellationToken));
        db.RemoveRange(await db.StartOrders.Where(order => order.Id == instanceId && order.Phase == StartPhase.Done).ToListAsync(cancellationToken));
        db.Instances.Remove(instance);
        db.Record(acting, "workflow.deleted", new()
        {
            ["definition"] = instance.DefinitionId,
            ["version"] = instance.DefinitionVersion,
            ["name"] = instance.Name,
            ["status"] = instance.SubStatus.ToString(),
            ["created"] = instance.CreatedAt,
        }, instance.ItemId, instanceId);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        // A log may be long; it goes within the same transaction, but unread.
        await db.EngineLog.Where(row => row.InstanceId == instanceId).ExecuteDeleteAsync(cancellationToken);
        await db.Stages.Where(row => row.InstanceId == instanceId).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new Outcome.Done();
    }

    /// <summary>It ends as by a cancellation, so that parents and children (子流程) learn of it.</summary>
    private async Task EndAsync(StoredInstance instance, Viewer by, CancellationToken cancellationToken)
    {
        if (instance.Status is InstanceStatus.Finished && instance.SubStatus is not InstanceSubStatus.Faulted)
        {
            return;
        }

        try
        {
            await steer.CancelAsync(instance.Id, by, cancellationToken);
        }
        catch (InvalidOperationException)
        {
            // Its definition can no longer be read; then only its rows are left to remove.
        }

        db.ChangeTracker.Clear();
    }

    public abstract record Outcome
    {
        private Outcome() { }

        public sealed record Done : Outcome;

        public sealed record NotAllowed : Outcome;

        public sealed record NoSuchInstance : Outcome;

        /// <summary>It carries an item that is neither closed nor withdrawn.</summary>
        public sealed record ItemIsOpen(int Number, string Title) : Outcome;
    }
}
