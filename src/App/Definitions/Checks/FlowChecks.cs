using Rectify.Workflow.Engine.Definitions;

namespace Rectify.Workflow.App.Definitions.Checks;

/// <summary>Dead ends (断头路) and activities no line leads to.</summary>
internal static class FlowChecks
{
    public static void Run(Definition definition, Findings findings)
    {
        foreach (var flow in definition.Nodes.Select(node => node.Connections).OfType<FlowConnections>())
        {
            var reached = Reached(flow);
            foreach (var node in flow.Activities)
            {
                if (reached.Contains(node))
                {
                    DeadEnds(flow, node, findings);
                }
                else if (node.IsOurs)
                {
                    findings.Error(node, "flow.unreachable", "没有连线通到这个活动，它永远不会执行。请连线或删除。",
                        "No line leads to this activity, so it never runs. Connect or delete it.");
                }
                else
                {
                    findings.Warn(node, "flow.unreachable", "没有连线通到这个活动，它永远不会执行。",
                        "No line leads to this activity, so it never runs.");
                }
            }
        }
    }

    private static HashSet<ActivityNode> Reached(FlowConnections flow)
    {
        var reached = new HashSet<ActivityNode>(flow.Activities.Where(node => node.CanStartWorkflow));
        if (flow.StartFor(null) is { } start)
        {
            reached.Add(start);
        }

        for (var open = new Queue<ActivityNode>(reached); open.TryDequeue(out var node);)
        {
            foreach (var next in flow.All.Where(line => line.Source == node && reached.Add(line.Target)).Select(line => line.Target))
            {
                open.Enqueue(next);
            }
        }

        return reached;
    }

    private static void DeadEnds(FlowConnections flow, ActivityNode node, Findings findings)
    {
        if (node.Activity.Descriptor.IsTerminal)
        {
            return;
        }

        var drawn = flow.All.Where(line => line.Source == node).Select(line => line.SourcePort ?? "Done").ToHashSet(StringComparer.Ordinal);
        var ports = node.Exits;
        var open = ports.Where(port => !drawn.Contains(port)).ToList();
        if (open.Count == 0 || (drawn.Count == 0 && !node.IsTask) || (ports.Length == 1 && !node.IsItemTask))
        {
            // An activity with one way out and no line is simply the end, as with Elsa.
            return;
        }

        var names = string.Join('、', open.Select(port => $"“{port}”"));
        var english = string.Join(", ", open.Select(port => $"“{port}”"));
        if (node.IsTask)
        {
            findings.Error(node, "flow.dead-end", $"结果{names}没有连线，办理人选择后流程会在这里中断。请为每个结果画线。",
                $"No line leaves from {english}: the workflow would stop when somebody chooses it. Draw a line from each outcome.");
        }
        else
        {
            findings.Warn(node, "flow.dead-end", $"出口{names}没有连线，走到这里的分支就此结束。", $"No line leaves from {english}: a branch that comes here ends.");
        }
    }
}
