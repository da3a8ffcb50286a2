using System.Collections.Immutable;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Forecast;

/// <summary>A change that is thought of and not made (设想的变更): laid over what the forecast reads, never written.</summary>
public sealed record ForecastChange
{
    /// <summary>A day table that would be imported.</summary>
    public CalendarYear? Table { get; init; }

    /// <summary>Items that would get another due date.</summary>
    public ImmutableDictionary<ItemId, DateOnly> DueOn { get; init; } = ImmutableDictionary<ItemId, DateOnly>.Empty;

    /// <summary>Rounds that would get other settings.</summary>
    public ImmutableDictionary<RoundId, RoundSettings> Settings { get; init; } = ImmutableDictionary<RoundId, RoundSettings>.Empty;

    /// <summary>People whose open items would go to another (交接); with null for the other the person would leave.</summary>
    public ImmutableDictionary<Guid, Guid?> People { get; init; } = ImmutableDictionary<Guid, Guid?>.Empty;

    /// <summary>False when only what the people do themselves would go, and what they lead stays.</summary>
    public bool Led { get; init; } = true;

    /// <summary>Who would lead what this person leads.</summary>
    internal Guid? InLead(Guid? person) => person is { } id ? InLead(id) : null;

    /// <summary>Who would lead what this person leads.</summary>
    internal Guid InLead(Guid person) => Led ? Instead(person) : person;

    /// <summary>Who would answer for what this person answers for.</summary>
    internal Guid? Instead(Guid? person) => person is { } id ? Instead(id) : null;

    /// <summary>Who would answer for what this person answers for.</summary>
    internal Guid Instead(Guid person) => People.TryGetValue(person, out var other) && other is { } known ? known : person;

    /// <summary>True when this person would be gone.</summary>
    internal bool Leaves(Guid person) => People.TryGetValue(person, out var other) && other is null;
}

/// <summary>Which part of the future is asked for.</summary>
public sealed record ForecastRange
{
    /// <summary>Further ahead nothing is said.</summary>
    public const int MostWeeks = 53;

    /// <summary>How many weeks from today.</summary>
    public int Weeks { get; init; } = 8;

    /// <summary>Only this round's.</summary>
    public RoundId? Round { get; init; }
}
