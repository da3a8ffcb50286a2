namespace Rectify.Workflow.App.Jobs.Watching;

/// <summary>A recurring job as the administrator sees it.</summary>
/// <param name="Id">Its stable id.</param>
/// <param name="Cron">Its schedule, on the town's clock.</param>
/// <param name="StartedAt">When it last began.</param>
/// <param name="SucceededAt">When it last came to its end.</param>
/// <param name="FailedAt">When it last broke off with an error.</param>
/// <param name="Error">What the last run failed with; null when it succeeded.</param>
/// <param name="NextAt">When it is asked next.</param>
/// <param name="SilentSince">Since when it has not succeeded although it should have; null while it is in time.</param>
public sealed record JobStatus(
    string Id, string Cron, DateTimeOffset? StartedAt, DateTimeOffset? SucceededAt, DateTimeOffset? FailedAt, string? Error,
    DateTimeOffset? NextAt, DateTimeOffset? SilentSince);
