using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Import;

/// <summary>A checked round file (巡察轮次文件): its parts refer to each other by keys that are known to exist.</summary>
/// <param name="Declared">The figures the source itself claims, as they stand there.</param>
public sealed record RoundFile(
    FiledRound Round,
    IReadOnlyList<FiledUnit> Units,
    IReadOnlyList<FiledPerson> People,
    IReadOnlyList<FiledItem> Items,
    RoundFileCounts Contains,
    IReadOnlyDictionary<string, int> Declared,
    DateOnly? StatusesAsOf);

/// <summary>How much a round file holds.</summary>
public sealed record RoundFileCounts(int Sections, int Headings, int Items, int Measures, int Amounts);

/// <summary>The round itself.</summary>
/// <param name="Key">Recognises a second import of the same round.</param>
/// <param name="PlanPaper">Number of the paper that carries the plan (整改方案文号).</param>
public sealed record FiledRound(
    string Key, string Name, string Town, DateOnly FeedbackOn, string? PlanPaper, IReadOnlyList<string> Inspected, RoundSettings Settings);

/// <summary>A unit (单位) of the round.</summary>
public sealed record FiledUnit(string Key, string Name, string? Parent, UnitKind Kind);

/// <summary>A person (人员) of the round, by post.</summary>
public sealed record FiledPerson(string Key, string Name, string Unit, IReadOnlyList<string> Roles, string Mail, string Culture);

/// <summary>An item (整改任务) with its place in the notice.</summary>
public sealed record FiledItem(
    FiledPlace Place, int Number, string Title, string? Detail, string? Goal, TimeLimitKind TimeLimit, DateOnly? DueOn, FiledDuty Duty)
{
    public string? Mark { get; init; }
    public string? Progress { get; init; }
    public IReadOnlyList<string> Concerns { get; init; } = [];
    public IReadOnlyList<FiledMeasure> Measures { get; init; } = [];
    public IReadOnlyList<FiledAmount> Amounts { get; init; } = [];
    public IReadOnlyList<FiledDate> Dates { get; init; } = [];
    public FiledOutcome? Published { get; init; }
}

/// <summary>Section and, where there is one, problem heading of an item (方面、问题).</summary>
public sealed record FiledPlace(int SectionNo, string SectionTitle, int? HeadingNo, string? HeadingTitle);

/// <summary>The five roles (五类责任) by key.</summary>
public sealed record FiledDuty(
    string LeadLeader, string ResponsibleLeader, string LeadUnit, string ResponsibleUnit, IReadOnlyList<string> CooperatingUnits,
    string ResponsiblePerson);

/// <summary>A measure (整改措施).</summary>
public sealed record FiledMeasure(int No, string Text, string? Evidence);

/// <summary>An amount of money named by the source; <paramref name="AtLeast"/> stands for 余 and 多.</summary>
public sealed record FiledAmount(decimal Yuan, bool AtLeast, bool InProgress, string? Note);

/// <summary>A day, month or year named by the source.</summary>
public sealed record FiledDate(string On, string? Note);

/// <summary>How the source says the item stands.</summary>
public sealed record FiledOutcome(PublishedStatus Status, DateOnly? DueOn);

/// <summary>The published status phrases, folded (状态归并).</summary>
public enum PublishedStatus
{
    /// <summary>即知即改, finished.</summary>
    DoneAtOnce,

    /// <summary>Finished within the concentrated period (集中整改期).</summary>
    DoneInPeriod,

    /// <summary>A stage result, kept up for long (长期坚持).</summary>
    StageResultKeptUp,

    /// <summary>Going on, with a date (继续整改).</summary>
    GoingOn,
}
