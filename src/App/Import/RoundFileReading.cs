namespace Rectify.Workflow.App.Import;

/// <summary>What reading a round file gave: the file when nothing is wrong with it, or everything that is.</summary>
public sealed record RoundFileReading(RoundFile? File, IReadOnlyList<ImportProblem> Problems);
