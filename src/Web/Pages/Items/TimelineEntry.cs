namespace Rectify.Workflow.Web.Pages.Items;

/// <summary>One entry of an item's history, in the reader's language.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What it looks like: move, task, note, file, reminder, rung, paper or mail.</param>
/// <param name="What">What happened.</param>
public sealed record TimelineEntry(DateTimeOffset At, string Kind, string What)
{
    /// <summary>Who did it or whom it reached.</summary>
    public string? By { get; init; }

    /// <summary>An opinion, a reason or a report in the words of whoever wrote it.</summary>
    public string? Quote { get; init; }

    /// <summary>Where more of it can be read.</summary>
    public string? Link { get; init; }
}

/// <summary>One thing that will happen to an item unless somebody acts first.</summary>
public sealed record NextStep(string What, string When)
{
    /// <summary>Who is expected to act, or whom it will reach.</summary>
    public string? Who { get; init; }
}
