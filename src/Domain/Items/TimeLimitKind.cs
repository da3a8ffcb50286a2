namespace Rectify.Workflow.Domain.Items;

/// <summary>How the time limit of an item (整改时限) is set.</summary>
public enum TimeLimitKind
{
    /// <summary>立行立改: at once, within the days the round allows.</summary>
    AtOnce,

    /// <summary>集中整改期: by the end of the concentrated period.</summary>
    Concentrated,

    /// <summary>A date of its own.</summary>
    FixedDate,

    /// <summary>长期坚持: a stage result by the end of the concentrated period, then kept under review.</summary>
    LongTerm,
}
