using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Expressions;
using Rectify.Workflow.Engine.Migration;

namespace Rectify.Workflow.Engine.Execution;

/// <summary>
/// One burst: takes scheduled activities in order until none is left. Everything mutable lives here and dies with
/// the burst.
/// </summary>
internal sealed partial class Burst
{
    private readonly Queue<WorkItem> _queue = new();
    private readonly List<LiveFrame> _frames = [];
    private readonly List<Bookmark> _bookmarks;
    private readonly List<Incident> _incidents;
    private readonly InstanceState _before;
    private readonly InterpreterOptions _options;
    private int _executed;

    public Burst(Definition definition, InstanceState state, Stimulus stimulus, InterpreterOptions options)
    {
        Definition = definition;
        Stimulus = stimulus;
        _before = state;
        _options = options;
        _bookmarks = [.. state.Bookmarks];
        _incidents = [.. state.Incidents];
        _log = new(state);
        CorrelationId = state.CorrelationId;
        InstanceName = state.Name;
        TriggerActivityId = state.TriggerActivityId;
        SubStatus = InstanceSubStatus.Executing;
        _input = state.Input;
        _output = state.Output;
        _outcomes = state.Outcomes;
        _lastResult = state.LastResult;
        _kept = [.. state.Outputs];
        (_frameCount, _bookmarkCount, _guidCount) = (state.Counters.Frames, state.Counters.Bookmarks, state.Counters.Guids);
        Thaw(state);
    }

    public Definition Definition { get; }
    public Stimulus Stimulus { get; }
    public DateTimeOffset Now => Stimulus.At;
    public string InstanceId => _before.Id;
    public bool TokenFlow => Definition.Options.TokenFlow ?? _options.TokenFlow;
    public string? CorrelationId { get; set; }
    public string? InstanceName { get; set; }
    public string? TriggerActivityId { get; set; }
    public InstanceSubStatus SubStatus { get; private set; }

    private bool IsFinished => SubStatus is InstanceSubStatus.Finished or InstanceSubStatus.Faulted or InstanceSubStatus.Cancelled;

    public void Schedule(WorkItem item) => _queue.Enqueue(item);

    /// <summary>Schedules a child of a container, or completes the owner when there is nothing to schedule.</summary>
    public void Schedule(LiveFrame owner, ActivityNode node, ImmutableDictionary<string, JsonNode?>? loopValues = null, bool byBackwardLine = false) =>
        _queue.Enqueue(new WorkItem(node, owner)
        {
            ByBackwardLine = byBackwardLine,
            LoopValues = loopValues ?? ImmutableDictionary<string, JsonNode?>.Empty,
        });

    /// <summary>True when the owner has already scheduled this activity.</summary>
    public bool IsScheduled(LiveFrame owner, ActivityNode node) => _queue.Any(item => item.Owner == owner && item.Node == node);

    /// <summary>True when work is scheduled by this frame or by anything inside it.</summary>
    public bool HasScheduledWork(LiveFrame frame)
    {
        foreach (var item in _queue)
        {
            for (var owner = item.Owner; owner is not null; owner = owner.Parent)
            {
                if (owner == frame)
                {
                    return true;
                }
            }
        }

        return false;
    }

    public Transition Run()
    {
        while (_queue.TryPeek(out var item))
        {
            if (++_executed > _options.ActivitiesPerBurst)
            {
                FaultByLimit(item);
                break;
            }

            _queue.Dequeue();
            Execute(item);
        }

        if (!IsFinished)
        {
            SubStatus = _frames.All(frame => frame.IsOver) ? InstanceSubStatus.Finished : InstanceSubStatus.Suspended;
        }

        return Freeze();
    }

    /// <summary>Counts work that is done without scheduling, so that an empty endless loop meets the limit too.</summary>
    public void Count()
    {
        if (++_executed > _options.ActivitiesPerBurst)
        {
            throw new ActivityFaultException(LimitMessage);
        }
    }

    private string LimitMessage =>
        $"More than {_options.ActivitiesPerBurst} activities ran without the instance coming to rest. "
        + "Look for a loop that never waits; then cancel the instance, or retry it to go on.";

    private void Execute(WorkItem item)
    {
        var frame = item.Existing ?? Begin(item);
        _log.Add(item.Existing is null ? "Started" : "Resumed", frame, Now);
        try
        {
            if (item is { Existing.Unhandled: { } unhandled, Resumption: null })
            {
                frame.Unhandled = null;
                Redo(frame, unhandled);
            }
            else if (frame.Node.Activity is ContainerActivity container)
            {
                ExecuteContainer(container, frame, item.Resumption);
            }
            else
            {
                ExecuteLeaf((LeafActivity)frame.Node.Activity, frame, item.Resumption);
            }

            if (frame.Status == FrameStatus.Running && _bookmarks.Any(b => b.ActivityInstanceId == ActivityId(frame)))
            {
                _log.AddTurn("Suspended", frame, Now);
            }
        }
        catch (Exception error) when (error is ActivityFaultException or ExpressionException)
        {
            Fault(frame, error.Message);
        }
    }

    private LiveFrame Begin(WorkItem item)
    {
        var frame = new LiveFrame(++_frameCount, item.Owner, item.Node)
        {
            LoopValues = item.LoopValues,
            ByBackwardLine = item.ByBackwardLine,
        };
        foreach (var variable in item.Node.Variables)
        {
            frame.Variables = frame.Variables.SetItem(variable.Id, variable.Default);
        }

        item.Owner?.Children.Add(frame);
        _frames.Add(frame);
        return frame;
    }

    private void ExecuteContainer(ContainerActivity activity, LiveFrame frame, Resumption? resumption)
    {
        if (resumption is null)
        {
            EvaluateInputs(frame);
            activity.Execute(this, frame);
        }
        else
        {
            activity.Resume(this, frame, resumption);
        }
    }

    private void ExecuteLeaf(LeafActivity activity, LiveFrame frame, Resumption? resumption)
    {
        if (resumption is null)
        {
            EvaluateInputs(frame);
        }

        var turn = Turn(frame);
        if (resumption is null)
        {
            activity.Execute(turn);
        }
        else
        {
            activity.Resume(turn, resumption);
        }

        frame.Memory = turn.Memory;
        foreach (var (name, value) in turn.Outputs)
        {
            SetOutput(frame, name, value);
        }

        foreach (var answer in turn.Answers)
        {
            Take(frame, answer);
        }

        Apply(frame, turn.Change);
        if (turn.Outcomes is not null || !turn.Waits)
        {
            Complete(frame, turn.Outcomes ?? Outcomes.Plain);
        }
    }

    private ActivityTurn Turn(LiveFrame frame) => new(frame.Node, Now, name => Input(frame, name))
    {
        InstanceId = InstanceId,
        CorrelationId = CorrelationId,
        IsTrigger = TriggerActivityId == frame.Node.Key,
        TriggerPayload = TriggerActivityId == frame.Node.Key ? (Stimulus as Stimulus.Start)?.TriggerPayload : null,
        CanRespond = Stimulus.CanRespond && !_effects.Any(effect => effect is Effect.RespondHttp),
        Facts = Stimulus.Facts,
        Refused = Stimulus.Refused?.GetValueOrDefault(frame.Node.Id),
        Memory = frame.Memory,
        Cron = _options.Cron,
        Scripts = name => RunScript(frame, name),
    };

    /// <summary>What an activity under way would wait for if it began to wait now. Changes this burst, which is then thrown away.</summary>
    public WaitAgain AskAgain(LiveFrame frame, string kind)
    {
        TriggerActivityId = null;
        EvaluateInputs(frame);
        var turn = Turn(frame);
        ((LeafActivity)frame.Node.Activity).WaitAgain(turn, kind);
        return new([.. turn.Answers.OfType<Wait>()], turn.Memory);
    }

    private void Apply(LiveFrame frame, InstanceChange? change)
    {
        switch (change)
        {
            case null:
                break;
            case InstanceChange.SetVariable set:
                SetVariable(frame, set.Id, set.Value);
                break;
            case InstanceChange.SetName name:
                InstanceName = name.Value;
                break;
            case InstanceChange.SetCorrelation correlation:
                CorrelationId = correlation.Value;
                break;
            case InstanceChange.SetOutput output:
                SetWorkflowOutput(frame, output.Name, output.Value);
                break;
            case InstanceChange.Break:
                SignalBreak(frame);
                break;
            case InstanceChange.CancelInbound:
                CancelInbound(frame.Parent, frame.Node);
                break;
            case InstanceChange.CompleteWorkflow complete:
                CompleteWorkflow(frame, complete.Outcomes);
                break;
            case InstanceChange.Finish:
                Finish();
                break;
        }
    }
}
