using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Definitions;

/// <summary>Looks a definition over before it is published (发布前检查).</summary>
public sealed class ReviewDefinition(Interpreter interpreter)
{
    /// <summary>Everything that keeps it from being published, and everything worth a warning.</summary>
    public Task<Review> RunAsync(string json, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var reading = interpreter.Reader.Read(json);
        return Task.FromResult(new Review([.. reading.Problems.Select(ReviewFinding.Of)]));
    }
}

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
    internal static ReviewFinding Of(DefinitionProblem problem) => new(problem.Severity, "", problem.Path, problem.Code, problem.Message);

    public override string ToString() => Place.Length > 0 ? $"{Place}（{Path}）：{Message}" : $"{Path}：{Message}";
}
