using Rectify.Workflow.Domain.People;

namespace Rectify.Workflow.Domain.Items;

/// <summary>A request for more time or for keeping the item up for long; pending until it has an outcome.</summary>
public sealed class ItemApplication
{
    public required ApplicationKind Kind { get; init; }

    public required string Reason { get; init; }

    /// <summary>The date asked for; only an extension has one.</summary>
    public DateOnly? NewDueOn { get; init; }

    /// <summary>Goal of the stage; only a conversion has one.</summary>
    public string? StageGoal { get; init; }

    /// <summary>Day of the first review; only a conversion has one.</summary>
    public DateOnly? NextReviewOn { get; init; }

    /// <summary>When the whole is expected to be done (预计完成); only a conversion has one.</summary>
    public DateOnly? ExpectedFinalOn { get; init; }

    public PersonId? RequestedBy { get; init; }

    public required DateOnly RequestedOn { get; init; }

    /// <summary>True when it was asked for only after the due date.</summary>
    public bool Late { get; init; }

    /// <summary>Null while pending.</summary>
    public ApplicationOutcome? Outcome { get; private set; }

    public PersonId? DecidedBy { get; private set; }

    public DateOnly? DecidedOn { get; private set; }

    public string? Opinion { get; private set; }

    internal void Decide(ApplicationOutcome outcome, ItemMove move) =>
        (Outcome, DecidedBy, DecidedOn, Opinion) = (outcome, move.By, move.On, move.Opinion);
}

/// <summary>The two things that can be asked for.</summary>
public enum ApplicationKind
{
    /// <summary>延期</summary>
    Extension,

    /// <summary>转长期坚持</summary>
    Conversion,
}

/// <summary>How an application ended.</summary>
public enum ApplicationOutcome
{
    Granted,
    Refused,

    /// <summary>The item was withdrawn before anybody decided.</summary>
    Lapsed,
}
