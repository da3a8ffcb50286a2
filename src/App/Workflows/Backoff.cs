namespace Rectify.Workflow.App.Workflows;

/// <summary>How long a row whose step failed waits for its next try.</summary>
internal static class Backoff
{
    /// <summary>1, 2, 4 … minutes, at most a day.</summary>
    public static TimeSpan After(int attempts) => TimeSpan.FromMinutes(Math.Min(1 << Math.Min(attempts, 11), 1440));
}
