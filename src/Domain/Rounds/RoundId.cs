namespace Rectify.Workflow.Domain.Rounds;

/// <summary>Identity of an inspection round (巡察轮次).</summary>
public readonly record struct RoundId(Guid Value)
{
    /// <summary>A new id that sorts by the instant it was made at.</summary>
    public static RoundId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));

    public override string ToString() => Value.ToString("N");
}
