using Rectify.Workflow.Domain.People;

namespace Rectify.Workflow.Domain.Items;

/// <summary>Who moved an item, when, and what the move carried.</summary>
/// <param name="By">The person who decided; null when a job or the workflow itself did.</param>
/// <param name="At">The instant of the move.</param>
/// <param name="On">The same instant as a day in the town's zone.</param>
public sealed record ItemMove(PersonId? By, DateTimeOffset At, DateOnly On)
{
    /// <summary>The opinion (意见) of whoever decided.</summary>
    public string? Opinion { get; init; }

    /// <summary>Asked for or granted with an extension, or set when a failed review reopens the item.</summary>
    public DateOnly? NewDueOn { get; init; }

    /// <summary>Goal of the stage (阶段目标) of a conversion to long-term.</summary>
    public string? StageGoal { get; init; }

    /// <summary>Day of the next review (回头看).</summary>
    public DateOnly? NextReviewOn { get; init; }

    /// <summary>When a conversion to long-term expects the whole to be done (预计完成).</summary>
    public DateOnly? ExpectedFinalOn { get; init; }

    /// <summary>Reason of an application.</summary>
    public string? Reason { get; init; }

    /// <summary>The official the item is handed to (责任人); null keeps the present one.</summary>
    public PersonId? AssignTo { get; init; }
}
