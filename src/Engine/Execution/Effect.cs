using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Rectify.Workflow.Engine.Execution;

/// <summary>What the host owes the outside world after one burst; stored together with the new state or not at all.</summary>
public abstract record Effect
{
    private Effect() { }

    /// <summary>A person must do something: open a work task addressed by its own id (待办).</summary>
    public sealed record OpenTask(string BookmarkId, string ActivityId, string NodeId, string ActivityType, TaskRequest Task) : Effect;

    /// <summary>A bookmark is gone, because it was used or because its scope ended; its task, timer or event wait closes.</summary>
    public sealed record CloseBookmark(string BookmarkId, bool Used) : Effect;

    /// <summary>Resume the bookmark at an instant.</summary>
    public sealed record WakeAt(string BookmarkId, DateTimeOffset DueAt, string Purpose) : Effect;

    /// <summary>Resume the bookmark on a day; the host knows the town's zone and working calendar (工作日).</summary>
    /// <param name="BookmarkId">The bookmark to resume.</param>
    /// <param name="Day">The day counted from.</param>
    /// <param name="WorkingDays">Working days after (or, negative, before) <paramref name="Day"/>; 0 keeps the day itself.</param>
    /// <param name="Months">Calendar months added to <paramref name="Day"/> before working days are counted.</param>
    /// <param name="Purpose">Why the instance sleeps, shown to people: an activity type.</param>
    public sealed record WakeOn(string BookmarkId, DateOnly Day, int Months, int WorkingDays, string Purpose) : Effect;

    /// <summary>Resume the bookmark when an event of this name is published.</summary>
    public sealed record AwaitEvent(string BookmarkId, string EventName, string? CorrelationId) : Effect;

    /// <summary>Publish an event to whoever waits for it.</summary>
    public sealed record Publish(string EventName, string? CorrelationId, JsonNode? Payload) : Effect
    {
        /// <summary>True when only the publishing instance may hear it.</summary>
        public bool OnlyThisInstance { get; init; }
    }

    /// <summary>Start an instance of another definition (子流程).</summary>
    /// <param name="ChildId">The new instance's id, the same when the step is computed again.</param>
    /// <param name="BookmarkId">What to resume with the child's report (<see cref="ChildReports"/>); null when nobody waits.</param>
    /// <param name="ActivityId">The activity that asks for it.</param>
    /// <param name="Request">Which definition, with what.</param>
    public sealed record StartChild(string ChildId, string? BookmarkId, string ActivityId, ChildRequest Request) : Effect;

    /// <summary>Resume the bookmark when a request comes in; the payload is the request (<see cref="HttpExchange"/>).</summary>
    public sealed record AwaitHttp(string BookmarkId, string ActivityId, HttpRoute Route) : Effect;

    /// <summary>Send a request and resume the bookmark with the answer (<see cref="HttpExchange"/>).</summary>
    public sealed record SendHttp(string BookmarkId, string ActivityId, HttpCall Call) : Effect;

    /// <summary>Answer the request that caused this burst.</summary>
    public sealed record RespondHttp(string ActivityId, HttpAnswer Answer) : Effect;

    /// <summary>A line written by the definition.</summary>
    public sealed record WriteLine(string ActivityId, string Text) : Effect;

    /// <summary>Something the host does in its own terms, in the same transaction: "item.move", "mail.send", "paper.issue".</summary>
    public sealed record Command(string Name, string ActivityId, JsonObject Arguments) : Effect;
}

/// <summary>What a person is asked to do, evaluated when the task opens.</summary>
/// <param name="Kind">What kind of work it is: the short activity type, such as "VerifyItem".</param>
/// <param name="Title">What the person reads in the task list.</param>
/// <param name="Assignee">A role, a person or a unit, in the host's words: "role:Verifier", "person:ID", "unit:ID".</param>
/// <param name="Outcomes">The decisions a person can take, in the order of the ports.</param>
public sealed record TaskRequest(string Kind, string Title, string Assignee, ImmutableArray<string> Outcomes)
{
    /// <summary>What the task's reader is told beside the title; null when there is nothing to add.</summary>
    public string? Instructions { get; init; }

    /// <summary>Fixed due day of the task; null when <see cref="DueInWorkingDays"/> or the host's own rule decides.</summary>
    public DateOnly? DueOn { get; init; }

    /// <summary>Due so many working days after the task opens.</summary>
    public int? DueInWorkingDays { get; init; }

    /// <summary>Working days before the due date on which to remind; null takes the round's plan.</summary>
    public ImmutableArray<int>? ReminderOffsets { get; init; }

    /// <summary>What is otherwise set differently from the round's reminder plan, as JSON; null takes the round's.</summary>
    public string? ReminderPlan { get; init; }

    /// <summary>The escalation ladder as JSON; null takes the round's ladder.</summary>
    public string? Ladder { get; init; }

    /// <summary>True when the task cannot be completed with a positive outcome before every measure has evidence.</summary>
    public bool EvidenceRequired { get; init; }

    /// <summary>Task kinds whose last performer on the same item must be somebody else (回避).</summary>
    public ImmutableArray<string> MustDifferFrom { get; init; } = [];

    /// <summary>Outcomes that need a written opinion of at least ten characters.</summary>
    public ImmutableArray<string> OpinionRequiredFor { get; init; } = [];

    /// <summary>Anything else the activity wants to show.</summary>
    public JsonObject? Data { get; init; }
}

/// <summary>An instance of another definition that is asked for.</summary>
/// <param name="DefinitionId">The definition; its published version is meant.</param>
/// <param name="Input">What it is started with.</param>
public sealed record ChildRequest(string DefinitionId, JsonObject Input)
{
    public string? CorrelationId { get; init; }

    /// <summary>When whoever waits is told.</summary>
    public ChildReport Report { get; init; }
}

/// <summary>When a child instance reports to the activity that started it.</summary>
public enum ChildReport
{
    /// <summary>When it is finished, faulted or cancelled.</summary>
    Finished,

    /// <summary>When its first burst is over, wherever it stands then.</summary>
    FirstRest,
}
