namespace Rectify.Workflow.Domain.Items;

/// <summary>Which promise about an item a move would have broken; the key under which a page explains it.</summary>
public enum ItemRule
{
    /// <summary>A return, refusal or failed review says why in at least ten characters.</summary>
    OpinionTooShort,

    /// <summary>An application gives its reason.</summary>
    ReasonMissing,

    /// <summary>An extension names a date later than the present due date.</summary>
    NewDueDateNotLater,

    /// <summary>An item without a due date has nothing to extend.</summary>
    NoDueDateToExtend,

    /// <summary>A conversion to long-term names the goal of the stage.</summary>
    StageGoalMissing,

    /// <summary>The next review lies after the day of the move.</summary>
    NextReviewNotLater,

    /// <summary>A conversion says when the whole is expected to be done, not before its first review.</summary>
    ExpectedFinalTooEarly,

    /// <summary>Only one application may be pending.</summary>
    ApplicationPending,

    /// <summary>The item has no measure of that number.</summary>
    NoSuchMeasure,

    /// <summary>The due date of a started item moves only by a decision.</summary>
    AlreadyStarted,

    /// <summary>A reopened item gets a due date after the day it was reopened.</summary>
    NewDueDateInThePast,
}

/// <summary>A legal move with facts that break a promise; nothing of the item has changed.</summary>
public sealed class ItemRuleException(ItemRule rule, string message) : InvalidOperationException(message)
{
    public ItemRule Rule { get; } = rule;
}
