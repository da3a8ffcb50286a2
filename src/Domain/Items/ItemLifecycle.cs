using System.Collections.Frozen;
using static Rectify.Workflow.Domain.Items.ItemStatus;
using static Rectify.Workflow.Domain.Items.ItemTrigger;

namespace Rectify.Workflow.Domain.Items;

/// <summary>Where an item stands. "Overdue" is absent: the clock knows it, no row stores it.</summary>
public enum ItemStatus
{
    /// <summary>已登记</summary>
    Registered,

    /// <summary>待分派</summary>
    Assigning,

    /// <summary>整改中</summary>
    Implementing,

    /// <summary>待核查</summary>
    Verifying,

    /// <summary>待审批销号</summary>
    AwaitingClosure,

    /// <summary>待批延期</summary>
    DecidingExtension,

    /// <summary>待批转长期</summary>
    DecidingConversion,

    /// <summary>长期坚持</summary>
    LongTerm,

    /// <summary>已销号</summary>
    Closed,

    /// <summary>已撤回</summary>
    Withdrawn,
}

/// <summary>What can happen to an item; the workflow names these in "item.move".</summary>
public enum ItemTrigger
{
    Start,
    Assign,
    Submit,
    Pass,
    Return,
    Approve,
    ApproveStage,
    Refuse,
    RequestExtension,
    GrantExtension,
    RefuseExtension,
    RequestConversion,
    GrantConversion,
    RefuseConversion,
    ReviewClean,
    ReviewFailed,
    CloseLongTerm,
    Withdraw,
}

/// <summary>The whole life of an item (销号闭环) in one screen.</summary>
public static class ItemLifecycle
{
    private static readonly FrozenDictionary<(ItemStatus From, ItemTrigger On), ItemStatus> Moves =
        new Dictionary<(ItemStatus, ItemTrigger), ItemStatus>
        {
            [(Registered, Start)] = Assigning,
            [(Registered, Withdraw)] = Withdrawn,
            [(Assigning, Assign)] = Implementing,
            [(Assigning, Withdraw)] = Withdrawn,
            [(Implementing, Submit)] = Verifying,
            [(Implementing, RequestExtension)] = DecidingExtension,
            [(Implementing, RequestConversion)] = DecidingConversion,
            [(Implementing, Withdraw)] = Withdrawn,
            [(Verifying, Pass)] = AwaitingClosure,
            [(Verifying, Return)] = Implementing,
            [(Verifying, Withdraw)] = Withdrawn,
            [(AwaitingClosure, Approve)] = Closed,
            [(AwaitingClosure, ApproveStage)] = LongTerm,
            [(AwaitingClosure, Refuse)] = Implementing,
            [(AwaitingClosure, Withdraw)] = Withdrawn,
            [(DecidingExtension, GrantExtension)] = Implementing,
            [(DecidingExtension, RefuseExtension)] = Implementing,
            [(DecidingExtension, Withdraw)] = Withdrawn,
            [(DecidingConversion, GrantConversion)] = LongTerm,
            [(DecidingConversion, RefuseConversion)] = Implementing,
            [(DecidingConversion, Withdraw)] = Withdrawn,
            [(LongTerm, ReviewClean)] = LongTerm,
            [(LongTerm, ReviewFailed)] = Implementing,
            [(LongTerm, CloseLongTerm)] = Closed,
            [(LongTerm, Withdraw)] = Withdrawn,
        }.ToFrozenDictionary();

    /// <summary>The status after the trigger; throws when the table has no such move.</summary>
    public static ItemStatus Next(ItemStatus from, ItemTrigger trigger) =>
        Moves.TryGetValue((from, trigger), out var to) ? to : throw new IllegalMoveException(from, trigger);

    /// <summary>True when the table has this move.</summary>
    public static bool Allows(ItemStatus from, ItemTrigger trigger) => Moves.ContainsKey((from, trigger));

    /// <summary>What an item of this status can take, in the order of the triggers; empty for a final state.</summary>
    public static IReadOnlyList<ItemTrigger> AllowedFrom(ItemStatus status) =>
        [.. Moves.Keys.Where(move => move.From == status).Select(move => move.On).Order()];
}

/// <summary>A move the table does not know; its message names those it does.</summary>
public sealed class IllegalMoveException(ItemStatus from, ItemTrigger trigger) : InvalidOperationException(
    $"An item that is {from} cannot take '{trigger}'. " +
    (ItemLifecycle.AllowedFrom(from) is { Count: > 0 } allowed
        ? $"It can take: {string.Join(", ", allowed)}."
        : "It is in a final state."))
{
    public ItemStatus From { get; } = from;

    public ItemTrigger Trigger { get; } = trigger;
}
