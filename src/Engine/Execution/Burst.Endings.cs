using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Activities.Flow;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.Engine.Execution;

/// <summary>How activities end: completed, cancelled, faulted; and what that does to those around them.</summary>
internal sealed partial class Burst
{
    private bool _detached;

    /// <summary>Completes a running frame; what still runs inside is cancelled and the container is told.</summary>
    public void Complete(LiveFrame frame, Outcomes? outcomes = null)
    {
        if (frame.Status != FrameStatus.Running)
        {
            return;
        }

        foreach (var child in frame.Children.Where(child => !child.IsOver).ToArray())
        {
            Cancel(child, childrenFirst: false);
        }

        if (frame.Status != FrameStatus.Running)
        {
            return;
        }

        frame.Status = FrameStatus.Completed;
        outcomes ??= Outcomes.Plain;
        _log.Completed(frame, Now, outcomes);
        CloseBookmarks(frame);
        Notify(frame.Parent, frame, outcomes);
        frame.Parent?.Children.Remove(frame);
    }

    /// <summary>Cancels a frame and everything inside; its scheduled work is withdrawn.</summary>
    public void Cancel(LiveFrame frame, bool childrenFirst)
    {
        if (frame.IsOver)
        {
            return;
        }

        Withdraw(frame);
        if (childrenFirst)
        {
            CancelChildren(frame, childrenFirst);
        }

        frame.Status = FrameStatus.Canceled;
        CloseBookmarks(frame);
        _log.Add("Canceled", frame, Now);
        if (frame.Parent is { Node.Activity: Flowchart } parent && !parent.IsOver)
        {
            Flowchart.ChildCanceled(this, parent, frame);
        }

        if (!childrenFirst)
        {
            CancelChildren(frame, childrenFirst);
        }

        frame.Parent?.Children.Remove(frame);
    }

    /// <summary>Cancels whatever still runs upstream of an activity of a flowchart.</summary>
    public void CancelInbound(LiveFrame? flowchart, ActivityNode activity)
    {
        if (flowchart?.Node.Connections is not { } connections || connections.StartFor(TriggerActivityId) is not { } start)
        {
            return;
        }

        var upstream = connections.From(start).Ancestors(activity);
        foreach (var child in flowchart.Children.Where(child => upstream.Contains(child.Node)).ToArray())
        {
            Cancel(child, childrenFirst: true);
        }
    }

    /// <summary>Takes back what an owner has scheduled of these activities.</summary>
    public void Unschedule(LiveFrame owner, IReadOnlySet<ActivityNode> activities) =>
        Keep(item => item.Owner != owner || !activities.Contains(item.Node));

    private void CancelChildren(LiveFrame frame, bool childrenFirst)
    {
        foreach (var child in frame.Children.ToArray())
        {
            Cancel(child, childrenFirst);
        }
    }

    private void Notify(LiveFrame? parent, LiveFrame child, Outcomes outcomes)
    {
        if (_detached || parent is null || parent.IsOver || parent.Node.Activity is not ContainerActivity container)
        {
            return;
        }

        try
        {
            container.ChildCompleted(this, parent, child, outcomes);
        }
        catch (Exception error) when (error is ActivityFaultException or ExpressionException)
        {
            parent.Unhandled = new(child.Node.Key, outcomes.Names, outcomes.IsPlain, child.ByBackwardLine);
            Fault(parent, error.Message);
        }
    }

    private void Redo(LiveFrame frame, CompletedChild unhandled)
    {
        var child = new LiveFrame(0, frame, Definition.NodesByKey[unhandled.ActivityKey])
        {
            Status = FrameStatus.Completed,
            ByBackwardLine = unhandled.ByBackwardLine,
        };
        Notify(frame, child, new Outcomes(unhandled.Outcomes, unhandled.IsPlain));
    }

    private void Withdraw(LiveFrame frame)
    {
        if (!_queue.Any(item => item.Owner == frame || item.Existing == frame))
        {
            return;
        }

        Keep(item => item.Owner != frame && item.Existing != frame);
    }

    private void Keep(Func<WorkItem, bool> stays)
    {
        WorkItem[] kept = [.. _queue.Where(stays)];
        _queue.Clear();
        foreach (var item in kept)
        {
            _queue.Enqueue(item);
        }
    }

    private void Fault(LiveFrame frame, string message)
    {
        frame.Status = FrameStatus.Faulted;
        _incidents.Add(new(ActivityId(frame), frame.Node.Id, frame.Node.NodeId, frame.Node.Type, message, Now));
        _log.AddTurn("Faulted", frame, Now, new JsonObject { ["message"] = message });
        if ((_options.IncidentStrategy ?? Definition.Options.IncidentStrategy) == IncidentStrategy.Fault && !IsFinished)
        {
            SubStatus = InstanceSubStatus.Faulted;
        }
    }

    private void FaultByLimit(WorkItem item)
    {
        var owner = item.Existing ?? item.Owner;
        _incidents.Add(new(owner is null ? InstanceId : ActivityId(owner), item.Node.Id, item.Node.NodeId, item.Node.Type, LimitMessage, Now));
        SubStatus = InstanceSubStatus.Faulted;
    }

    private static void SignalBreak(LiveFrame from)
    {
        for (var frame = from.Parent; frame is not null; frame = frame.Parent)
        {
            var effect = frame.Node.Activity is ContainerActivity container ? container.OnBreak : BreakEffect.None;
            frame.Breaking |= effect != BreakEffect.None;
            if (effect == BreakEffect.Stops)
            {
                return;
            }
        }
    }

    // Loops around the Complete activity end first, then the activity itself, then the nearest workflow with the outcomes:
    // the instance, or a workflow used as an activity.
    private void CompleteWorkflow(LiveFrame from, ImmutableArray<string> outcomes)
    {
        for (var frame = from.Parent; frame is not null; frame = frame.Parent)
        {
            if (frame.Node.Activity is ContainerActivity { OnBreak: BreakEffect.Stops })
            {
                Cancel(frame, childrenFirst: true);
            }
            else if (frame.Node.Activity is WorkflowRoot)
            {
                _outcomes = frame.Parent is null ? outcomes : _outcomes;
                frame.Demanded = new(outcomes);
                Complete(from);
                Complete(frame, frame.Demanded);
                return;
            }
        }
    }

    private void Finish()
    {
        _detached = true;
        _queue.Clear();
        foreach (var bookmark in _bookmarks.ToArray())
        {
            Close(bookmark, used: false);
        }

        SubStatus = InstanceSubStatus.Finished;
    }

    public Transition CancelInstance()
    {
        Finish();
        foreach (var frame in _frames.Where(frame => !frame.IsOver))
        {
            frame.Status = FrameStatus.Canceled;
            _log.Add("Canceled", frame, Now);
        }

        SubStatus = InstanceSubStatus.Cancelled;
        return Freeze();
    }

    /// <summary>Schedules faulted frames again; their incidents are settled.</summary>
    public bool ScheduleFaulted(string? activityInstanceId)
    {
        var faulted = _frames.Where(frame => frame.Status == FrameStatus.Faulted
            && (activityInstanceId is null || ActivityId(frame) == activityInstanceId)).ToArray();
        foreach (var frame in faulted)
        {
            frame.Status = FrameStatus.Running;
            if (frame.Unhandled is null)
            {
                // It begins anew, so what it still waited for is over.
                CloseBookmarks(frame);
            }

            _incidents.RemoveAll(incident => incident.ActivityInstanceId == ActivityId(frame));
            Schedule(new WorkItem(frame.Node, frame.Parent, frame));
        }

        return faulted.Length > 0;
    }

    /// <summary>Completes a faulted frame as if it had run; its incident is settled.</summary>
    public bool SkipFaulted(string activityInstanceId, string? outcome)
    {
        if (_frames.FirstOrDefault(frame => frame.Status == FrameStatus.Faulted && ActivityId(frame) == activityInstanceId) is not { } frame)
        {
            return false;
        }

        (frame.Status, frame.Unhandled) = (FrameStatus.Running, null);
        _incidents.RemoveAll(incident => incident.ActivityInstanceId == activityInstanceId);
        Complete(frame, outcome is null ? null : new Outcomes([outcome]));
        return true;
    }

    /// <summary>Schedules what a burst left behind when it broke its limit.</summary>
    public bool SchedulePending()
    {
        var byNumber = _frames.ToDictionary(frame => frame.Number);
        foreach (var pending in _before.Pending)
        {
            Schedule(new WorkItem(Definition.NodesByKey[pending.ActivityKey], byNumber.GetValueOrDefault(pending.Owner))
            {
                ByBackwardLine = pending.ByBackwardLine,
                LoopValues = pending.LoopValues,
            });
        }

        if (_before.Pending.Length > 0)
        {
            _incidents.RemoveAll(incident => incident.Message == LimitMessage);
        }

        return _before.Pending.Length > 0;
    }
}
