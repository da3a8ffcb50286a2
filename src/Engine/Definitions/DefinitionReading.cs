using System.Collections.Immutable;

namespace Rectify.Workflow.Engine.Definitions;

/// <summary>What reading a definition gave: the definition when there is no error, and every problem.</summary>
public sealed record DefinitionReading(Definition? Definition, ImmutableArray<DefinitionProblem> Problems)
{
    /// <summary>True when the definition can be run.</summary>
    public bool IsUsable => Definition is not null;

    /// <summary>The problems that keep it from running.</summary>
    public IEnumerable<DefinitionProblem> Errors => Problems.Where(problem => problem.Severity == ProblemSeverity.Error);
}

/// <summary>One problem of a definition.</summary>
/// <param name="Path">Where it stands, such as <c>$.root.activities[3].condition</c>.</param>
/// <param name="Code">What kind of problem it is, for programs.</param>
/// <param name="Message">What is wrong and the way out, for people.</param>
public sealed record DefinitionProblem(ProblemSeverity Severity, string Path, string Code, string Message)
{
    public override string ToString() => $"{Severity}: {Path}: {Message} [{Code}]";
}

/// <summary>How bad a problem is.</summary>
public enum ProblemSeverity
{
    /// <summary>It runs, but perhaps not as meant.</summary>
    Warning,

    /// <summary>It cannot be run.</summary>
    Error,
}

/// <summary>How large a definition may be.</summary>
public sealed record DefinitionLimits
{
    public static readonly DefinitionLimits Default = new();

    /// <summary>Characters of the whole text.</summary>
    public int Characters { get; init; } = 8 * 1024 * 1024;

    public int Activities { get; init; } = 2_000;
    public int ConnectionsPerFlowchart { get; init; } = 4_000;

    /// <summary>Activities inside activities.</summary>
    public int Depth { get; init; } = 32;

    /// <summary>Characters of one expression.</summary>
    public int ExpressionCharacters { get; init; } = 100_000;
}
