namespace Rectify.Workflow.Domain.People;

/// <summary>Identity of a person who has a duty or takes a decision.</summary>
public readonly record struct PersonId(Guid Value)
{
    /// <summary>A new id that sorts by the instant it was made at.</summary>
    public static PersonId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));

    public override string ToString() => Value.ToString("N");
}

/// <summary>Identity of a unit of the town's tree (单位): district, town, office or village.</summary>
public readonly record struct UnitId(Guid Value)
{
    /// <summary>A new id that sorts by the instant it was made at.</summary>
    public static UnitId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));

    public override string ToString() => Value.ToString("N");
}
