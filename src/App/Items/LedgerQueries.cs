using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Items;

/// <summary>How a ledger is sorted.</summary>
public enum LedgerSort
{
    /// <summary>序号.</summary>
    Number,

    /// <summary>完成时限, items without one last.</summary>
    Due,

    /// <summary>状态.</summary>
    Status,
}

/// <summary>What part of the ledger is asked for.</summary>
public sealed record LedgerFilter
{
    public ItemStatus? Status { get; init; }
    public int? Section { get; init; }
    public Guid? Unit { get; init; }
    public TimeLimitKind? TimeLimit { get; init; }
    public bool Overdue { get; init; }
    public bool Open { get; init; }
    public string? Text { get; init; }
    public LedgerSort Sort { get; init; }
    public bool Descending { get; init; }
}

/// <summary>One line of the ledger (台账).</summary>
public sealed record LedgerRow(
    ItemId Id, int Number, int SectionNo, string SectionTitle, string Title, TimeLimitKind TimeLimit, ItemStatus Status,
    DateOnly? DueOn, DateOnly? OriginalDueOn, UnitId? Unit, PersonId? Person, DateOnly? NextReviewOn);

/// <summary>The figures above the ledger.</summary>
public sealed record LedgerFigures(int Total, int Going, int Overdue, int LongTerm, int Closed);

/// <summary>A round with items that nobody started yet, and the workflow they would start on.</summary>
public sealed record WaitingRound(RoundId Id, string Name, int Registered, string DefinitionId);

/// <summary>Reads the ledger as far as the viewer may see it.</summary>
public sealed class LedgerQueries(RectifyDb db)
{
    /// <summary>The figures over everything the viewer sees.</summary>
    public async Task<LedgerFigures> FiguresAsync(Viewer viewer, DateOnly today, CancellationToken cancellationToken)
    {
        var counts = await db.ItemsFor(viewer).GroupBy(item => item.Status)
            .Select(group => new { Status = group.Key, Count = group.Count() }).ToListAsync(cancellationToken);
        var overdue = await Overdue(db.ItemsFor(viewer), today).CountAsync(cancellationToken);
        return new LedgerFigures(
            counts.Sum(row => row.Count),
            counts.Where(row => row.Status.IsOpen && row.Status is not ItemStatus.LongTerm).Sum(row => row.Count),
            overdue,
            counts.Where(row => row.Status is ItemStatus.LongTerm).Sum(row => row.Count),
            counts.Where(row => row.Status is ItemStatus.Closed).Sum(row => row.Count));
    }

    /// <summary>The rounds that have registered items nobody started yet, and how many.</summary>
    public async Task<IReadOnlyList<WaitingRound>> WaitingRoundsAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        var waiting = await db.ItemsFor(viewer).Where(item => item.Status == ItemStatus.Registered)
            .GroupBy(item => item.RoundId).Select(group => new { Id = group.Key, Count = group.Count() }).ToListAsync(cancellationToken);
        var ids = waiting.ConvertAll(row => row.Id);
        var rounds = await db.Rounds.AsNoTracking().Where(round => ids.Contains(round.Id)).ToDictionaryAsync(round => round.Id, cancellationToken);
        return [.. waiting.Select(row => new WaitingRound(row.Id, rounds[row.Id].Name, row.Count, rounds[row.Id].Settings.DefinitionId))];
    }

    /// <summary>How many items match.</summary>
    public Task<int> CountAsync(Viewer viewer, LedgerFilter filter, DateOnly today, CancellationToken cancellationToken) =>
        Matching(viewer, filter, today).CountAsync(cancellationToken);

    /// <summary>One page of the items that match.</summary>
    public async Task<IReadOnlyList<LedgerRow>> ListAsync(
        Viewer viewer, LedgerFilter filter, DateOnly today, (int Skip, int Take) window, CancellationToken cancellationToken) =>
        await Sorted(Matching(viewer, filter, today), filter).Skip(window.Skip).Take(window.Take)
            .Select(item => new LedgerRow(
                item.Id, item.Number, item.SectionNo, item.SectionTitle, item.Title, item.TimeLimit, item.Status, item.DueOn,
                item.OriginalDueOn, item.Duty.ResponsibleUnit, item.Duty.ResponsiblePerson, item.NextReviewOn))
            .ToListAsync(cancellationToken);

    /// <summary>The sections among the items the viewer sees, in order.</summary>
    public async Task<IReadOnlyList<(int No, string Title)>> SectionsAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        var sections = await db.ItemsFor(viewer).Select(item => new { item.SectionNo, item.SectionTitle }).Distinct()
            .OrderBy(section => section.SectionNo).ToListAsync(cancellationToken);
        return [.. sections.Select(section => (section.SectionNo, section.SectionTitle))];
    }

    private IQueryable<RectificationItem> Matching(Viewer viewer, LedgerFilter filter, DateOnly today)
    {
        var items = db.ItemsFor(viewer).AsNoTracking();
        items = filter.Status is { } status ? items.Where(item => item.Status == status) : items;
        items = filter.Section is { } section ? items.Where(item => item.SectionNo == section) : items;
        items = filter.TimeLimit is { } kind ? items.Where(item => item.TimeLimit == kind) : items;
        items = filter.Overdue ? Overdue(items, today) : items;
        items = filter.Open
            ? items.Where(item => item.Status != ItemStatus.Closed && item.Status != ItemStatus.Withdrawn && item.Status != ItemStatus.LongTerm)
            : items;
        if (filter.Unit is { } unit)
        {
            UnitId? responsible = new UnitId(unit);
            items = items.Where(item => item.Duty.ResponsibleUnit == responsible || item.Duty.LeadUnit == responsible
                || db.ItemUnits.Any(each => each.ItemId == item.Id && each.UnitId == unit));
        }

        if (!string.IsNullOrWhiteSpace(filter.Text))
        {
            var word = filter.Text.Trim();
            items = int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? items.Where(item => item.Number == number || item.Title.Contains(word) || item.Detail.Contains(word))
                : items.Where(item => item.Title.Contains(word) || item.Detail.Contains(word)
                    || (item.HeadingTitle ?? "").Contains(word));
        }

        return items;
    }

    private static IQueryable<RectificationItem> Overdue(IQueryable<RectificationItem> items, DateOnly today)
    {
        var owing = ItemStatusFacts.Owing.ToArray();
        return items.Where(item => item.DueOn < today && owing.Contains(item.Status));
    }

    private static IOrderedQueryable<RectificationItem> Sorted(IQueryable<RectificationItem> items, LedgerFilter filter)
    {
        var sorted = (filter.Sort, filter.Descending) switch
        {
            (LedgerSort.Due, false) => items.OrderBy(item => item.DueOn == null).ThenBy(item => item.DueOn),
            (LedgerSort.Due, true) => items.OrderBy(item => item.DueOn == null).ThenByDescending(item => item.DueOn),
            (LedgerSort.Status, false) => items.OrderBy(item => item.Status),
            (LedgerSort.Status, true) => items.OrderByDescending(item => item.Status),
            (_, true) => items.OrderByDescending(item => item.Number),
            _ => items.OrderBy(item => item.Number),
        };
        return sorted.ThenBy(item => item.Number).ThenBy(item => item.Id);
    }
}
