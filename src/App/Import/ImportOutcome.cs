using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Import;

/// <summary>How an import ended: a closed set.</summary>
public abstract record ImportOutcome
{
    private ImportOutcome() { }

    /// <summary>Nothing was changed; every problem is listed.</summary>
    public sealed record Refused(IReadOnlyList<ImportProblem> Problems) : ImportOutcome;

    /// <summary>Nothing was changed: the round is there already.</summary>
    /// <param name="Round">The round that is there.</param>
    /// <param name="SameFile">False when the file differs from the one that was imported.</param>
    public sealed record AlreadyImported(RoundId Round, bool SameFile) : ImportOutcome;

    /// <summary>Nothing was changed; this is what a confirmed import would do.</summary>
    public sealed record Preview(ImportPlan Plan) : ImportOutcome;

    /// <summary>Everything was created in one transaction.</summary>
    public sealed record Imported(RoundId Round, ImportPlan Plan) : ImportOutcome;
}
