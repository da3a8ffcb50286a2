using Rectify.Workflow.Engine.Definitions;

namespace Rectify.Workflow.App.Definitions.Checks;

/// <summary>Nobody approves what they did or asked for themselves (回避).</summary>
internal static class FourEyes
{
    private static readonly Dictionary<string, string[]> MustDiffer = new(StringComparer.Ordinal)
    {
        ["VerifyItem"] = ["ImplementItem"],
        ["ApproveClosure"] = ["ImplementItem", "VerifyItem"],
        ["EndorseExtension"] = ["ImplementItem"],
        ["DecideExtension"] = ["ImplementItem", "EndorseExtension"],
        ["LongTermReview"] = ["ImplementItem"],
    };

    public static void Run(Definition definition, Findings findings)
    {
        var drawn = definition.Nodes.Where(node => node.IsTask).GroupBy(node => node.Kind).ToDictionary(same => same.Key, same => same.First());
        foreach (var node in definition.Nodes.Where(node => node.IsTask && MustDiffer.ContainsKey(node.Kind)))
        {
            var avoided = node.Value("MustDifferFrom");
            if (!avoided.IsKnown)
            {
                // What an expression answers only adds to what the kind of step itself bars.
                continue;
            }

            var open = MustDiffer[node.Kind].Where(kind => drawn.ContainsKey(kind) && !avoided.Texts.Contains(kind)).ToList();
            if (open.Count > 0)
            {
                var names = string.Join('、', open.Select(kind => $"“{Findings.Name(drawn[kind])}”"));
                var english = string.Join(", ", open.Select(kind => $"“{Findings.Name(drawn[kind])}”"));
                findings.Error(node, "task.four-eyes", $"办理过{names}的人也可以办理这一步，等于自己审批自己。请在“回避”中勾选{names}。",
                    $"Whoever did {english} could do this step too, and would approve their own work. Tick {english} under “Must differ from”.");
            }
        }
    }
}
