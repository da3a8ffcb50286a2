using System.Globalization;
using System.Runtime.CompilerServices;
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

    /// <summary>责任单位: a unit's items stand together.</summary>
    Unit,

    /// <summary>类别.</summary>
    Section,

    /// <summary>Most urged first when descending (催办次数).</summary>
    Urged,
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
    public RoundId? Round { get; init; }

    /// <summary>Owing work and due within that many days from today (剩余天数).</summary>
    public int? WithinDays { get; init; }

    /// <summary>Returned at least twice (退回两次以上).</summary>
    public bool ReturnedTwice { get; init; }

    public string? Text { get; init; }
    public LedgerSort Sort { get; init; }
    public bool Descending { get; init; }
}

/// <summary>One line of the ledger (台账).</summary>
/// <param name="Round">The round the problem comes from (问题来源).</param>
/// <param name="Evidence">How many files of evidence it has.</param>
public sealed record LedgerLine(RectificationItem Item, string Round, int Evidence);

/// <summary>The figures above the ledger.</summary>
public sealed record LedgerFigures(int Total, int Going, int Overdue, int LongTerm, int Closed);

/// <summary>A round with items that nobody started yet, and the workflow they would start on.</summary>
public sealed record WaitingRound(RoundId Id, string Name, int Registered, string DefinitionId);

/// <summary>Reads the ledger as far as the viewer may see it.</summary>
public sealed class LedgerQueries(RectifyDb db)
{
    private const int ChunkSize = 500;

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

    /// <summary>How many items match, by status.</summary>
    public async Task<IReadOnlyDictionary<ItemStatus, int>> StatesAsync(
        Viewer viewer, LedgerFilter filter, DateOnly today, CancellationToken cancellationToken) =>
        await Matching(viewer, filter, today).GroupBy(item => item.Status)
            .ToDictionaryAsync(group => group.Key, group => group.Count(), cancellationToken);

    /// <summary>One page of the items that match.</summary>
    public async Task<IReadOnlyList<LedgerLine>> ListAsync(
        Viewer viewer, LedgerFilter filter, DateOnly today, (int Skip, int Take) window, CancellationToken cancellationToken) =>
        await LinesAsync(
            await Sorted(Matching(viewer, filter, today), filter).Skip(window.Skip).Take(window.Take)
                .Select(item => item.Id).ToListAsync(cancellationToken),
            cancellationToken);

    /// <summary>All items that match, a few hundred at a time; what happens meanwhile shows in the later ones.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LedgerLine>> AllAsync(
        Viewer viewer, LedgerFilter filter, DateOnly today, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ids = await Sorted(Matching(viewer, filter, today), filter).Select(item => item.Id).ToListAsync(cancellationToken);
        foreach (var some in ids.Chunk(ChunkSize))
        {
            yield return await LinesAsync(some, cancellationToken);
        }
    }

    /// <summary>The rounds among the items the viewer sees.</summary>
    public async Task<IReadOnlyList<(RoundId Id, string Name)>> RoundsAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        var rounds = await db.Rounds.AsNoTracking().Where(round => db.ItemsFor(viewer).Any(item => item.RoundId == round.Id))
            .OrderByDescending(round => round.FeedbackOn).Select(round => new { round.Id, round.Name }).ToListAsync(cancellationToken);
        return [.. rounds.Select(round => (round.Id, round.Name))];
    }

    private async Task<IReadOnlyList<LedgerLine>> LinesAsync(IReadOnlyList<ItemId> ids, CancellationToken cancellationToken)
    {
        var items = await db.Items.AsNoTrackingWithIdentityResolution().Include(item => item.Measures).AsSplitQuery()
            .Where(item => ids.Contains(item.Id)).ToDictionaryAsync(item => item.Id, cancellationToken);
        var files = await db.Evidence.Where(file => ids.Contains(file.ItemId)).GroupBy(file => file.ItemId)
            .ToDictionaryAsync(group => group.Key, group => group.Count(), cancellationToken);
        var rounds = items.Values.Select(item => item.RoundId).Distinct().ToList();
        var names = await db.Rounds.Where(round => rounds.Contains(round.Id))
            .ToDictionaryAsync(round => round.Id, round => round.Name, cancellationToken);
        return
        [
            .. ids.Where(items.ContainsKey).Select(id => items[id])
                .Select(item => new LedgerLine(item, names.GetValueOrDefault(item.RoundId, ""), files.GetValueOrDefault(item.Id))),
        ];
    }

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
        items = filter.Round is { } round ? items.Where(item => item.RoundId == round) : items;
        items = filter.ReturnedTwice ? items.Where(item => item.ReturnedCount >= 2) : items;
        if (filter.WithinDays is { } days)
        {
            var owing = ItemStatusFacts.Owing.ToArray();
            var last = today.AddDays(days);
            items = items.Where(item => item.DueOn >= today && item.DueOn <= last && owing.Contains(item.Status));
        }

        if (filter.Unit is { } unit)
        {
            UnitId? responsible = new UnitId(unit);
            items = items.Where(item => item.Duty.ResponsibleUnit == responsible || item.Duty.LeadUnit == responsible
                || db.ItemUnits.Any(each => each.ItemId == item.Id && each.UnitId == unit));
        }

        return string.IsNullOrWhiteSpace(filter.Text) ? items : Mentioning(items, filter.Text.Trim());
    }

    // Problem, measures and progress, wherever the word stands; a number is also an item's own.
    private static IQueryable<RectificationItem> Mentioning(IQueryable<RectificationItem> items, string word)
    {
        var number = int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : (int?)null;
        return items.Where(item => item.Number == number || item.Title.Contains(word) || item.Detail.Contains(word)
            || (item.HeadingTitle ?? "").Contains(word) || (item.Goal ?? "").Contains(word) || (item.Progress ?? "").Contains(word)
            || item.Measures.Any(measure => measure.Text.Contains(word) || (measure.Result ?? "").Contains(word)));
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
            (LedgerSort.Unit, false) => items.OrderBy(item => item.Duty.ResponsibleUnit),
            (LedgerSort.Unit, true) => items.OrderByDescending(item => item.Duty.ResponsibleUnit),
            (LedgerSort.Section, false) => items.OrderBy(item => item.SectionNo),
            (LedgerSort.Section, true) => items.OrderByDescending(item => item.SectionNo),
            (LedgerSort.Urged, false) => items.OrderBy(item => item.UrgedCount),
            (LedgerSort.Urged, true) => items.OrderByDescending(item => item.UrgedCount),
            (_, true) => items.OrderByDescending(item => item.Number),
            _ => items.OrderBy(item => item.Number),
        };
        return sorted.ThenBy(item => item.Number).ThenBy(item => item.Id);
    }
}
