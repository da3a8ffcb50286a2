namespace Rectify.Workflow.Domain.Items;

/// <summary>Money named in an item (追缴、清退、拖欠), in yuan.</summary>
public sealed record Amount
{
    /// <summary>Yuan, exact as far as the text is: 331.65万元 is 3,316,500.</summary>
    public required decimal Yuan { get; init; }

    /// <summary>True for 余 and 多: the text says "at least".</summary>
    public bool AtLeast { get; init; }

    public required AmountPlace Where { get; init; }

    public string? Note { get; init; }
}

/// <summary>The part of an item an amount stands in.</summary>
public enum AmountPlace
{
    /// <summary>The finding itself (问题).</summary>
    Problem,

    /// <summary>The report on what was done (整改情况).</summary>
    Progress,
}
