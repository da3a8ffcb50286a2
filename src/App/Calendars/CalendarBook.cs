using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.Domain.Deadlines;

namespace Rectify.Workflow.App.Calendars;

/// <summary>
/// The calendar this process goes by: the shipped tables and over them the imported ones. Whoever works with it takes it once
/// per scope, so that one step never sees two calendars.
/// </summary>
public sealed class CalendarBook
{
    private volatile Edition _current = new(0, WorkingCalendars.Shipped);

    /// <summary>The calendar as last read.</summary>
    public WorkingCalendar Calendar => _current.Calendar;

    /// <summary>The import it contains last; 0 when it is the shipped one.</summary>
    public int Revision => _current.Revision;

    /// <summary>Reads what was imported since; one small question when nothing was.</summary>
    public async Task RefreshAsync(RectifyDb db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (await db.LastCalendarAsync(cancellationToken) != Revision)
        {
            var rows = await db.CalendarTables.AsNoTracking().OrderBy(row => row.Revision).ToListAsync(cancellationToken);
            _current = new(rows.Count == 0 ? 0 : rows[^1].Revision, rows.Aggregate(WorkingCalendars.Shipped, (calendar, row) => calendar.With(row.Read())));
        }
    }

    private sealed record Edition(int Revision, WorkingCalendar Calendar);
}

/// <summary>What is asked of the imported tables.</summary>
internal static class CalendarRows
{
    extension(RectifyDb db)
    {
        /// <summary>The last import; 0 when there is none.</summary>
        public async Task<int> LastCalendarAsync(CancellationToken cancellationToken) =>
            await db.CalendarTables.MaxAsync(row => (int?)row.Revision, cancellationToken) ?? 0;
    }

    extension(CalendarTable row)
    {
        /// <summary>The table; it was checked when it was imported.</summary>
        public CalendarYear Read() => CalendarFile.Read(row.Text).Table
            ?? throw new InvalidOperationException($"The calendar table of revision {row.Revision} cannot be read.");
    }
}
