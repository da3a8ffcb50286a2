using System.Collections.Immutable;

namespace Rectify.Workflow.Domain.Items;

/// <summary>What a status means for deadlines and counts, stated once.</summary>
/// <remarks>
/// An item is chased only while the ball is with the responsible side. Whoever submitted waits for others in
/// <see cref="ItemStatus.Verifying"/> and <see cref="ItemStatus.AwaitingClosure"/> and is not overdue there; a return
/// or refusal hands the ball back, and then the same due date counts again. A pending application stops nothing:
/// until it is granted, the item is judged by the date it has.
/// </remarks>
public static class ItemStatusFacts
{
    /// <summary>Statuses in which the responsible side still owes work by the due date; usable in queries.</summary>
    public static ImmutableArray<ItemStatus> Owing { get; } =
    [
        ItemStatus.Assigning, ItemStatus.Implementing, ItemStatus.DecidingExtension, ItemStatus.DecidingConversion,
    ];

    extension(ItemStatus status)
    {
        /// <summary>True while the responsible side still owes work by the due date.</summary>
        public bool OwesWork => Owing.Contains(status);

        /// <summary>True until the item is closed or withdrawn; long-term items are open.</summary>
        public bool IsOpen => status is not (ItemStatus.Closed or ItemStatus.Withdrawn);

        /// <summary>Done as published totals count it: closed, or a stage result that is kept up (长期坚持).</summary>
        public bool IsDoneInNoticeSense => status is ItemStatus.Closed or ItemStatus.LongTerm;

        /// <summary>Done for good: closed (销号).</summary>
        public bool IsReallyDone => status is ItemStatus.Closed;

        /// <summary>Overdue from the day after the due date; an item without a due date never is.</summary>
        public bool IsOverdue(DateOnly? dueOn, DateOnly today) => status.OwesWork && today > dueOn;
    }
}
