using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Workflows;

/// <summary>Takes an item out of the ledger (撤回): its instance, tasks, timers and watch end in the same save.</summary>
public sealed class WithdrawItem(RectifyDb db, InstanceStep step, TownZone town, TimeProvider clock)
{
    /// <summary>Withdraws the item with a reason; only supervisors and administrators may.</summary>
    public async Task<Outcome> RunAsync(ItemId itemId, Viewer by, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        var item = await db.Items.SingleOrDefaultAsync(row => row.Id == itemId, cancellationToken);
        if (item is null || !by.Alone.Sees(item))
        {
            return new Outcome.NoSuchItem();
        }

        if (!by.Is(Roles.Supervisor) && !by.Is(Roles.Administrator))
        {
            return new Outcome.NotAllowed();
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            return new Outcome.ReasonMissing();
        }

        if (!ItemLifecycle.Allows(item.Status, ItemTrigger.Withdraw))
        {
            return new Outcome.Ended(item.Status);
        }

        var acting = Acting.Person(by.Id, clock);
        var at = acting.At;
        var running = await db.Instances
            .Where(row => row.ItemId == itemId && row.Status == InstanceStatus.Running).Select(row => row.Id).ToListAsync(cancellationToken);
        foreach (var instance in running)
        {
            if (await db.LoadByInstanceAsync(instance, cancellationToken) is { } loaded)
            {
                await step.AdvanceAsync(loaded, acting, facts => new Stimulus.Cancel(at) { Facts = facts }, cancellationToken);
            }
        }

        var round = await db.Rounds.SingleAsync(row => row.Id == item.RoundId, cancellationToken);
        item.Withdraw(acting.ToMove(town.Of(round).DayOf(at)) with { Reason = reason.Trim() });
        if (await db.Watches.FindAsync([itemId], cancellationToken) is { } watch)
        {
            db.Watches.Remove(watch);
        }

        db.Record(acting, "item.withdrawn", new() { ["reason"] = reason.Trim() }, itemId);
        await db.SaveChangesAsync(cancellationToken);
        return new Outcome.Done();
    }

    public abstract record Outcome
    {
        private Outcome() { }

        public sealed record Done : Outcome;

        public sealed record NoSuchItem : Outcome;

        public sealed record NotAllowed : Outcome;

        public sealed record ReasonMissing : Outcome;

        /// <summary>Closed or withdrawn already.</summary>
        public sealed record Ended(ItemStatus Status) : Outcome;
    }
}
