using System.Collections.Immutable;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;

namespace Rectify.Workflow.Domain.Weekly;

/// <summary>How a set of items stands; withdrawn ones count nowhere.</summary>
/// <param name="GoingOn">Neither closed nor long-term; overdue ones included.</param>
public sealed record Tally(int Total, int Closed, int LongTerm, int GoingOn, int Overdue)
{
    /// <summary>Of those going on: handed in and with the verifier or supervisor.</summary>
    public int InReview { get; init; }

    /// <summary>Of those going on: in the ledger, but not begun.</summary>
    public int NotBegun { get; init; }

    /// <summary>Done as published totals count it: stage results included (含长期坚持).</summary>
    public int DoneInNoticeSense => Closed + LongTerm;

    /// <summary>Done for good: closed only.</summary>
    public int ReallyDone => Closed;

    /// <summary>Of those going on: with the responsible side and not overdue.</summary>
    public int UnderWay => GoingOn - Overdue - InReview - NotBegun;

    internal static Tally Of(IEnumerable<ItemStanding> standings, DateOnly today)
    {
        int total = 0, closed = 0, longTerm = 0, overdue = 0, review = 0, registered = 0;
        foreach (var standing in standings.Where(standing => standing.IsCounted))
        {
            total++;
            closed += standing.Status is ItemStatus.Closed ? 1 : 0;
            longTerm += standing.Status is ItemStatus.LongTerm ? 1 : 0;
            overdue += standing.IsOverdue(today) ? 1 : 0;
            review += standing.Status is ItemStatus.Verifying or ItemStatus.AwaitingClosure ? 1 : 0;
            registered += standing.Status is ItemStatus.Registered ? 1 : 0;
        }

        return new(total, closed, longTerm, total - closed - longTerm, overdue) { InReview = review, NotBegun = registered };
    }
}

/// <summary>What happened between two moments, and what was coming at the later one.</summary>
/// <param name="Opened">Begun, or reopened by a failed review.</param>
/// <param name="Closed">Closed for good (销号).</param>
/// <param name="NewlyOverdue">Overdue at the later moment and not at the earlier one.</param>
/// <param name="DueSoon">Due within the fortnight that begins with the later moment.</param>
public sealed record Movement(int Opened, int Closed, int NewlyOverdue, int DueSoon);

/// <summary>How the items stood at one moment of the trend.</summary>
public sealed record TrendPoint(DateOnly Day, Tally Tally);

/// <summary>The tally of one section of the feedback.</summary>
public sealed record SectionTally(int SectionNo, string SectionTitle, Tally Tally);

/// <summary>The tally of one responsible unit; null gathers the items that name none.</summary>
public sealed record UnitTally(UnitId? Unit, Tally Tally);

/// <summary>An overdue item and by how many calendar days.</summary>
public sealed record OverdueLine(WeeklyRow Row, int DaysLate);

/// <summary>The figures of one summary (周报、月报), computed from plain rows and their history.</summary>
/// <param name="All">How the items stand now.</param>
/// <param name="Before">How they stood when the summary before was due.</param>
/// <param name="Moved">What happened since then.</param>
/// <param name="MovedBefore">What had happened in the period before that.</param>
/// <param name="Going">Neither closed nor long-term, the soonest due first.</param>
/// <param name="Overdue">All that are overdue, the oldest first.</param>
public sealed record WeeklyFigures(
    SummarySpan Span,
    Tally All,
    Tally Before,
    Movement Moved,
    Movement MovedBefore,
    ImmutableArray<SectionTally> BySection,
    ImmutableArray<UnitTally> ByUnit,
    ImmutableArray<TrendPoint> Trend,
    ImmutableArray<WeeklyRow> Going,
    ImmutableArray<WeeklyRow> DueSoon,
    ImmutableArray<WeeklyRow> NewlyOverdue,
    ImmutableArray<OverdueLine> Overdue)
{
    /// <summary>How far ahead "due soon" looks, the day itself included.</summary>
    public const int DueSoonDays = 14;

    /// <summary>How many overdue items are named.</summary>
    public const int NamedOverdue = 10;

    /// <summary>Those overdue longest.</summary>
    public IEnumerable<OverdueLine> OldestOverdue => Overdue.Take(NamedOverdue);

    /// <summary>Counts the rows as they stood at the moments of the span.</summary>
    public static WeeklyFigures Of(IReadOnlyCollection<WeeklyRow> rows, SummarySpan span)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(span);
        var today = span.Now.Day;
        var counted = rows.Select(row => row.AsOf(span.Now.At)).OfType<WeeklyRow>()
            .Where(row => row.Status is not ItemStatus.Withdrawn).ToList();
        var overdue = counted.Where(row => row.Status.IsOverdue(row.DueOn, today)).OrderBy(row => row.DueOn).ThenBy(row => row.Number).ToList();
        return new(
            span,
            TallyOf(counted, today),
            TallyAt(rows, span.Before),
            Between(rows, span.Before, span.Now),
            Between(rows, span.Earlier, span.Before),
            [.. counted.GroupBy(row => (row.SectionNo, row.SectionTitle)).OrderBy(group => group.Key.SectionNo)
                .Select(group => new SectionTally(group.Key.SectionNo, group.Key.SectionTitle, TallyOf(group, today)))],
            [.. counted.GroupBy(row => row.Unit).OrderBy(group => group.Min(row => row.Number))
                .Select(group => new UnitTally(group.Key, TallyOf(group, today)))],
            [.. span.Trend.Select(moment => new TrendPoint(moment.Day, TallyAt(rows, moment)))],
            [.. counted.Where(row => !row.Status.IsDoneInNoticeSense)
                .OrderBy(row => row.DueOn ?? DateOnly.MaxValue).ThenBy(row => row.Number)],
            [.. counted.Where(row => StandingOf(row).IsDueSoon(today)).OrderBy(row => row.DueOn).ThenBy(row => row.Number)],
            [.. overdue.Where(row => row.StandingAt(span.Before.At) is not { } before || !before.IsOverdue(span.Before.Day))],
            [.. overdue.Select(row => new OverdueLine(row, today.DayNumber - row.DueOn.GetValueOrDefault().DayNumber))]);
    }

    private static ItemStanding StandingOf(WeeklyRow row) => new(row.Status, row.DueOn);

    private static Tally TallyOf(IEnumerable<WeeklyRow> rows, DateOnly today) => Tally.Of(rows.Select(StandingOf), today);

    private static Tally TallyAt(IEnumerable<WeeklyRow> rows, SummaryMoment moment) =>
        Tally.Of(rows.Select(row => row.StandingAt(moment.At)).OfType<ItemStanding>(), moment.Day);

    private static Movement Between(IEnumerable<WeeklyRow> rows, SummaryMoment from, SummaryMoment to)
    {
        int opened = 0, closed = 0, newly = 0, soon = 0;
        foreach (var row in rows)
        {
            if (row.StandingAt(to.At) is not { IsCounted: true } after)
            {
                continue;
            }

            var before = row.StandingAt(from.At);
            var begun = before is not { Status: not ItemStatus.Registered } && after.Status is not ItemStatus.Registered;
            opened += begun || (before?.Status is ItemStatus.LongTerm && after.IsUnderWay) ? 1 : 0;
            closed += after.Status is ItemStatus.Closed && before?.Status is not ItemStatus.Closed ? 1 : 0;
            newly += after.IsOverdue(to.Day) && before?.IsOverdue(from.Day) is not true ? 1 : 0;
            soon += after.IsDueSoon(to.Day) ? 1 : 0;
        }

        return new(opened, closed, newly, soon);
    }
}
