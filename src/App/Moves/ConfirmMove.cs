using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;

namespace Rectify.Workflow.App.Moves;

/// <summary>What an administrator does with a prepared order: take instances out, confirm it, or drop it.</summary>
public sealed class ConfirmMove(RectifyDb db, OutboxNudge nudge, TimeProvider clock)
{
    /// <summary>Confirms the order; the job then moves its instances. True for exactly one of two who confirm.</summary>
    public async Task<bool> RunAsync(Guid orderId, Viewer by, CancellationToken cancellationToken)
    {
        if (await PreparedAsync(orderId, by, cancellationToken) is not { } order)
        {
            return false;
        }

        var acting = Acting.Person(by.Id, clock);
        (order.Phase, order.ConfirmedAt) = (MovePhase.Applying, acting.At);
        db.Record(acting, "workflow.migration.ordered", new()
        {
            ["order"] = orderId.ToString("N"),
            ["definition"] = order.DefinitionId,
            ["to"] = order.ToVersion,
            ["instances"] = await db.Moves.CountAsync(row => row.OrderId == orderId && row.State == MoveState.Movable, cancellationToken),
        });
        if (!await SavedAsync(cancellationToken))
        {
            return false;
        }

        nudge.Nudge(JobSchedule.Moves);
        return true;
    }

    /// <summary>Takes an instance out of a prepared order, or back into it.</summary>
    public async Task<bool> ExcludeAsync(Guid orderId, Guid instanceId, bool exclude, Viewer by, CancellationToken cancellationToken)
    {
        if (await PreparedAsync(orderId, by, cancellationToken) is null
            || await db.Moves.SingleOrDefaultAsync(row => row.OrderId == orderId && row.InstanceId == instanceId, cancellationToken) is not { } move
            || move.State != (exclude ? MoveState.Movable : MoveState.Excluded))
        {
            return false;
        }

        move.State = exclude ? MoveState.Excluded : MoveState.Movable;
        return await SavedAsync(cancellationToken);
    }

    /// <summary>Drops a prepared order; nothing was done by it.</summary>
    public async Task<bool> DropAsync(Guid orderId, Viewer by, CancellationToken cancellationToken)
    {
        if (await PreparedAsync(orderId, by, cancellationToken) is not { } order)
        {
            return false;
        }

        db.Moves.RemoveRange(await db.Moves.Where(row => row.OrderId == orderId).ToListAsync(cancellationToken));
        db.MoveOrders.Remove(order);
        return await SavedAsync(cancellationToken);
    }

    private async Task<MoveOrder?> PreparedAsync(Guid orderId, Viewer by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        return by.Is(Roles.Administrator)
            ? await db.MoveOrders.SingleOrDefaultAsync(row => row.Id == orderId && row.Phase == MovePhase.Prepared, cancellationToken)
            : null;
    }

    private async Task<bool> SavedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException error) when (error.IsLostRace)
        {
            return false;
        }
        finally
        {
            db.ChangeTracker.Clear();
        }
    }
}
