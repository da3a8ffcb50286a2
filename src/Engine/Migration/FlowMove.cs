using System.Collections.Immutable;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Engine.Migration;

/// <summary>A flowchart under way, as drawn before and after, with what goes on in it.</summary>
/// <param name="Forward">Activities of the old drawing that were reached by a line leading on and are not left yet.</param>
/// <param name="Any">The same, and those reached by a line leading back.</param>
internal sealed record FlowMove(
    NodeMatch Match, ActivityNode Old, ActivityNode New, FlowMarks Marks, IReadOnlySet<ActivityNode> Forward, IReadOnlySet<ActivityNode> Any)
{
    public required string? OldTrigger { get; init; }
    public required string? NewTrigger { get; init; }

    public FlowConnections OldLines => Lines(Old);
    public FlowConnections NewLines => Lines(New);
    public FlowGraph OldGraph => Graph(OldLines, OldTrigger);
    public FlowGraph NewGraph => Graph(NewLines, NewTrigger);

    /// <summary>True when both drawings have the same activities and lines in the same places.</summary>
    public bool IsUnchanged =>
        OldLines.Activities.Length == NewLines.Activities.Length && OldLines.All.Length == NewLines.All.Length
        && OldLines.Activities.All(node => Match.Of(node) is { } now && now.Parent == New && now.ChildIndex == node.ChildIndex)
        && OldLines.All.All(line => IsSame(line, NewLines.All[line.Index]))
        && Start(OldLines, OldTrigger)?.ChildIndex == Start(NewLines, NewTrigger)?.ChildIndex;

    /// <summary>The activity as the old flowchart drew it; null when it is new to the flowchart.</summary>
    public ActivityNode? Before(ActivityNode now) => Match.Before(now) is { } old && old.Parent == Old ? old : null;

    /// <summary>The line of the old drawing that led from the same port to the same activity; null when there was none.</summary>
    public Connection? Before(Connection now) =>
        Before(now.Source) is { } source && Before(now.Target) is { } target
            ? OldLines.All.FirstOrDefault(line => line.Source == source && line.Target == target && line.SourcePort == now.SourcePort)
            : null;

    /// <summary>True when something new leads on to the activity, or something that did no longer does.</summary>
    public bool HasOtherWaysIn(ActivityNode now, ActivityNode old)
    {
        var kept = NewGraph.ForwardInbound(now).Select(Before).OfType<Connection>().Where(line => !OldGraph.IsBackward(line)).Distinct().Count();
        return kept != NewGraph.ForwardInbound(now).Length || kept != OldGraph.ForwardInbound(old).Length;
    }

    private bool IsSame(Connection old, Connection now) =>
        Match.Of(old.Source) == now.Source && Match.Of(old.Target) == now.Target && old.SourcePort == now.SourcePort;

    private static FlowConnections Lines(ActivityNode chart) =>
        chart.Connections ?? throw new InvalidOperationException($"{chart} was read without its lines.");

    private static ActivityNode? Start(FlowConnections lines, string? trigger) => lines.StartFor(trigger);

    private static FlowGraph Graph(FlowConnections lines, string? trigger) => lines.From(Start(lines, trigger) ?? lines.Activities[0]);
}
