using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Rectify.Workflow.Domain.Papers;

namespace Rectify.Workflow.Domain.Escalation;

/// <summary>Who hears of a late item.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Audience>))]
public enum Audience
{
    /// <summary>责任人</summary>
    Official,

    /// <summary>责任领导</summary>
    UnitLeader,

    /// <summary>牵头领导</summary>
    LeadLeader,

    /// <summary>党委书记</summary>
    Secretary,
}

/// <summary>One rung of the ladder.</summary>
/// <param name="AfterWorkingDays">Working days after the due date.</param>
/// <param name="Audience">Whom it is addressed to.</param>
/// <param name="Paper">The numbered paper it issues; null for a plain reminder (提醒).</param>
public sealed record Rung(int AfterWorkingDays, ImmutableArray<Audience> Audience, PaperKind? Paper = null)
{
    /// <summary>Who gets a copy (抄送).</summary>
    public ImmutableArray<Audience> CopyTo { get; init; } = [];
}
