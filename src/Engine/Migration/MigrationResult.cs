using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Engine.Migration;

/// <summary>How an instance is to be moved to another version of its definition (迁移).</summary>
/// <param name="At">The instant of the move; the only clock the engine sees.</param>
public sealed record MigrationRequest(DateTimeOffset At)
{
    /// <summary>Facts of the host's own objects as they are now, as with every stimulus.</summary>
    public JsonObject? Facts { get; init; }

    /// <summary>Keys of activities of the new version by those of the old one, where they are not called the same.</summary>
    public ImmutableDictionary<string, string> Mapping { get; init; } = ImmutableDictionary<string, string>.Empty;
}

/// <summary>Whether an instance can be moved, and what that does.</summary>
public abstract record MigrationResult
{
    private MigrationResult() { }

    /// <summary>It can: the state under the new version.</summary>
    /// <param name="Waits">Every place where it waits, before and after; none is lost and none begins.</param>
    public sealed record Moved(InstanceState State, ImmutableArray<MovedWait> Waits, ImmutableArray<MigrationNote> Notes) : MigrationResult;

    /// <summary>It cannot, for all these reasons.</summary>
    public sealed record Refused(ImmutableArray<MigrationObstacle> Obstacles) : MigrationResult;
}

/// <summary>A bookmark that is carried over under its own id.</summary>
public sealed record MovedWait(Bookmark Before, Bookmark After)
{
    /// <summary>What it would wait for now under the old version; null unless that differs from <see cref="New"/>.</summary>
    public Wait? Old { get; init; }

    /// <summary>What it waits for under the new version; null when that is what it waited for before.</summary>
    public Wait? New { get; init; }

    /// <summary>True when the time is counted from when the wait began, not to a fixed instant.</summary>
    public bool CountsFromBeginning { get; init; }
}

/// <summary>Something about the move that an administrator should know.</summary>
/// <param name="Name">The activity, variable or input it is about.</param>
public sealed record MigrationNote(MigrationNoteKind Kind, string Name, string? Detail = null);

/// <summary>What is worth knowing of a move that can be made.</summary>
public enum MigrationNoteKind
{
    /// <summary>A new activity stands where the instance has passed already; it will not run.</summary>
    PassedBy,

    /// <summary>The task offers a decision (the detail) from which no line leads on in the new version.</summary>
    LeadsNowhere,

    VariableAdded,
    VariableDropped,
    VariableConverted,
}

/// <summary>Why an instance cannot be moved.</summary>
/// <param name="Name">The activity, variable or input that stands in the way.</param>
public sealed record MigrationObstacle(MigrationObstacleKind Kind, string Name, string? Detail = null);

/// <summary>What can stand in the way of a move.</summary>
public enum MigrationObstacleKind
{
    /// <summary>The two versions are not of one definition.</summary>
    OtherDefinition,

    /// <summary>It has ended, or has not begun.</summary>
    NotUnderWay,

    /// <summary>An activity under way does not exist in the new version.</summary>
    ActivityGone,

    /// <summary>An activity under way is of another type (the detail) in the new version.</summary>
    OtherType,

    /// <summary>An activity under way stands in another container (the detail) in the new version.</summary>
    OtherContainer,

    /// <summary>A step that is done would come again, because the new version has it later.</summary>
    WouldRepeat,

    /// <summary>What the instance has passed, or stands at, would have to wait for another activity (the detail).</summary>
    WouldWait,

    /// <summary>In the new version an activity would have to begin at once, and a move starts nothing.</summary>
    WouldBegin,

    /// <summary>A line from the activity of the detail led back in one version and leads on in the other.</summary>
    LineTurned,

    /// <summary>It cannot be told which way the instance would have left a new decision.</summary>
    WayUnclear,

    /// <summary>No line leads to where the instance stands, so it is not clear what follows.</summary>
    Unreachable,

    /// <summary>A branch stands before an activity that the new version does not reach this way.</summary>
    BranchLost,

    /// <summary>A state machine stands in a state, or takes a transition, that is gone.</summary>
    StateGone,

    /// <summary>A variable's value (the detail says why) is none of its new type.</summary>
    VariableDoesNotFit,

    /// <summary>A workflow input's value is none of its new type.</summary>
    InputDoesNotFit,

    /// <summary>An input of the waiting activity cannot be worked out in the new version; the detail says why.</summary>
    InputFails,

    /// <summary>The activity would not wait, or not for the same kind of thing.</summary>
    WaitGone,
}
