using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.Journal;

/// <summary>Which entries of the journal are wanted; null leaves a condition out.</summary>
/// <param name="From">The first instant.</param>
/// <param name="Until">The instant after the last.</param>
/// <param name="Subject">The kinds that begin with it, such as "item" or "workflow".</param>
/// <param name="Search">An item's number, or part of an item's title or a person's name.</param>
/// <param name="Before">Only entries with lower numbers: the next page.</param>
public sealed record JournalFilter(DateTimeOffset? From, DateTimeOffset? Until, string? Subject, string? Search, long? Before);

/// <summary>An entry as the page shows it.</summary>
/// <param name="Person">Who acted; null when a job did.</param>
/// <param name="Position">The place in its town's chain; null while it waits to be sealed.</param>
public sealed record JournalRow(JournalEntry Entry, string? Person, int? ItemNumber, string? ItemTitle, long? Position, string? Digest);

/// <summary>Reads the journal, newest first, a page at a time (工作日志).</summary>
public sealed class JournalQueries(RectifyDb db)
{
    private const int MostMatches = 200;

    /// <summary>At most that many entries; the last one's number begins the next page.</summary>
    public async Task<IReadOnlyList<JournalRow>> ListAsync(JournalFilter filter, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var rows = db.Journal.AsNoTracking();
        rows = filter.From is { } from ? rows.Where(row => row.At >= from) : rows;
        rows = filter.Until is { } until ? rows.Where(row => row.At < until) : rows;
        rows = filter.Before is { } before ? rows.Where(row => row.Id < before) : rows;
        if (filter.Subject is { Length: > 0 } subject)
        {
            var start = subject + ".";
            rows = rows.Where(row => row.Kind.StartsWith(start));
        }

        if (filter.Search is { Length: > 0 } search)
        {
            var (items, people) = await FindAsync(search, cancellationToken);
            rows = rows.Where(row => (row.ItemId != null && items.Contains(row.ItemId.Value)) || (row.By != null && people.Contains(row.By.Value)));
        }

        var page = await (
            from row in rows.OrderByDescending(row => row.Id).Take(count)
            join person in db.Users on row.By equals (Guid?)person.Id into people
            from person in people.DefaultIfEmpty()
            join item in db.Items on row.ItemId equals (Domain.Items.ItemId?)item.Id into items
            from item in items.DefaultIfEmpty()
            join seal in db.JournalSeals on row.Id equals seal.EntryId into seals
            from seal in seals.DefaultIfEmpty()
            orderby row.Id descending
            select new
            {
                Row = row,
                Person = (string?)person.DisplayName,
                Number = (int?)item.Number,
                Title = (string?)item.Title,
                Position = (long?)seal.Position,
                Digest = (string?)seal.Digest,
            }).ToListAsync(cancellationToken);
        return [.. page.Select(each => new JournalRow(each.Row, each.Person, each.Number, each.Title, each.Position, each.Digest))];
    }

    private async Task<(List<Domain.Items.ItemId> Items, List<Guid> People)> FindAsync(string search, CancellationToken cancellationToken)
    {
        var number = int.TryParse(search, System.Globalization.NumberStyles.None, null, out var parsed) ? parsed : (int?)null;
        var items = await db.Items.Where(item => item.Number == number || item.Title.Contains(search))
            .OrderBy(item => item.Id).Select(item => item.Id).Take(MostMatches).ToListAsync(cancellationToken);
        var people = await db.Users.Where(person => person.DisplayName.Contains(search))
            .OrderBy(person => person.Id).Select(person => person.Id).Take(MostMatches).ToListAsync(cancellationToken);
        return (items, people);
    }
}
