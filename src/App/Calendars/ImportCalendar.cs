using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Deadlines;

namespace Rectify.Workflow.App.Calendars;

/// <summary>
/// Imports a year's day table (导入节假日安排). Looks first and tells what would change; changes something only when confirmed.
/// What was planned with plain weekends, or by an earlier table, is recomputed by a job, with a journal entry each.
/// </summary>
public sealed class ImportCalendar(RectifyDb db, CalendarBook book, OutboxNudge nudge, TimeProvider clock)
{
    /// <summary>What came of it.</summary>
    public abstract record Outcome
    {
        private Outcome() { }

        /// <summary>The file is right; nothing is changed yet.</summary>
        public sealed record Preview(CalendarPreview What) : Outcome;

        /// <summary>The table counts from now on.</summary>
        public sealed record Done(CalendarTable Table) : Outcome;

        /// <summary>The file cannot be used; every problem with its line.</summary>
        public sealed record Refused(ImmutableArray<LineProblem> Problems) : Outcome;

        /// <summary>The same days from the same paper are in use already.</summary>
        public sealed record Known(int Year) : Outcome;

        /// <summary>Somebody imported a table since the preview: look again.</summary>
        public sealed record Overtaken : Outcome;

        /// <summary>Only administrators may.</summary>
        public sealed record NotAllowed : Outcome;
    }

    /// <summary>Tells what the table would change. Changes nothing.</summary>
    public async Task<Outcome> PreviewAsync(string text, Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (!viewer.Is(Roles.Administrator))
        {
            return new Outcome.NotAllowed();
        }

        await book.RefreshAsync(db, cancellationToken);
        var reading = CalendarFile.Read(text);
        if (reading.Table is not { } table)
        {
            return new Outcome.Refused(reading.Problems);
        }

        var before = book.Calendar;
        var known = before.Years.FirstOrDefault(year => year.Year == table.Year);
        if (known is not null && CalendarFile.Write(known) == CalendarFile.Write(table))
        {
            return new Outcome.Known(table.Year);
        }

        var after = before.With(table);
        return new Outcome.Preview(new(
            table, known, [.. after.DaysUnlike(before, table.FirstDay, table.LastDay).Select(day => new CalendarChange(day, after.IsWorked(day)))],
            book.Revision));
    }

    /// <summary>Takes the table into use, provided nobody imported another since the preview.</summary>
    /// <param name="text">The file's text as it was looked at.</param>
    /// <param name="seen">The revision the preview was made on.</param>
    /// <param name="viewer">Who imports.</param>
    /// <param name="cancellationToken">Stops before anything is stored.</param>
    public async Task<Outcome> ConfirmAsync(string text, int seen, Viewer viewer, CancellationToken cancellationToken)
    {
        var outcome = await PreviewAsync(text, viewer, cancellationToken);
        if (outcome is not Outcome.Preview { What: var what })
        {
            return outcome;
        }

        if (what.Revision != seen)
        {
            return new Outcome.Overtaken();
        }

        var now = clock.GetUtcNow();
        var row = new CalendarTable
        {
            Revision = seen + 1,
            Year = what.Table.Year,
            Paper = what.Table.Paper,
            PublishedOn = what.Table.PublishedOn,
            Text = CalendarFile.Write(what.Table),
            ImportedAt = now,
            ImportedBy = viewer.Id,
        };
        db.CalendarTables.Add(row);
        db.Record(Acting.Person(viewer.Id, clock), "calendar.imported", Particulars(what, row));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            if (await db.LastCalendarAsync(cancellationToken) == seen)
            {
                throw;
            }

            return new Outcome.Overtaken();
        }

        await book.RefreshAsync(db, cancellationToken);
        nudge.Nudge(JobSchedule.Calendar);
        return new Outcome.Done(row);
    }

    private static JsonObject Particulars(CalendarPreview what, CalendarTable row) => new()
    {
        ["revision"] = row.Revision,
        ["year"] = row.Year,
        ["paper"] = row.Paper,
        ["replaces"] = what.Known?.Paper,
        ["nowOff"] = new JsonArray([.. what.Changes.Where(change => !change.Worked).Select(change => (JsonNode?)change.Day.ToString("O", CultureInfo.InvariantCulture))]),
        ["nowWorked"] = new JsonArray([.. what.Changes.Where(change => change.Worked).Select(change => (JsonNode?)change.Day.ToString("O", CultureInfo.InvariantCulture))]),
    };
}

/// <summary>What an import would change.</summary>
/// <param name="Table">The table of the file.</param>
/// <param name="Known">The table of that year in use now; null when the year goes by plain weekends.</param>
/// <param name="Changes">Days that would be worked or off unlike now.</param>
/// <param name="Revision">The import the comparison was made with.</param>
public sealed record CalendarPreview(CalendarYear Table, CalendarYear? Known, ImmutableArray<CalendarChange> Changes, int Revision);

/// <summary>A day that an import makes a working day or a day off.</summary>
public sealed record CalendarChange(DateOnly Day, bool Worked);
