using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Rectify.Workflow.Engine.Execution;

/// <summary>Everything an instance needs to go on; a value that serialises to compact JSON and back without loss.</summary>
public sealed record InstanceState
{
    public required string Id { get; init; }
    public required string DefinitionId { get; init; }
    public required int DefinitionVersion { get; init; }
    public InstanceStatus Status { get; init; } = InstanceStatus.Running;
    public InstanceSubStatus SubStatus { get; init; } = InstanceSubStatus.Pending;
    public string? CorrelationId { get; init; }
    public string? Name { get; init; }
    public ImmutableArray<Bookmark> Bookmarks { get; init; } = [];
    public ImmutableArray<Incident> Incidents { get; init; } = [];

    /// <summary>When the first and the last burst ran; null before the start and before the end.</summary>
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The activity whose event or time started the instance.</summary>
    public string? TriggerActivityId { get; init; }

    /// <summary>The inputs the instance was started with.</summary>
    public ImmutableDictionary<string, JsonNode?> Input { get; init; } = ImmutableDictionary<string, JsonNode?>.Empty;

    /// <summary>The workflow outputs set so far.</summary>
    public ImmutableDictionary<string, JsonNode?> Output { get; init; } = ImmutableDictionary<string, JsonNode?>.Empty;

    /// <summary>The outcomes a Complete activity ended the workflow with.</summary>
    public ImmutableArray<string> Outcomes { get; init; } = [];

    /// <summary>Activities under way, parents before children.</summary>
    public ImmutableArray<Frame> Frames { get; init; } = [];

    /// <summary>Activities scheduled but not begun; only a burst that broke its limit leaves any.</summary>
    public ImmutableArray<PendingWork> Pending { get; init; } = [];

    /// <summary>Outputs of finished activities, kept when some expression of the definition asks for them.</summary>
    public ImmutableArray<KeptOutput> Outputs { get; init; } = [];

    public JsonNode? LastResult { get; init; }

    /// <summary>Numbers handed out so far; ids derive from them, which makes every burst repeatable.</summary>
    public Counters Counters { get; init; }

    /// <summary>A state before its first step.</summary>
    public static InstanceState New(string id, string definitionId, int definitionVersion, string? correlationId = null) =>
        new() { Id = id, DefinitionId = definitionId, DefinitionVersion = definitionVersion, CorrelationId = correlationId };
}

/// <summary>One activity under way.</summary>
/// <param name="Number">Its number in the instance; the activity instance id derives from it.</param>
/// <param name="Parent">The number of the frame around it; 0 for the workflow.</param>
public sealed record Frame(int Number, int Parent, string ActivityKey, FrameStatus Status)
{
    /// <summary>Values of the variables declared here, by variable id.</summary>
    public ImmutableDictionary<string, JsonNode?> Variables { get; init; } = ImmutableDictionary<string, JsonNode?>.Empty;

    /// <summary>Values a loop gives its body, by name.</summary>
    public ImmutableDictionary<string, JsonNode?> LoopValues { get; init; } = ImmutableDictionary<string, JsonNode?>.Empty;

    /// <summary>The activity's own small state.</summary>
    public JsonObject? Memory { get; init; }

    /// <summary>Position of a sequence or loop, or what is left to wait for.</summary>
    public long Step { get; init; }

    public bool Breaking { get; init; }

    /// <summary>True when a line that leads back brought the instance here.</summary>
    public bool ByBackwardLine { get; init; }

    /// <summary>What a flowchart has counted.</summary>
    public FlowMarks? Flow { get; init; }

    /// <summary>What to do again on a retry: the child whose completion could not be handled.</summary>
    public CompletedChild? Unhandled { get; init; }
}

/// <summary>How far an activity under way has come.</summary>
public enum FrameStatus { Running, Completed, Canceled, Faulted }

/// <summary>A child's completion that made its container fault.</summary>
public sealed record CompletedChild(string ActivityKey, ImmutableArray<string> Outcomes, bool IsPlain, bool ByBackwardLine);

/// <summary>Visits of a flowchart's activities and lines, by their position, and its tokens in token mode.</summary>
public sealed record FlowMarks(ImmutableArray<int> ActivityVisits, ImmutableArray<int> LineVisits, ImmutableArray<bool> LineFollowed)
{
    public ImmutableArray<FlowToken> Tokens { get; init; } = [];
}

/// <summary>A token on a line of a flowchart in token mode.</summary>
public readonly record struct FlowToken(int Line, bool Consumed, bool Blocked);

/// <summary>An activity scheduled but not begun.</summary>
public sealed record PendingWork(string ActivityKey, int Owner)
{
    public bool ByBackwardLine { get; init; }
    public ImmutableDictionary<string, JsonNode?> LoopValues { get; init; } = ImmutableDictionary<string, JsonNode?>.Empty;
}

/// <summary>The output of a finished activity.</summary>
public sealed record KeptOutput(string ActivityKey, string Name, JsonNode? Value);

/// <summary>The numbers an instance has handed out.</summary>
public readonly record struct Counters(int Frames, int Bookmarks, int Guids, long LogEntries);
