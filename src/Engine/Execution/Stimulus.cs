using System.Text.Json.Nodes;

namespace Rectify.Workflow.Engine.Execution;

/// <summary>What happened outside that lets an instance go on.</summary>
/// <param name="At">The instant of the step; the only clock the engine sees.</param>
public abstract record Stimulus(DateTimeOffset At)
{
    /// <summary>
    /// Facts of the host's own objects as they are now, visible to expressions as inputs of these names
    /// (such as "Item"). They are never stored in the state.
    /// </summary>
    public JsonObject? Facts { get; init; }

    /// <summary>
    /// What the host found it cannot do when it computed this step before: the reason by activity id. Each such activity
    /// faults with it instead of asking again.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Refused { get; init; }

    /// <summary>True when an HTTP request caused the step and waits for an answer; the first answer of the step is the one.</summary>
    public bool CanRespond { get; init; }

    /// <summary>Starts a new instance.</summary>
    public sealed record Start(DateTimeOffset At, JsonObject? Input = null, string? TriggerActivityId = null) : Stimulus(At)
    {
        /// <summary>What the trigger received: an event's payload or a request.</summary>
        public JsonObject? TriggerPayload { get; init; }
    }

    /// <summary>Resumes one bookmark; <paramref name="Payload"/> carries a decision's outcome, opinion and data.</summary>
    public sealed record Resume(DateTimeOffset At, string BookmarkId, JsonObject? Payload = null) : Stimulus(At);

    /// <summary>Ends the instance: all bookmarks close, nothing runs any more.</summary>
    public sealed record Cancel(DateTimeOffset At) : Stimulus(At);

    /// <summary>Runs a faulted activity again; all faulted ones when <paramref name="ActivityInstanceId"/> is null.</summary>
    public sealed record Retry(DateTimeOffset At, string? ActivityInstanceId = null) : Stimulus(At)
    {
        /// <summary>Variables of the workflow to correct beforehand, by name.</summary>
        public JsonObject? Variables { get; init; }
    }

    /// <summary>Gives variables of the workflow other values, by name; nothing runs.</summary>
    public sealed record Correct(DateTimeOffset At, JsonObject Variables) : Stimulus(At);

    /// <summary>Completes a faulted activity without running it, by a port or, without one, by the plain outcome (跳过).</summary>
    public sealed record Skip(DateTimeOffset At, string ActivityInstanceId, string? Outcome = null) : Stimulus(At);
}
