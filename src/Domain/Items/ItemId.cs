using System.Globalization;

namespace Rectify.Workflow.Domain.Items;

/// <summary>Identity of a rectification item. Version 7, so ids sort by creation time in every index.</summary>
public readonly record struct ItemId(Guid Value)
{
    /// <summary>A new id that sorts by the instant it was made at.</summary>
    public static ItemId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));

    /// <summary>When it was made, to the millisecond; null for an id that does not tell.</summary>
    public DateTimeOffset? MadeAt => Value.Version == 7
        ? DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(Value.ToString("N").AsSpan(0, 12), NumberStyles.HexNumber, CultureInfo.InvariantCulture))
        : null;

    public override string ToString() => Value.ToString("N");
}
