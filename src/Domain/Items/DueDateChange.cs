using Rectify.Workflow.Domain.People;

namespace Rectify.Workflow.Domain.Items;

/// <summary>One change of a due date; both dates are kept and shown.</summary>
public sealed record DueDateChange
{
    public DateOnly? From { get; init; }

    public required DateOnly To { get; init; }

    public string? Reason { get; init; }

    public PersonId? GrantedBy { get; init; }

    public required DateOnly GrantedOn { get; init; }

    /// <summary>The instant of it: until then the former date counted.</summary>
    public DateTimeOffset GrantedAt { get; init; }

    public required DueChangeKind Kind { get; init; }
}

/// <summary>Why a due date changed.</summary>
public enum DueChangeKind
{
    /// <summary>延期: an extension was granted.</summary>
    Extension,

    /// <summary>二次整改: a failed review reopened the item with a new limit.</summary>
    Reopening,
}
