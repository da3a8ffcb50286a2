using System.Collections.Immutable;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;

namespace Rectify.Workflow.Domain.Weekly;

/// <summary>One item as the weekly summary sees it.</summary>
public sealed record WeeklyRow(ItemId Id, int Number, string Title, ItemStatus Status, DateOnly? DueOn)
{
    public int SectionNo { get; init; }

    public string SectionTitle { get; init; } = "";

    public UnitId? Unit { get; init; }
}

/// <summary>How a set of items stands; withdrawn ones count nowhere.</summary>
/// <param name="GoingOn">Neither closed nor long-term; overdue ones included.</param>
public sealed record Tally(int Total, int Closed, int LongTerm, int GoingOn, int Overdue)
{
    /// <summary>Done as published totals count it: stage results included (含长期坚持).</summary>
    public int DoneInNoticeSense => Closed + LongTerm;

    /// <summary>Done for good: closed only.</summary>
    public int ReallyDone => Closed;

    internal static Tally Of(IReadOnlyCollection<WeeklyRow> rows, DateOnly today) => new(
        rows.Count,
        rows.Count(row => row.Status is ItemStatus.Closed),
        rows.Count(row => row.Status is ItemStatus.LongTerm),
        rows.Count(row => !row.Status.IsDoneInNoticeSense),
        rows.Count(row => row.Status.IsOverdue(row.DueOn, today)));
}

/// <summary>The tally of one section of the feedback.</summary>
public sealed record SectionTally(int SectionNo, string SectionTitle, Tally Tally);

/// <summary>The tally of one responsible unit; null gathers the items that name none.</summary>
public sealed record UnitTally(UnitId? Unit, Tally Tally);

/// <summary>An overdue item and by how many calendar days.</summary>
public sealed record OverdueLine(WeeklyRow Row, int DaysLate);

/// <summary>The figures of one week's summary (周报), computed from plain rows.</summary>
public sealed record WeeklyFigures(
    DateOnly Day,
    Tally All,
    ImmutableArray<SectionTally> BySection,
    ImmutableArray<UnitTally> ByUnit,
    ImmutableArray<WeeklyRow> DueSoon,
    ImmutableArray<OverdueLine> OldestOverdue)
{
    /// <summary>How far ahead "due soon" looks, the day itself included.</summary>
    public const int DueSoonDays = 14;

    /// <summary>How many overdue items are named.</summary>
    public const int NamedOverdue = 10;

    /// <summary>Counts the rows as they stand on a day.</summary>
    public static WeeklyFigures Of(IEnumerable<WeeklyRow> rows, DateOnly today)
    {
        var counted = rows.Where(row => row.Status is not ItemStatus.Withdrawn).ToList();
        return new(
            today,
            Tally.Of(counted, today),
            [.. counted.GroupBy(row => (row.SectionNo, row.SectionTitle)).OrderBy(group => group.Key.SectionNo)
                .Select(group => new SectionTally(group.Key.SectionNo, group.Key.SectionTitle, Tally.Of([.. group], today)))],
            [.. counted.GroupBy(row => row.Unit).OrderBy(group => group.Min(row => row.Number))
                .Select(group => new UnitTally(group.Key, Tally.Of([.. group], today)))],
            [.. counted.Where(row => row.Status.OwesWork && row.DueOn >= today && row.DueOn <= today.AddDays(DueSoonDays))
                .OrderBy(row => row.DueOn).ThenBy(row => row.Number)],
            [.. counted.Where(row => row.Status.IsOverdue(row.DueOn, today))
                .OrderBy(row => row.DueOn).ThenBy(row => row.Number).Take(NamedOverdue)
                .Select(row => new OverdueLine(row, today.DayNumber - row.DueOn.GetValueOrDefault().DayNumber))]);
    }
}
