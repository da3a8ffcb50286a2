namespace Rectify.Workflow.App.Journal;

/// <summary>
/// One correlation id for everything a request or a job run does: log lines, journal entries, mails.
/// </summary>
public static class StepScope
{
    private static readonly AsyncLocal<string?> Flowing = new();

    /// <summary>The current id; null outside a request or job.</summary>
    public static string? Current => Flowing.Value;

    /// <summary>Begins a scope; the former id returns when it is disposed.</summary>
    public static IDisposable Begin(string id)
    {
        var former = Flowing.Value;
        Flowing.Value = id;
        return new Ending(former);
    }

    private sealed class Ending(string? former) : IDisposable
    {
        public void Dispose() => Flowing.Value = former;
    }
}
