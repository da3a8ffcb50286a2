using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.Domain.Items;

/// <summary>Everything an item is registered with (建账).</summary>
public sealed record ItemDraft
{
    public required ItemId Id { get; init; }

    public required RoundId RoundId { get; init; }

    /// <summary>序号 within the round, from 1.</summary>
    public required int Number { get; init; }

    public required int SectionNo { get; init; }

    public required string SectionTitle { get; init; }

    /// <summary>Number of the problem heading within its section; an item may stand right under the section.</summary>
    public int? HeadingNo { get; init; }

    public string? HeadingTitle { get; init; }

    public required string Title { get; init; }

    public string Detail { get; init; } = "";

    /// <summary>整改目标</summary>
    public string? Goal { get; init; }

    public required TimeLimitKind TimeLimit { get; init; }

    public DateOnly? DueOn { get; init; }

    public DutySet Duty { get; init; } = new();

    public IReadOnlyList<Measure> Measures { get; init; } = [];

    public IReadOnlyList<Amount> Amounts { get; init; } = [];

    public string? Progress { get; init; }
}
