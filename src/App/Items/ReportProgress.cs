using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Items;

/// <summary>The responsible side reports progress (进展情况) on an item, and on one of its measures when it names it.</summary>
public sealed class ReportProgress(RectifyDb db, TimeProvider clock)
{
    /// <summary>The longest report, in characters.</summary>
    public const int Longest = 4000;

    /// <summary>Adds the note and, when a measure is named, what that measure reached.</summary>
    public async Task<Outcome> RunAsync(Command command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        var item = await db.Items.Include(row => row.Measures)
            .SingleOrDefaultAsync(row => row.Id == command.ItemId, cancellationToken);
        if (item is null || !command.By.Sees(item))
        {
            return new Outcome.NoSuchItem();
        }

        if (ItemRights.WhoReports(item, command.By) is not { } person)
        {
            return new Outcome.NotYours();
        }

        var text = command.Text.Trim();
        if (text.Length is 0 or > Longest)
        {
            return new Outcome.BadText(Longest);
        }

        var round = await db.Rounds.AsNoTracking().SingleAsync(row => row.Id == item.RoundId, cancellationToken);
        var acting = Acting.Person(command.By.Id, clock) with { InPlaceOf = person.Id == command.By.Id ? null : person.Id };
        var at = acting.At;
        if (command.MeasureNo is { } no)
        {
            if (item.Measures.All(measure => measure.No != no))
            {
                return new Outcome.NoSuchMeasure(item.Measures.Count);
            }

            item.ReportMeasure(no, text, command.MeasureDone ? round.Settings.ToTownTime().DayOf(at) : null);
        }

        db.ProgressNotes.Add(new() { Id = Guid.CreateVersion7(at), ItemId = item.Id, By = command.By.Id, At = at, Text = text });
        db.Record(acting, "item.progress", new() { ["text"] = text, ["measure"] = command.MeasureNo }, item.Id);
        await db.SaveChangesAsync(cancellationToken);
        return new Outcome.Done();
    }

    /// <param name="MeasureNo">The measure it is about; null for the item as a whole.</param>
    /// <param name="MeasureDone">True when that measure is done.</param>
    public sealed record Command(ItemId ItemId, Viewer By, string Text, int? MeasureNo = null, bool MeasureDone = false);

    public abstract record Outcome
    {
        private Outcome() { }

        public sealed record Done : Outcome;

        public sealed record NoSuchItem : Outcome;

        public sealed record NotYours : Outcome;

        /// <summary>Empty or too long.</summary>
        public sealed record BadText(int AtMost) : Outcome;

        public sealed record NoSuchMeasure(int Measures) : Outcome;
    }
}
