using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Forecast;

/// <summary>The forecast as people read it: by day and person with totals, and as a difference when something would change.</summary>
public sealed class ForecastQueries
{
    /// <summary>So many mails of a difference are listed; all are counted.</summary>
    public const int MostListed = 500;

    private readonly RectifyDb _db;
    private readonly Forecaster _forecaster;

    internal ForecastQueries(RectifyDb db, Forecaster forecaster) => (_db, _forecaster) = (db, forecaster);

    /// <summary>The rounds there are, newest first.</summary>
    public async Task<IReadOnlyList<(RoundId Id, string Name)>> RoundsAsync(CancellationToken cancellationToken) =>
        [.. (await _db.Rounds.AsNoTracking().OrderByDescending(round => round.FeedbackOn).Select(round => new { round.Id, round.Name })
            .ToListAsync(cancellationToken)).Select(round => (round.Id, round.Name))];

    /// <summary>The units there are, each after the one above it.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Name)>> UnitsAsync(CancellationToken cancellationToken) =>
        [.. (await _db.Units.AsNoTracking().OrderBy(unit => unit.Path).Select(unit => new { unit.Id, unit.Name })
            .ToListAsync(cancellationToken)).Select(unit => (unit.Id, unit.Name))];

    /// <summary>Days and people with their totals, and one page of the mails.</summary>
    public async Task<ForecastView> ViewAsync(ForecastRange range, ForecastFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var people = await PeopleAsync(filter.Unit, cancellationToken);
        var days = new SortedDictionary<DateOnly, ForecastCount>();
        var perPerson = new Dictionary<Guid, ForecastCount>();
        var shown = new List<ForecastMail>();
        var total = 0;
        await foreach (var mail in _forecaster.MakeAsync(range, null, cancellationToken))
        {
            if (!people.ContainsKey(mail.Recipient))
            {
                continue;
            }

            perPerson[mail.Recipient] = perPerson.GetValueOrDefault(mail.Recipient).With(mail);
            if (filter.Person is { } person && person != mail.Recipient)
            {
                continue;
            }

            days[mail.Day] = days.GetValueOrDefault(mail.Day).With(mail);
            if ((filter.Day is null || filter.Day == mail.Day) && ++total > filter.Skip && shown.Count < filter.Take)
            {
                shown.Add(mail);
            }
        }

        return new(
            [.. days.Select(day => (day.Key, day.Value))],
            [.. perPerson.OrderByDescending(person => person.Value.Mails).ThenBy(person => people[person.Key], StringComparer.Ordinal)
                .Select(person => (person.Key, people[person.Key], person.Value))],
            total, shown, await WordsAsync(shown, cancellationToken));
    }

    /// <summary>What a change would add and drop, day by day; neither forecast is kept whole.</summary>
    public async Task<ForecastDiff> CompareAsync(ForecastRange range, ForecastChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var (before, after) = (_forecaster.MakeAsync(range, null, cancellationToken), _forecaster.MakeAsync(range, change, cancellationToken));
        var diff = await ForecastComparison.OfAsync(before, after, MostListed, cancellationToken);
        return diff with { Words = await WordsAsync([.. diff.Added, .. diff.Dropped, .. diff.Changed], cancellationToken) };
    }

    /// <summary>The mails of a person or of all, one by one: for whoever writes them out.</summary>
    public IAsyncEnumerable<ForecastMail> MailsAsync(ForecastRange range, ForecastChange? change, CancellationToken cancellationToken) =>
        _forecaster.MakeAsync(range, change, cancellationToken);

    /// <summary>Names for what these mails tell of.</summary>
    public async Task<ForecastWords> WordsAsync(IReadOnlyCollection<ForecastMail> mails, CancellationToken cancellationToken)
    {
        var people = mails.Select(mail => mail.Recipient).Concat(mails.Select(mail => mail.OnBehalfOf).OfType<Guid>()).Distinct().ToList();
        var items = mails.SelectMany(mail => mail.Lines).Select(line => line.Item).Distinct().Take(MostListed * 4).ToList();
        return new(
            await _db.Users.AsNoTracking().Where(person => people.Contains(person.Id))
                .ToDictionaryAsync(person => person.Id, person => person.DisplayName, cancellationToken),
            await _db.Items.AsNoTracking().Where(item => items.Contains(item.Id)).Select(item => new { item.Id, item.Title })
                .ToDictionaryAsync(item => item.Id, item => item.Title, cancellationToken));
    }

    private async Task<Dictionary<Guid, string>> PeopleAsync(Guid? unit, CancellationToken cancellationToken)
    {
        var path = unit is { } id ? await _db.Units.Where(row => row.Id == id).Select(row => row.Path).SingleOrDefaultAsync(cancellationToken) ?? "?" : "";
        return await (from person in _db.Users.AsNoTracking()
                      join home in _db.Units on person.UnitId equals home.Id
                      where home.Path.StartsWith(path)
                      select new { person.Id, person.DisplayName })
            .ToDictionaryAsync(person => person.Id, person => person.DisplayName, cancellationToken);
    }
}

/// <summary>Which of the mails are shown.</summary>
public sealed record ForecastFilter(Guid? Unit = null, Guid? Person = null, DateOnly? Day = null, int Skip = 0, int Take = 50);

/// <summary>How much a day or a person gets.</summary>
/// <param name="Mails">Mails of all kinds.</param>
/// <param name="Items">Items told of, each time counted.</param>
/// <param name="Papers">Numbered papers addressed.</param>
/// <param name="Provisional">Mails whose day may still move.</param>
public readonly record struct ForecastCount(int Mails, int Items, int Papers, int Provisional)
{
    internal ForecastCount With(ForecastMail mail) =>
        new(Mails + 1, Items + mail.Lines.Count, Papers + mail.Papers, Provisional + (mail.Provisional ? 1 : 0));
}

/// <summary>The forecast as a page shows it.</summary>
public sealed record ForecastView(
    IReadOnlyList<(DateOnly Day, ForecastCount Count)> Days, IReadOnlyList<(Guid Id, string Name, ForecastCount Count)> People, int Total,
    IReadOnlyList<ForecastMail> Mails, ForecastWords Words)
{
    /// <summary>Everything together.</summary>
    public ForecastCount Sum => Days.Aggregate(default(ForecastCount), (sum, day) => new(
        sum.Mails + day.Count.Mails, sum.Items + day.Count.Items, sum.Papers + day.Count.Papers, sum.Provisional + day.Count.Provisional));
}

/// <summary>Names of people and titles of items.</summary>
public sealed record ForecastWords(IReadOnlyDictionary<Guid, string> People, IReadOnlyDictionary<ItemId, string> Titles)
{
    /// <summary>Names for nothing.</summary>
    public static ForecastWords None { get; } = new(new Dictionary<Guid, string>(), new Dictionary<ItemId, string>());
}

/// <summary>What a change adds and drops (变更影响). A mail that is the same but for what it tells of is changed.</summary>
/// <param name="Adds">Mails that come to be.</param>
/// <param name="Drops">Mails that are owed no more.</param>
/// <param name="Changes">Mails that tell of something else.</param>
public sealed record ForecastDiff(int Adds, int Drops, int Changes)
{
    public IReadOnlyList<ForecastMail> Added { get; init; } = [];

    public IReadOnlyList<ForecastMail> Dropped { get; init; } = [];

    /// <summary>As they would be.</summary>
    public IReadOnlyList<ForecastMail> Changed { get; init; } = [];

    public ForecastWords Words { get; init; } = ForecastWords.None;

    /// <summary>True when nobody would notice.</summary>
    public bool IsNone => (Adds, Drops, Changes) == (0, 0, 0);
}
