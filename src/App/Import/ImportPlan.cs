using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Import;

/// <summary>What an import would create, for people to look at before they confirm (导入预览).</summary>
public sealed record ImportPlan(
    string Round, DateOnly FeedbackOn, DateOnly PeriodEnd, RoundFileCounts Counts, IReadOnlyDictionary<string, int> Declared)
{
    public required IReadOnlyList<string> NewUnits { get; init; }
    public required IReadOnlyList<string> KnownUnits { get; init; }
    public required IReadOnlyList<string> NewPeople { get; init; }
    public required IReadOnlyList<string> KnownPeople { get; init; }
    public required IReadOnlyList<PlannedItem> Items { get; init; }
}

/// <summary>An item as it would be registered.</summary>
public sealed record PlannedItem(int Number, string Title, TimeLimitKind TimeLimit, DateOnly? DueOn, int Measures);
