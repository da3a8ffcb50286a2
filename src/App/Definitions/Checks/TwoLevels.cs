using Rectify.Workflow.Engine.Definitions;

namespace Rectify.Workflow.App.Definitions.Checks;

/// <summary>An application (延期、转长期) comes to its decision only when somebody else has endorsed it (两级审批).</summary>
internal static class TwoLevels
{
    private const string Code = "task.two-levels";
    private const string Endorse = "Rectify.EndorseExtension";

    public static void Run(Definition definition, Findings findings)
    {
        var endorsements = definition.Nodes.Where(node => node.Type == Endorse).ToList();
        foreach (var decide in definition.Nodes.Where(node => node.Type == "Rectify.DecideExtension"))
        {
            var same = endorsements.Where(endorse => Same(endorse, decide)).ToList();
            if (same.Count == 0)
            {
                findings.Error(decide, Code,
                    "没有“初审申请”，只有一级审批。请在它前面加一个“初审申请”，申请种类相同，从其出口“Endorsed”连到这里；已在办的任务仍按原版本办理。",
                    "Nothing endorses the application: this is one level. Put an “Endorse application” of the same kind before it and draw a line from its “Endorsed” to here; what runs already keeps its version.");
                continue;
            }

            Bypass(decide, same, findings);
            Person(decide, same, findings);
        }
    }

    private static void Bypass(ActivityNode decide, List<ActivityNode> endorsements, Findings findings)
    {
        if (decide.Parent?.Connections is not { } flow || endorsements.Exists(endorse => endorse.Parent != decide.Parent))
        {
            findings.Warn(decide, Code, "初审与审批不在同一张流程图中，无法事先检查申请是否都经过初审。",
                "Endorsement and decision do not stand in one flowchart, so nobody can tell beforehand whether every application is endorsed.");
        }
        else if (Unendorsed(flow, endorsements).Contains(decide))
        {
            var names = string.Join('、', endorsements.Select(endorse => $"“{Findings.Name(endorse)}”"));
            var english = string.Join(", ", endorsements.Select(endorse => $"“{Findings.Name(endorse)}”"));
            findings.Error(decide, Code, $"申请可以绕过初审直接到这里。请让通到这里的线都从{names}的出口“Endorsed”来。",
                $"An application can come here without being endorsed. Let every line that leads here come from “Endorsed” of {english}.");
        }
    }

    // With the endorser barred and nobody else in that role, nobody could decide.
    private static void Person(ActivityNode decide, List<ActivityNode> endorsements, Findings findings)
    {
        var decides = decide.Value("Assignee");
        if (decides.IsKnown && endorsements.Find(endorse => endorse.Value("Assignee") is { IsKnown: true } endorses && Who(endorses) == Who(decides)) is { } both)
        {
            findings.Error(decide, Code, $"与“{Findings.Name(both)}”由同一角色或同一人办理，等于只有一级。请把“办理人”改为上一级，如 role:Supervisor。",
                $"The same role or person answers “{Findings.Name(both)}”: that is one level. Name a higher one under “Assignee”, such as role:Supervisor.");
        }
    }

    // What can be come to from the beginning, or from a new application, without an endorsement in between.
    private static HashSet<ActivityNode> Unendorsed(FlowConnections flow, List<ActivityNode> endorsements)
    {
        var reached = flow.Activities.Where(node => node.CanStartWorkflow || node.Type == "Rectify.ImplementItem").ToHashSet();
        if (flow.StartFor(null) is { } start)
        {
            reached.Add(start);
        }

        for (var open = new Queue<ActivityNode>(reached); open.TryDequeue(out var node);)
        {
            foreach (var line in flow.All.Where(line => line.Source == node && !(line.SourcePort == "Endorsed" && endorsements.Contains(node))))
            {
                if (reached.Add(line.Target))
                {
                    open.Enqueue(line.Target);
                }
            }
        }

        return reached;
    }

    // A kind that an expression computes may be either.
    private static bool Same(ActivityNode endorse, ActivityNode decide) =>
        endorse.Value("Kind") is var one && decide.Value("Kind") is var other && (!one.IsKnown || !other.IsKnown || Conversion(one) == Conversion(other));

    private static bool Conversion(Known kind) => kind.Text == "Conversion";

    private static string Who(Known assignee)
    {
        var words = assignee.Text.Trim();
        return (words.Contains(':', StringComparison.Ordinal) ? words : $"role:{words}").Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
    }
}
