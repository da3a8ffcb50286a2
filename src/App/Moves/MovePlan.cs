using Rectify.Workflow.App.Endpoints;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Moves;

/// <summary>What a move of one instance would change; nothing is changed yet.</summary>
/// <param name="After">The state under the new version; null when the instance cannot be moved.</param>
internal sealed record MovePlan(Definition From, Definition To, InstanceState Before, InstanceState? After, MovePreview Preview)
{
    public IReadOnlyList<TaskChange> Tasks { get; init; } = [];
    public IReadOnlyList<TimerChange> Timers { get; init; } = [];
    public IReadOnlyList<WaitChange> Waits { get; init; } = [];
    public IReadOnlyList<ListenerChange> Listeners { get; init; } = [];
}

/// <summary>A task and what it becomes.</summary>
/// <param name="Parts">The parts of what is asked that differ.</param>
/// <param name="Told">The people who have not been told of the task and must be now.</param>
internal sealed record TaskChange(
    WorkTask Row, string ActivityId, TaskRequest Asks, IReadOnlyList<string> Parts, Assignee Assignee, DateOnly? DueOn, IReadOnlyList<Guid> Told)
{
    public bool TouchesReminders => Parts.Contains(nameof(TaskRequest.ReminderOffsets)) || Parts.Contains(nameof(TaskRequest.ReminderPlan))
        || Parts.Contains(nameof(TaskRequest.Ladder));
}

/// <summary>A timer and its new instant.</summary>
internal sealed record TimerChange(InstanceTimer Row, TimerTime Time);

/// <summary>An event wait and the name it waits for.</summary>
internal sealed record WaitChange(EventWait Row, string EventName);

/// <summary>A wait for a request, the rows by which it listens, and what it listens for.</summary>
internal sealed record ListenerChange(Guid BookmarkId, IReadOnlyList<HttpListener> Rows, string ActivityId, HttpRoute Route);

/// <summary>The rows of one instance that a move may change.</summary>
internal sealed record MoveRows(IReadOnlyList<WorkTask> Tasks, IReadOnlyList<InstanceTimer> Timers, IReadOnlyList<EventWait> Waits, IReadOnlyList<HttpListener> Listeners);
