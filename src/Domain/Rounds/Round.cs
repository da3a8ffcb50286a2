using Rectify.Workflow.Domain.People;

namespace Rectify.Workflow.Domain.Rounds;

/// <summary>One inspection of one town and what follows from it (一轮巡察).</summary>
public sealed class Round
{
    public required RoundId Id { get; init; }

    public required UnitId TownUnitId { get; init; }

    public required string Name { get; set; }

    /// <summary>反馈之日: every length of the round counts from here.</summary>
    public required DateOnly FeedbackOn { get; init; }

    public RoundSettings Settings { get; private set; } = new();

    /// <summary>Last day of the concentrated period (集中整改期): calendar months, not 180 days.</summary>
    public DateOnly ConcentratedEnd => FeedbackOn.AddMonths(Settings.ConcentratedMonths);

    /// <summary>Day by which the plan (整改方案) is due.</summary>
    public DateOnly PlanDueOn => FeedbackOn.AddMonths(Settings.PlanDueMonths);

    /// <summary>Replaces the settings; due dates already given stay as they are.</summary>
    public void Change(RoundSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Settings = settings.Validate() is { Count: > 0 } problems
            ? throw new ArgumentException(
                $"The settings cannot be used: {string.Join("; ", problems.Select(p => $"{p.Setting}: {p.English}"))}", nameof(settings))
            : settings;
    }
}
