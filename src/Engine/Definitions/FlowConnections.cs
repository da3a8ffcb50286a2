using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Rectify.Workflow.Engine.Definitions;

/// <summary>The lines of a flowchart and, for each start activity, the graph they form.</summary>
public sealed class FlowConnections(ImmutableArray<ActivityNode> activities, ImmutableArray<Connection> all)
{
    private readonly ConcurrentDictionary<int, FlowGraph> _graphs = new();

    public ImmutableArray<ActivityNode> Activities => activities;
    public ImmutableArray<Connection> All => all;

    /// <summary>The graph as seen from a start activity; computed once.</summary>
    public FlowGraph From(ActivityNode start) => _graphs.GetOrAdd(start.ChildIndex, _ => new FlowGraph(this, start));

    /// <summary>
    /// Where the flowchart begins: the trigger, a Start activity, one that may start the workflow, the first
    /// without a line into it, or simply the first.
    /// </summary>
    public ActivityNode? StartFor(string? triggerActivityId)
    {
        var trigger = triggerActivityId is null ? null : activities.FirstOrDefault(a => a.Key == triggerActivityId);
        return trigger
            ?? activities.FirstOrDefault(a => a.Type == "Elsa.Start")
            ?? activities.FirstOrDefault(a => a.CanStartWorkflow)
            ?? activities.FirstOrDefault(a => all.All(c => c.Target != a))
            ?? activities.FirstOrDefault();
    }
}
