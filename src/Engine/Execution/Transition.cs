using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Rectify.Workflow.Engine.Execution;

/// <summary>The result of one burst: the state to store and the effects owed with it.</summary>
/// <param name="Applied">False when the stimulus matched nothing (late or repeated): state and effects are unchanged.</param>
public sealed record Transition(InstanceState State, ImmutableArray<Effect> Effects, ImmutableArray<LogEntry> Log, bool Applied = true);

/// <summary>One entry of the engine's execution log (not the business journal).</summary>
/// <param name="Sequence">Position within the instance, from 1, never reused.</param>
/// <param name="Event">Started, Completed, Suspended, Resumed, Faulted or Canceled.</param>
/// <param name="Data">
/// "inputs" and "outputs" as the log rules keep them, "outcomes" other than the plain one,
/// "message" of a fault.
/// </param>
public sealed record LogEntry(
    long Sequence, DateTimeOffset At, string Event, string ActivityInstanceId, string? ParentActivityInstanceId,
    string ActivityId, string NodeId, string ActivityType, string? ActivityName, JsonObject? Data)
{
    /// <summary>The version of the activity type, as the definition writes it.</summary>
    public int ActivityTypeVersion { get; init; } = 1;
}

/// <summary>Running until nothing is left to do; then Finished.</summary>
public enum InstanceStatus { Running, Finished }

/// <summary>Elsa's sub-status of an instance.</summary>
public enum InstanceSubStatus { Pending, Executing, Suspended, Finished, Cancelled, Faulted }

/// <summary>An error that stopped an activity: readable, and the instance can be retried or cancelled.</summary>
public sealed record Incident(
    string ActivityInstanceId, string ActivityId, string NodeId, string ActivityType, string Message, DateTimeOffset At);

/// <summary>A place where an instance waits.</summary>
/// <param name="Id">Unique in the whole system; the host's task, timer or event wait has the same id.</param>
/// <param name="Kind">One of <see cref="BookmarkKinds"/>.</param>
/// <param name="Name">What is waited for: the task's kind, the timer's purpose, the event's name, the child's definition, the address.</param>
public sealed record Bookmark(string Id, string Kind, string Name, string ActivityInstanceId, string ActivityId, string NodeId, string ActivityType);
