using System.Collections.Immutable;
using Rectify.Workflow.Engine.Activities.Flow;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.Engine.Migration;

/// <summary>
/// Carries a flowchart's counts over to another drawing of it. A line counts how often its source was left, so a line
/// that is new gets what it would have counted; an activity that is new has let through whatever came to it. Whatever
/// this cannot make certain of is an obstacle: nothing may run twice, nothing may wait for what never comes.
/// </summary>
internal sealed class CounterMove
{
    private readonly FlowMove _flow;
    private readonly FlowGraph _graph;
    private readonly int[] _visits;
    private readonly int[] _leaves;
    private readonly bool[] _followed;
    private readonly Dictionary<ActivityNode, bool> _reached = [];

    public CounterMove(FlowMove flow)
    {
        (_flow, _graph) = (flow, flow.NewGraph);
        (_visits, _leaves) = (new int[flow.NewLines.Activities.Length], new int[flow.NewLines.Activities.Length]);
        _followed = new bool[flow.NewLines.All.Length];
    }

    public List<MigrationObstacle> Obstacles { get; } = [];
    public List<MigrationNote> Notes { get; } = [];

    public FlowMarks Run()
    {
        foreach (var node in SourcesFirst())
        {
            Count(node);
        }

        foreach (var node in _flow.NewLines.Activities)
        {
            if (_flow.Before(node) is { } old && _flow.HasOtherWaysIn(node, old))
            {
                Check(node, old);
            }
        }

        return new(
            [.. _visits], [.. _flow.NewLines.All.Select(line => _leaves[line.Source.ChildIndex])], [.. _followed])
        { Tokens = _flow.Marks.Tokens };
    }

    private void Count(ActivityNode node)
    {
        if (_flow.Before(node) is { } old)
        {
            _visits[node.ChildIndex] = _flow.Marks.ActivityVisits[old.ChildIndex];
            _leaves[node.ChildIndex] = LeavesOf(old);
            foreach (var line in _graph.Outbound(node))
            {
                _followed[line.Index] = _flow.OldGraph.Outbound(old).FirstOrDefault(other => other.SourcePort == line.SourcePort) is { } same
                    && _flow.Marks.LineFollowed[same.Index];
            }
        }
        else
        {
            _visits[node.ChildIndex] = _leaves[node.ChildIndex] = PassedBy(node);
            Leave(node);
        }
    }

    /// <summary>How often an old activity was left: each of its lines has counted that.</summary>
    private int LeavesOf(ActivityNode old) => _flow.OldGraph.Outbound(old) is [var line, ..]
        ? _flow.Marks.LineVisits[line.Index]
        : _flow.Marks.ActivityVisits[old.ChildIndex];

    /// <summary>How often the instance would have come through a new activity: what has reached it from all sides.</summary>
    private int PassedBy(ActivityNode node)
    {
        var inbound = _graph.ForwardInbound(node);
        return inbound.IsEmpty ? _graph.IsDangling(node) ? 0 : 1
            : ModeOf(node) == JoinMode.WaitAny ? inbound.Max(line => _leaves[line.Source.ChildIndex])
            : inbound.Min(line => _leaves[line.Source.ChildIndex]);
    }

    // A new activity with one way out sends on what came to it; of several ways the one was taken on which the instance went.
    private void Leave(ActivityNode node)
    {
        if (_leaves[node.ChildIndex] == 0 || !CameByFollowedLine(node))
        {
            return;
        }

        if (!_flow.Any.Any(old => _flow.Match.Of(old) is { } now && _graph.Ancestors(node).Contains(now)))
        {
            Notes.Add(new(MigrationNoteKind.PassedBy, node.Title));
        }

        var lines = _graph.Outbound(node);
        var oneWay = lines.Select(line => line.SourcePort).Distinct().Count() <= 1;
        foreach (var line in lines)
        {
            _followed[line.Index] = oneWay || IsReached(line.Target);
        }

        if (!oneWay && !lines.Any(line => _followed[line.Index]))
        {
            Obstacles.Add(new(MigrationObstacleKind.WayUnclear, node.Title));
        }
    }

    private bool CameByFollowedLine(ActivityNode node)
    {
        var inbound = _graph.ForwardInbound(node);
        var most = inbound.IsEmpty ? 0 : inbound.Max(line => _leaves[line.Source.ChildIndex]);
        return inbound.IsEmpty || inbound.Any(line => _leaves[line.Source.ChildIndex] == most && _followed[line.Index]);
    }

    /// <summary>True when the instance has come to the activity, or to something behind it if it is new.</summary>
    private bool IsReached(ActivityNode node)
    {
        if (_reached.TryGetValue(node, out var known))
        {
            return known;
        }

        _reached[node] = false;
        return _reached[node] = _flow.Before(node) is { } old
            ? _flow.Any.Contains(old) || _flow.Marks.ActivityVisits[old.ChildIndex] > 0
                || _flow.OldGraph.ForwardInbound(old).Any(line => _flow.Marks.LineFollowed[line.Index] && _flow.Marks.LineVisits[line.Index] > 0)
            : _graph.Outbound(node).Any(line => !_graph.IsBackward(line) && IsReached(line.Target));
    }

    private void Check(ActivityNode node, ActivityNode old)
    {
        var (inbound, running) = (_graph.ForwardInbound(node), _flow.Forward.Contains(old));
        foreach (var line in inbound.Where(line => _flow.Before(line) is { } before && _flow.OldGraph.IsBackward(before)))
        {
            if (_leaves[line.Source.ChildIndex] > 0 || _visits[node.ChildIndex] > 0)
            {
                Obstacles.Add(new(MigrationObstacleKind.LineTurned, node.Title, line.Source.Title));
            }
        }

        if (_graph.IsDangling(node) && !_flow.OldGraph.IsDangling(old) && _flow.Any.Contains(old))
        {
            Obstacles.Add(new(MigrationObstacleKind.Unreachable, node.Title));
        }

        var mode = ModeOf(node);
        if (mode is not JoinMode.WaitAny)
        {
            CheckWaiting(node, running);
        }

        if (!running && !inbound.IsEmpty && WouldBegin(inbound, _flow.Any.Contains(old), mode))
        {
            Obstacles.Add(new(MigrationObstacleKind.WouldBegin, node.Title));
        }
    }

    // What is under way came by all its lines, what is done used them up. A new line that says less would be waited for.
    private void CheckWaiting(ActivityNode node, bool running)
    {
        foreach (var line in _graph.ForwardInbound(node).Where(line => _flow.Before(line) is null && Ahead(line) < (running ? 1 : 0)))
        {
            Obstacles.Add(new(MigrationObstacleKind.WouldWait, node.Title, line.Source.Title));
        }
    }

    private bool WouldBegin(ImmutableArray<Connection> inbound, bool underWay, JoinMode? mode) =>
        (mode is not JoinMode.WaitAny && inbound.Min(Ahead) > 0)
        || (mode is null or JoinMode.WaitAny && !underWay && inbound.Any(line => Ahead(line) > 0 && _followed[line.Index]));

    /// <summary>How often something came along the line that its target has not taken up.</summary>
    private int Ahead(Connection line) => _leaves[line.Source.ChildIndex] - _visits[line.Target.ChildIndex];

    /// <summary>How an activity waits for the lines into it; null when only running it would tell.</summary>
    private static JoinMode? ModeOf(ActivityNode node)
    {
        if (node.Activity is not FlowJoin)
        {
            return JoinMode.WaitAllActive;
        }

        try
        {
            return node.Inputs.GetValueOrDefault("Mode") switch
            {
                null => JoinMode.WaitAny,
                Expression.Literal literal => FlowJoin.Mode(literal.Value),
                _ => null,
            };
        }
        catch (ActivityFaultException)
        {
            return null;
        }
    }

    /// <summary>Every activity after those from which lines lead on to it.</summary>
    private List<ActivityNode> SourcesFirst()
    {
        var missing = _flow.NewLines.Activities.ToDictionary(node => node, node => _graph.ForwardInbound(node).Length);
        var open = new Queue<ActivityNode>(_flow.NewLines.Activities.Where(node => missing[node] == 0));
        var ordered = new List<ActivityNode>();
        while (open.TryDequeue(out var node))
        {
            ordered.Add(node);
            foreach (var line in _graph.Outbound(node).Where(line => !_graph.IsBackward(line)))
            {
                if (--missing[line.Target] == 0)
                {
                    open.Enqueue(line.Target);
                }
            }
        }

        return ordered;
    }
}
