using Rectify.Workflow.Domain.People;

namespace Rectify.Workflow.Domain.Items;

/// <summary>Who answers for an item; a paper ledger may leave any of it empty.</summary>
public sealed record DutySet
{
    /// <summary>牵头领导: the leader who answers for the whole problem.</summary>
    public PersonId? LeadLeader { get; init; }

    /// <summary>责任领导: the leader of the responsible unit.</summary>
    public PersonId? ResponsibleLeader { get; init; }

    /// <summary>牵头单位</summary>
    public UnitId? LeadUnit { get; init; }

    /// <summary>责任单位</summary>
    public UnitId? ResponsibleUnit { get; init; }

    /// <summary>配合单位</summary>
    public IReadOnlyList<UnitId> CooperatingUnits { get; init; } = [];

    /// <summary>责任人: the official who does the work.</summary>
    public PersonId? ResponsiblePerson { get; init; }
}
