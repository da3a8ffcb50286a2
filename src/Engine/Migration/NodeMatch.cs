using System.Collections.Immutable;
using Rectify.Workflow.Engine.Activities.Flow;
using Rectify.Workflow.Engine.Definitions;

namespace Rectify.Workflow.Engine.Migration;

/// <summary>
/// Which activity of the new version is which of the old: the one an administrator named, else the one of the same id in
/// the matching container.
/// </summary>
internal sealed class NodeMatch
{
    private readonly Dictionary<ActivityNode, ActivityNode> _forth = [];
    private readonly Dictionary<ActivityNode, ActivityNode> _back = [];

    public NodeMatch(Definition from, Definition to, ImmutableDictionary<string, string> mapping)
    {
        (From, To) = (from, to);
        var inside = to.Nodes.ToLookup(node => node.Parent);
        var named = mapping.Values.ToHashSet(StringComparer.Ordinal);
        foreach (var node in from.Nodes.OrderBy(Depth).ThenBy(node => node.Index))
        {
            var found = mapping.TryGetValue(node.Key, out var key) ? to.NodesByKey.GetValueOrDefault(key) : Same(node, inside, named);
            if (found is not null && _back.TryAdd(found, node))
            {
                _forth.Add(node, found);
            }
        }
    }

    public Definition From { get; }
    public Definition To { get; }

    /// <summary>The activity in the new version; null when it is gone.</summary>
    public ActivityNode? Of(ActivityNode old) => _forth.GetValueOrDefault(old);

    /// <summary>The activity in the old version; null when it is new.</summary>
    public ActivityNode? Before(ActivityNode now) => _back.GetValueOrDefault(now);

    private ActivityNode? Same(ActivityNode node, ILookup<ActivityNode?, ActivityNode> inside, HashSet<string> named)
    {
        if (node.Parent is not { } parent)
        {
            return To.Workflow;
        }

        if (Of(parent) is not { } around)
        {
            return null;
        }

        // The drawn root is the only one of its kind, whatever it is called.
        return inside[around].FirstOrDefault(other => other.Id == node.Id && !named.Contains(other.Key))
            ?? (parent.Activity is WorkflowRoot ? inside[around].FirstOrDefault(other => other.Type == node.Type) : null);
    }

    private static int Depth(ActivityNode node)
    {
        var depth = 0;
        for (var around = node.Parent; around is not null; around = around.Parent)
        {
            depth++;
        }

        return depth;
    }
}
