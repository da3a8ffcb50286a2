using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Engine.Activities.Flow;

/// <summary>
/// Elsa's default way through a flowchart: every line is counted each time its source is left, followed or not, and a
/// join decides by comparing those counts with its own visits. A path not taken is walked too, so that joins behind it
/// need not wait for it.
/// </summary>
internal sealed class CounterWalk(Burst burst, LiveFrame frame, FlowGraph graph)
{
    private readonly LiveFlow _flow = Flowchart.Flow(frame);

    /// <summary>Leaves an activity by its outcomes; true when anything was scheduled.</summary>
    public bool Leave(ActivityNode activity, Outcomes outcomes, bool byBackwardLine)
    {
        if (graph.IsDangling(activity))
        {
            throw new ActivityFaultException($"Activity '{activity.Id}' cannot be reached from the flowchart's start, so it is not clear what follows it.");
        }

        if (!byBackwardLine)
        {
            _flow.ActivityVisits[activity.ChildIndex]++;
        }

        var scheduled = false;
        foreach (var line in graph.Outbound(activity))
        {
            var followed = outcomes.Follow(line.SourcePort);
            _flow.LineVisits[line.Index]++;
            _flow.LineFollowed[line.Index] = followed;
            scheduled |= graph.IsBackward(line) ? GoBack(line, followed) : GoForward(line);
        }

        return scheduled;
    }

    private bool GoBack(Connection line, bool followed)
    {
        if (!followed)
        {
            return false;
        }

        if (!graph.IsValidBackward(line))
        {
            throw new ActivityFaultException(
                $"The line from '{line.Source.Id}' back to '{line.Target.Id}' is not allowed: every way from the start to the first must pass through the second.");
        }

        burst.Schedule(frame, line.Target, byBackwardLine: true);
        return true;
    }

    private bool GoForward(Connection line)
    {
        var target = line.Target;
        return JoinModeOf(target) switch
        {
            JoinMode.WaitAny => WaitAny(line),
            JoinMode.WaitAll => AllVisited(target) && (AllFollowed(target) ? Enter(target) : Skip(target)),
            _ => AllVisited(target) && (AnyFollowed(target) ? Enter(target) : Skip(target)),
        };
    }

    private bool WaitAny(Connection line)
    {
        var target = line.Target;
        if (_flow.LineVisits[line.Index] <= Visits(target) || burst.IsScheduled(frame, target))
        {
            return false;
        }

        if (AnyFollowed(target))
        {
            Enter(target);
            burst.CancelInbound(frame, target);
            return true;
        }

        return AllVisited(target) && Skip(target);
    }

    private JoinMode JoinModeOf(ActivityNode target) => target.Activity is FlowJoin
        ? FlowJoin.Mode(burst.EvaluateInput(new LiveFrame(0, frame, target), "Mode"))
        : JoinMode.WaitAllActive;

    private bool Enter(ActivityNode target)
    {
        burst.Schedule(frame, target);
        return true;
    }

    private bool Skip(ActivityNode target) => Leave(target, Outcomes.None, byBackwardLine: false);

    private int Visits(ActivityNode activity) => _flow.ActivityVisits[activity.ChildIndex];

    private bool AllVisited(ActivityNode target) =>
        graph.ForwardInbound(target).Min(line => _flow.LineVisits[line.Index]) > Visits(target);

    private bool AnyFollowed(ActivityNode target)
    {
        var most = graph.ForwardInbound(target).Max(line => _flow.LineVisits[line.Index]);
        return most > Visits(target)
            && graph.ForwardInbound(target).Any(line => _flow.LineVisits[line.Index] == most && _flow.LineFollowed[line.Index]);
    }

    private bool AllFollowed(ActivityNode target)
    {
        var most = graph.ForwardInbound(target).Max(line => _flow.LineVisits[line.Index]);
        return most > Visits(target)
            && graph.ForwardInbound(target).All(line => _flow.LineVisits[line.Index] == most && _flow.LineFollowed[line.Index]);
    }
}
