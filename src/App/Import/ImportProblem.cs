namespace Rectify.Workflow.App.Import;

/// <summary>Something in a round file that keeps it from being imported.</summary>
/// <param name="Path">Where, as a JSON path such as <c>$.sections[0].items[1].title</c>.</param>
/// <param name="Message">What is wrong and what would be right, Chinese first, English second.</param>
public sealed record ImportProblem(string Path, string Message);
