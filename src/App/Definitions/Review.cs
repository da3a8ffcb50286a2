using System.Globalization;
using Rectify.Workflow.Engine.Definitions;

namespace Rectify.Workflow.App.Definitions;

/// <summary>What a review found.</summary>
public sealed record Review(IReadOnlyList<ReviewFinding> Findings)
{
    public static Review Nothing { get; } = new([]);

    /// <summary>The definition as read; null when it cannot be.</summary>
    public Definition? Definition { get; init; }

    /// <summary>What keeps the definition from being published.</summary>
    public IEnumerable<ReviewFinding> Errors => Findings.Where(finding => finding.Severity is ProblemSeverity.Error);

    public IEnumerable<ReviewFinding> Warnings => Findings.Where(finding => finding.Severity is ProblemSeverity.Warning);
}

/// <summary>One finding: where, what, and the way out.</summary>
/// <param name="Place">The activity as the designer shows it; empty for the whole definition.</param>
/// <param name="Path">Where it stands in the JSON.</param>
public sealed record ReviewFinding(ProblemSeverity Severity, string Place, string Path, string Code, string Chinese, string English)
{
    /// <summary>The activity's id; null for the whole definition.</summary>
    public string? ActivityId { get; init; }

    /// <summary>What is wrong, in the reader's language.</summary>
    public string Message => InEnglish ? English : Chinese;

    private static bool InEnglish => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en";

    public override string ToString() => (Place.Length > 0, InEnglish) switch
    {
        (true, true) => $"{Place} ({Path}): {English}",
        (true, false) => $"{Place}（{Path}）：{Chinese}",
        (false, true) => $"{Path}: {English}",
        (false, false) => $"{Path}：{Chinese}",
    };
}
