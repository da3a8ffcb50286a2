using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.Engine.Execution;

/// <summary>How the interpreter runs bursts.</summary>
public sealed record InterpreterOptions
{
    public static readonly InterpreterOptions Default = new();

    /// <summary>Activities one burst may execute; one more becomes an incident.</summary>
    public int ActivitiesPerBurst { get; init; } = 10_000;

    /// <summary>Elsa's token-based flowcharts instead of the default counters.</summary>
    public bool TokenFlow { get; init; }

    /// <summary>Used where the definition names no incident strategy.</summary>
    public IncidentStrategy? IncidentStrategy { get; init; }

    /// <summary>True on a server: definitions with activities it cannot carry out are refused when they are read.</summary>
    public bool OnlyHosted { get; init; }

    /// <summary>What the host knows of cron expressions.</summary>
    public ICronSchedule? Cron { get; init; }
}

/// <summary>Computes the next state of an instance: a pure function of definition, state and stimulus.</summary>
public sealed class Interpreter(
    ActivityCatalog catalog, IEnumerable<IExpressionEvaluator> evaluators, InterpreterOptions? options = null)
{
    private readonly InterpreterOptions _options = options ?? InterpreterOptions.Default;

    internal InterpreterOptions Options => _options;

    /// <summary>The activity types definitions may use here.</summary>
    public ActivityCatalog Catalog => catalog;

    /// <summary>A reader for definitions this interpreter can run.</summary>
    public DefinitionReader Reader { get; } = new(catalog, evaluators) { Cron = options?.Cron, OnlyHosted = options?.OnlyHosted ?? false };

    /// <summary>
    /// Applies one stimulus. A late or repeated one is not applied and changes nothing. Throws
    /// <see cref="UnknownOutcomeException"/> for a decision the open task does not offer, <see cref="ExpressionException"/>
    /// for a corrected variable whose value does not fit.
    /// </summary>
    public Transition Advance(Definition definition, InstanceState state, Stimulus stimulus)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(stimulus);
        if (state.DefinitionId != definition.DefinitionId || state.DefinitionVersion != definition.Version)
        {
            throw new ArgumentException(
                $"Instance {state.Id} runs {state.DefinitionId} version {state.DefinitionVersion}, not "
                + $"{definition.DefinitionId} version {definition.Version}. Load the version the instance started with.", nameof(definition));
        }

        return stimulus switch
        {
            Stimulus.Start start => Start(definition, state, start),
            Stimulus.Resume resume => Resume(definition, state, resume),
            Stimulus.Cancel => Cancel(definition, state, stimulus),
            Stimulus.Retry retry => Retry(definition, state, retry),
            Stimulus.Correct correct => Correct(definition, state, correct),
            Stimulus.Skip skip => Skip(definition, state, skip),
            _ => NotApplied(state),
        };
    }

    /// <summary>What starts the definition by itself, with the next instants after one.</summary>
    public ImmutableArray<TriggerPlan> Triggers(Definition definition, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return TriggerPlans.Of(definition, at, _options);
    }

    private Transition Start(Definition definition, InstanceState state, Stimulus.Start start)
    {
        if (state.SubStatus != InstanceSubStatus.Pending)
        {
            return NotApplied(state);
        }

        var burst = new Burst(definition, state, start, _options) { TriggerActivityId = start.TriggerActivityId };
        burst.TakeInput(start.Input);
        burst.Schedule(new WorkItem(definition.Workflow, null));
        return burst.Run();
    }

    private Transition Resume(Definition definition, InstanceState state, Stimulus.Resume resume)
    {
        var bookmark = state.Bookmarks.FirstOrDefault(b => b.Id == resume.BookmarkId);
        if (bookmark is null || state.Status == InstanceStatus.Finished)
        {
            return NotApplied(state);
        }

        var burst = new Burst(definition, state, resume, _options);
        var frame = burst.FrameOf(bookmark);
        if (frame is null)
        {
            return NotApplied(state);
        }

        var payload = resume.Payload;
        if (bookmark.Kind == BookmarkKinds.Task && frame.Node.Activity is LeafActivity activity && activity.TaskOutcomes(frame.Memory) is { } legal)
        {
            payload = WithOutcome(payload, legal, bookmark.Id);
        }

        burst.UseBookmark(bookmark);
        burst.Schedule(new WorkItem(frame.Node, frame.Parent, frame) { Resumption = new(bookmark.Kind, bookmark.Name, payload) });
        return burst.Run();
    }

    private Transition Cancel(Definition definition, InstanceState state, Stimulus stimulus)
    {
        var over = state.Status == InstanceStatus.Finished && state.SubStatus != InstanceSubStatus.Faulted;
        return over ? NotApplied(state) : new Burst(definition, state, stimulus, _options).CancelInstance();
    }

    private Transition Retry(Definition definition, InstanceState state, Stimulus.Retry retry)
    {
        var burst = new Burst(definition, state, retry, _options);
        burst.CorrectVariables(retry.Variables);
        var any = burst.ScheduleFaulted(retry.ActivityInstanceId) | burst.SchedulePending();
        return any ? burst.Run() : NotApplied(state);
    }

    private Transition Correct(Definition definition, InstanceState state, Stimulus.Correct correct)
    {
        var over = state.Status == InstanceStatus.Finished && state.SubStatus != InstanceSubStatus.Faulted;
        if (over || state.SubStatus == InstanceSubStatus.Pending)
        {
            return NotApplied(state);
        }

        var burst = new Burst(definition, state, correct, _options);
        burst.CorrectVariables(correct.Variables);
        return burst.Run();
    }

    private Transition Skip(Definition definition, InstanceState state, Stimulus.Skip skip)
    {
        var burst = new Burst(definition, state, skip, _options);
        return burst.SkipFaulted(skip.ActivityInstanceId, skip.Outcome) ? burst.Run() : NotApplied(state);
    }

    private static JsonObject? WithOutcome(
        JsonObject? payload, ImmutableArray<string> legal, string bookmarkId)
    {
        var outcome = new Resumption("", "", payload).Outcome;
        if (outcome is not null && legal.Contains(outcome))
        {
            return payload;
        }

        if (outcome is null && legal.Length == 1)
        {
            var completed = (JsonObject?)payload?.DeepClone() ?? [];
            completed["outcome"] = legal[0];
            return completed;
        }

        throw new UnknownOutcomeException(outcome ?? "", legal, bookmarkId);
    }

    private static Transition NotApplied(InstanceState state) => new(state, [], [], Applied: false);
}

/// <summary>The kinds of bookmark.</summary>
public static class BookmarkKinds
{
    public const string Task = "Task";
    public const string Timer = "Timer";
    public const string Event = "Event";
    public const string Child = "Child";

    /// <summary>A request to this server.</summary>
    public const string Http = "Http";

    /// <summary>The answer of another server.</summary>
    public const string Answer = "Answer";
}
