namespace Rectify.Workflow.Engine.Execution;

/// <summary>A person's decision that the open task does not offer; nothing has changed.</summary>
public sealed class UnknownOutcomeException(string outcome, IReadOnlyList<string> legal, string bookmarkId)
    : Exception($"'{outcome}' is no outcome of task {bookmarkId}. It takes: {string.Join(", ", legal)}.")
{
    public string Outcome => outcome;

    /// <summary>The outcomes the task takes.</summary>
    public IReadOnlyList<string> Legal => legal;

    public string BookmarkId => bookmarkId;
}

/// <summary>An activity cannot go on; becomes an incident of the instance.</summary>
public sealed class ActivityFaultException(string message) : Exception(message);
