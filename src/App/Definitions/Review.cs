using Rectify.Workflow.Engine.Definitions;

namespace Rectify.Workflow.App.Definitions;

/// <summary>What a review found.</summary>
public sealed record Review(IReadOnlyList<ReviewFinding> Findings)
{
    public static Review Nothing { get; } = new([]);

    /// <summary>What keeps the definition from being published.</summary>
    public IEnumerable<ReviewFinding> Errors => Findings.Where(finding => finding.Severity is ProblemSeverity.Error);

    public IEnumerable<ReviewFinding> Warnings => Findings.Where(finding => finding.Severity is ProblemSeverity.Warning);
}

/// <summary>One finding: where, what, and the way out.</summary>
/// <param name="Place">The activity as the designer shows it; empty for the whole definition.</param>
/// <param name="Path">Where it stands in the JSON.</param>
public sealed record ReviewFinding(ProblemSeverity Severity, string Place, string Path, string Code, string Message)
{
    public override string ToString() => Place.Length > 0 ? $"{Place}（{Path}）：{Message}" : $"{Path}：{Message}";
}
