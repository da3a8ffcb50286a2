using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rectify.Workflow.Engine.Migration;

namespace Rectify.Workflow.App.Moves;

/// <summary>Which instances are chosen, and what the administrator says about activities that are called otherwise now.</summary>
public sealed record MoveChoice(string DefinitionId, int ToVersion)
{
    /// <summary>Only those of this version; null takes all others than the target.</summary>
    public int? FromVersion { get; init; }

    /// <summary>Part of the name, or the number of the item.</summary>
    public string? Search { get; init; }

    /// <summary>Only those that stand at the activity of this id.</summary>
    public string? StandsAt { get; init; }

    /// <summary>Keys of activities of the target version by those of the old one.</summary>
    public IReadOnlyDictionary<string, string> Mapping { get; init; } = new Dictionary<string, string>();
}

/// <summary>What a move does to one instance, or why it cannot be made.</summary>
public sealed record MovePreview
{
    /// <summary>The instance's name when it was looked at.</summary>
    public string? Name { get; init; }

    /// <summary>The activities it stands at now, and those it will stand at.</summary>
    public IReadOnlyList<MovePlace> From { get; init; } = [];

    public IReadOnlyList<MovePlace> To { get; init; } = [];
    public IReadOnlyList<MoveChange> Changes { get; init; } = [];
    public IReadOnlyList<MigrationNote> Notes { get; init; } = [];
    public IReadOnlyList<MigrationObstacle> Obstacles { get; init; } = [];
}

/// <summary>An activity an instance stands at.</summary>
public sealed record MovePlace(string Key, string Title, string Type);

/// <summary>One thing that changes for people or for the clock.</summary>
/// <param name="Activity">The title of the activity it is about.</param>
public sealed record MoveChange(MoveChangeKind Kind, string Activity, string? Before = null, string? After = null);

/// <summary>What can change besides the place.</summary>
public enum MoveChangeKind
{
    /// <summary>The kind of work.</summary>
    Kind,
    Title,
    Assignee,

    /// <summary>So many people (after) are told that the task is theirs now.</summary>
    Notified,
    Due,
    Instructions,
    Outcomes,

    /// <summary>Reminders or ladder of the item.</summary>
    Reminders,

    /// <summary>Rules of deciding: evidence, opinions, avoidance.</summary>
    Rules,

    /// <summary>A timer's instant.</summary>
    Timer,

    /// <summary>The name of the event that is waited for.</summary>
    Event,

    /// <summary>The address at which a request is waited for, or who may call it.</summary>
    Address,
}

/// <summary>What an instance was before its move, so that it can be put back.</summary>
/// <param name="Stage">The stage that holds its state.</param>
internal sealed record MoveMemory(Guid Stage)
{
    public IReadOnlyList<TaskMemory> Tasks { get; init; } = [];
    public IReadOnlyList<TimerMemory> Timers { get; init; } = [];
    public IReadOnlyList<WaitMemory> Waits { get; init; } = [];
    public IReadOnlyList<ListenerMemory> Listeners { get; init; } = [];
    public WatchMemory? Watch { get; init; }
}

/// <summary>A task as it was.</summary>
internal sealed record TaskMemory(
    Guid Id, string Kind, string ActivityId, string Title, Guid? PersonId, string? Role, Guid? UnitId, string Request, DateOnly? DueOn);

/// <summary>A timer as it was.</summary>
internal sealed record TimerMemory(Guid Id, DateTimeOffset DueAt, DateOnly? Day, int WorkingDays);

/// <summary>An event wait as it was.</summary>
internal sealed record WaitMemory(Guid Id, string EventName);

/// <summary>What was listened for.</summary>
internal sealed record ListenerMemory(Guid BookmarkId, string ActivityId, string Route);

/// <summary>What an item's reminders and ladder were.</summary>
internal sealed record WatchMemory(IReadOnlyList<int>? ReminderOffsets, string? Ladder, string? Plan = null);

/// <summary>How these are stored.</summary>
internal static class MoveJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,   // stored, never put into a page
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) where T : class =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new InvalidOperationException($"A stored {typeof(T).Name} is empty.");
}
