namespace Rectify.Workflow.App.Demo;

/// <summary>How the demo is run and where it speaks to.</summary>
public sealed record DemoOptions
{
    /// <summary>The last day of the replay; work ends at six in the evening.</summary>
    public DateOnly LastDay { get; init; } = new(2024, 1, 31);

    /// <summary>Where to write the end state as JSON; null for nowhere.</summary>
    public string? ReportFile { get; init; }

    /// <summary>Whether to open one account per role, for people who want to look around.</summary>
    public bool OpenAccounts { get; init; } = true;

    /// <summary>Gets the summary.</summary>
    public TextWriter Output { get; init; } = Console.Out;

    /// <summary>Gets the progress.</summary>
    public TextWriter Progress { get; init; } = Console.Error;

    /// <summary>True for one moving bar, false for a line a month.</summary>
    public bool ProgressBar { get; init; } = !Console.IsErrorRedirected;
}

/// <summary>How the demo ended.</summary>
/// <param name="Problems">What is not as promised; empty when all is well, and then the exit code is 0.</param>
/// <param name="Accounts">One account per role; empty when none were asked for.</param>
public sealed record DemoEnd(DemoReport Report, IReadOnlyList<string> Problems, IReadOnlyList<DemoAccount> Accounts);
