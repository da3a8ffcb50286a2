namespace Rectify.Workflow.App.Runs;

/// <summary>How far one execution of an activity has come, in Elsa's words.</summary>
public enum ExecutionStatus { Pending, Running, Completed, Canceled, Faulted }

/// <summary>One execution of one activity, as the log tells it.</summary>
/// <param name="Number">Its number in the instance.</param>
/// <param name="Parent">The number of the execution around it; 0 for the workflow.</param>
public sealed record Execution(int Number, int Parent, LoggedActivity Activity)
{
    public ExecutionStatus Status { get; init; } = ExecutionStatus.Running;

    /// <summary>When it began; null when that is no longer in the log.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>True while it waits for a decision, a time or an event.</summary>
    public bool Waits { get; init; }

    /// <summary>The activity as it was called when this began, should a move (迁移) have given it another name since.</summary>
    internal LoggedActivity? BegunAs { get; init; }

    /// <summary>The log's rows that say something of it, by the sequence of their first entry.</summary>
    internal IReadOnlyList<long> Bursts { get; init; } = [];

    internal static Execution Begun(LogMark mark) =>
        new Execution(mark.Number, mark.Parent, mark.Activity) { StartedAt = mark.Event == "Started" ? mark.At : null }.After(mark);

    /// <summary>The event by which a move tells where an activity under way stands from then on.</summary>
    internal const string Placed = "Migrated";

    internal Execution After(LogMark mark)
    {
        var bursts = Bursts is [.., var last] && last == mark.Burst ? Bursts : [.. Bursts, mark.Burst];
        if (mark.Event == Placed)
        {
            return this with { Activity = mark.Activity, BegunAs = BegunAs ?? Activity, Bursts = bursts };
        }

        var status = mark.Event switch
        {
            "Completed" => ExecutionStatus.Completed,
            "Canceled" => ExecutionStatus.Canceled,
            "Faulted" => ExecutionStatus.Faulted,
            _ => ExecutionStatus.Running,
        };
        return this with
        {
            Status = status,
            CompletedAt = status is ExecutionStatus.Completed or ExecutionStatus.Canceled ? mark.At : null,
            Waits = mark.Event == "Suspended",
            Bursts = bursts,
        };
    }
}
