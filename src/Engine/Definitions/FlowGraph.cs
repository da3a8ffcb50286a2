using System.Collections.Immutable;

namespace Rectify.Workflow.Engine.Definitions;

/// <summary>
/// Which lines of a flowchart lead forward and which lead back. Walking breadth-first from the start, a line is
/// forward unless it would close a circle of forward lines.
/// </summary>
public sealed class FlowGraph
{
    private readonly ActivityNode _start;
    private readonly ImmutableArray<Connection>[] _inbound;
    private readonly ImmutableArray<Connection>[] _forwardInbound;
    private readonly ImmutableArray<Connection>[] _outbound;
    private readonly bool[] _forward;
    private readonly bool[] _validBackward;

    internal FlowGraph(FlowConnections connections, ActivityNode start)
    {
        _start = start;
        var all = connections.All;
        var count = connections.Activities.Length;
        _outbound = Group(all, count, c => c.Source.ChildIndex);
        _inbound = Group(all, count, c => c.Target.ChildIndex);
        var ordered = ForwardInOrder(start, count);
        _forward = new bool[all.Length];
        foreach (var connection in ordered)
        {
            _forward[connection.Index] = true;
        }

        _forwardInbound = Group(ordered, count, c => c.Target.ChildIndex);
        _validBackward = [.. all.Select(c => !_forward[c.Index] && MustPass(c.Source, c.Target, count))];
    }

    /// <summary>All lines that leave an activity.</summary>
    public ImmutableArray<Connection> Outbound(ActivityNode activity) => _outbound[activity.ChildIndex];

    /// <summary>All lines that enter an activity.</summary>
    public ImmutableArray<Connection> Inbound(ActivityNode activity) => _inbound[activity.ChildIndex];

    /// <summary>The forward lines that enter an activity.</summary>
    public ImmutableArray<Connection> ForwardInbound(ActivityNode activity) => _forwardInbound[activity.ChildIndex];

    /// <summary>True when no forward line reaches the activity and it is not the start.</summary>
    public bool IsDangling(ActivityNode activity) => activity != _start && _forwardInbound[activity.ChildIndex].IsEmpty;

    /// <summary>True for a line that leads back.</summary>
    public bool IsBackward(Connection connection) => !_forward[connection.Index];

    /// <summary>True when every way from the start to the line's source passes through its target.</summary>
    public bool IsValidBackward(Connection connection) => _validBackward[connection.Index];

    /// <summary>All activities from which forward lines lead to this one.</summary>
    public HashSet<ActivityNode> Ancestors(ActivityNode activity)
    {
        var found = new HashSet<ActivityNode>();
        var open = new Queue<ActivityNode>([activity]);
        while (open.TryDequeue(out var current))
        {
            foreach (var connection in ForwardInbound(current))
            {
                if (found.Add(connection.Source))
                {
                    open.Enqueue(connection.Source);
                }
            }
        }

        return found;
    }

    private static ImmutableArray<Connection>[] Group(
        IReadOnlyList<Connection> connections, int count, Func<Connection, int> key)
    {
        var builders = new ImmutableArray<Connection>.Builder?[count];
        foreach (var connection in connections)
        {
            (builders[key(connection)] ??= ImmutableArray.CreateBuilder<Connection>()).Add(connection);
        }

        return [.. builders.Select(b => b?.ToImmutable() ?? [])];
    }

    private List<Connection> ForwardInOrder(ActivityNode start, int count)
    {
        var next = new List<int>[count];
        var accepted = new HashSet<(int, int)>();
        var ordered = new List<Connection>();
        var visited = new bool[count];
        var open = new Queue<ActivityNode>([start]);
        while (open.TryDequeue(out var source))
        {
            if (visited[source.ChildIndex])
            {
                continue;
            }

            visited[source.ChildIndex] = true;
            foreach (var target in _outbound[source.ChildIndex].Select(c => c.Target))
            {
                var edge = (source.ChildIndex, target.ChildIndex);
                if (accepted.Contains(edge) || Reaches(next, target.ChildIndex, source.ChildIndex))
                {
                    continue;
                }

                accepted.Add(edge);
                (next[source.ChildIndex] ??= []).Add(target.ChildIndex);
                ordered.AddRange(_outbound[source.ChildIndex].Where(c => c.Target == target));
                open.Enqueue(target);
            }
        }

        return ordered;
    }

    private static bool Reaches(List<int>?[] next, int from, int to)
    {
        var seen = new HashSet<int> { from };
        var open = new Stack<int>([from]);
        while (open.TryPop(out var current))
        {
            if (current == to)
            {
                return true;
            }

            foreach (var neighbour in next[current] ?? [])
            {
                if (seen.Add(neighbour))
                {
                    open.Push(neighbour);
                }
            }
        }

        return false;
    }

    private bool MustPass(ActivityNode source, ActivityNode target, int count)
    {
        if (source == target)
        {
            return true;
        }

        var seen = new bool[count];
        seen[source.ChildIndex] = true;
        var open = new Stack<ActivityNode>([source]);
        while (open.TryPop(out var current))
        {
            if (current == _start)
            {
                return false;
            }

            foreach (var connection in ForwardInbound(current))
            {
                if (connection.Source != target && !seen[connection.Source.ChildIndex])
                {
                    seen[connection.Source.ChildIndex] = true;
                    open.Push(connection.Source);
                }
            }
        }

        return true;
    }
}
