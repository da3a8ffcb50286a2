namespace Rectify.Workflow.Domain.Items;

/// <summary>Identity of a rectification item. Version 7, so ids sort by creation time in every index.</summary>
public readonly record struct ItemId(Guid Value)
{
    /// <summary>A new id that sorts by the instant it was made at.</summary>
    public static ItemId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));

    public override string ToString() => Value.ToString("N");
}
