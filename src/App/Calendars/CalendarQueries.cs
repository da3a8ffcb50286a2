using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.Domain.Deadlines;

namespace Rectify.Workflow.App.Calendars;

/// <summary>The tables in use, newest year first, and where each comes from.</summary>
public sealed class CalendarQueries(RectifyDb db, CalendarBook book)
{
    /// <summary>All years of the calendar as it is now.</summary>
    public async Task<IReadOnlyList<CalendarRow>> ListAsync(CancellationToken cancellationToken)
    {
        await book.RefreshAsync(db, cancellationToken);
        var calendar = book.Calendar;
        var imports = (await (
                from table in db.CalendarTables.AsNoTracking()
                join person in db.Users on table.ImportedBy equals person.Id into people
                from person in people.DefaultIfEmpty()
                orderby table.Revision
                select new { table.Year, table.ImportedAt, person.DisplayName }).ToListAsync(cancellationToken))
            .ToLookup(row => row.Year);
        return
        [
            .. calendar.Years.OrderByDescending(year => year.Year).Select(year => new CalendarRow(
                year, calendar.CountInYear(year.Year), imports[year.Year].LastOrDefault()?.ImportedAt, imports[year.Year].LastOrDefault()?.DisplayName)),
        ];
    }
}

/// <summary>A year's table in use.</summary>
/// <param name="Table">The table.</param>
/// <param name="WorkingDays">Working days of the whole year.</param>
/// <param name="ImportedAt">When somebody imported it; null when it came with the product.</param>
/// <param name="ImportedBy">Who did.</param>
public sealed record CalendarRow(CalendarYear Table, int WorkingDays, DateTimeOffset? ImportedAt, string? ImportedBy);
