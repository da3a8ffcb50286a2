using System.Text.RegularExpressions;
using Rectify.Workflow.Engine.Definitions;

namespace Rectify.Workflow.App.Definitions.Checks;

/// <summary>
/// What a readable definition may still do wrong (发布前检查): pure, so that every rule is a test of one definition. What
/// concerns our own activities blocks; what Elsa itself lets pass is a warning.
/// </summary>
public static partial class DefinitionChecks
{
    /// <summary>All findings, in the order of the drawing.</summary>
    public static IReadOnlyList<ReviewFinding> Run(Definition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var findings = new Findings();
        FlowChecks.Run(definition, findings);
        TaskChecks.Run(definition, findings);
        FourEyes.Run(definition, findings);
        TwoLevels.Run(definition, findings);
        WaitChecks.Run(definition, findings);
        return [.. findings.All.OrderBy(finding => Number().Replace(finding.Path, number => number.Value.PadLeft(6, '0')), StringComparer.Ordinal)];
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}

/// <summary>Collects findings about activities.</summary>
internal sealed class Findings
{
    private readonly List<ReviewFinding> _all = [];

    public IReadOnlyList<ReviewFinding> All => _all;

    public void Error(ActivityNode node, string code, string chinese, string english) => Add(ProblemSeverity.Error, node, code, chinese, english);

    public void Warn(ActivityNode node, string code, string chinese, string english) => Add(ProblemSeverity.Warning, node, code, chinese, english);

    private void Add(ProblemSeverity severity, ActivityNode node, string code, string chinese, string english) =>
        _all.Add(new(severity, $"「{Name(node)}」", node.Path, code, chinese, english) { ActivityId = node.Id });

    /// <summary>The activity as the canvas shows it.</summary>
    public static string Name(ActivityNode node) => node.DisplayText ?? node.Name ?? node.Activity.Descriptor.DisplayName;
}
