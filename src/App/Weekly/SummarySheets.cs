using System.Collections.Immutable;
using Rectify.Workflow.App.Spreadsheets;
using Rectify.Workflow.App.Weekly.Pictures;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.Domain.Weekly;

namespace Rectify.Workflow.App.Weekly;

/// <summary>The workbook a summary carries: what its page shows, and its lists in full.</summary>
internal static class SummarySheets
{
    public static IReadOnlyList<Sheet> Of(WeeklyPage page, string round, string covers)
    {
        var (words, figures) = (page.Words, page.Part.Figures);
        var sheets = new List<Sheet> { Totals(page, round, covers), States(words, figures) };
        if (figures.BySection.Length > 1)
        {
            sheets.Add(Split(words, words.BySection, words.Section, page.Sections()));
        }

        if (figures.ByUnit.Length > 1)
        {
            sheets.Add(Split(words, words.ByUnit, words.Unit, page.Units()));
        }

        if (page.Scope is not WeeklyScope.Own)
        {
            sheets.Add(Trend(words, figures));
        }

        sheets.AddRange(page.Lists().Select(list => List(page, list)));
        return sheets;
    }

    private static Sheet Totals(WeeklyPage page, string round, string covers)
    {
        var (words, span) = (page.Words, page.Part.Figures.Span);
        return new(words.Totals,
            [
                new(words.Figure, 30), new($"{words.Now(span.Rhythm)}（{words.AsOf(span.Now.Day)}）", 24),
                new($"{words.Before(span.Rhythm)}（{words.AsOf(span.Before.Day)}）", 24), new(words.Change, 12),
            ],
            [
                .. page.Comparison().Select(figure => (IReadOnlyList<object?>)[figure.Name, Cell(figure, figure.Now), Cell(figure, figure.Before), Cell(figure, figure.Change)]),
                [],
                [$"{round} · {words.Title(span.Rhythm)} · {covers}"],
            ]);

        static object Cell(ComparedFigure figure, decimal value) => figure.Share ? value : (object)(int)value;
    }

    private static Sheet States(SummaryWords words, WeeklyFigures figures) => new(words.StatusTitle,
        [new(words.Status, 20), new(words.Items, 10)],
        [.. SummaryPictures.StatesOf(figures.All, words).Select(state => (IReadOnlyList<object?>)[state.Name, state.Count])]);

    private static Sheet Split(SummaryWords words, string title, string head, IEnumerable<(string Name, Tally Tally)> rows) => new(title,
        [new(head, 36), .. TallyColumns(words), new(words.DoneShare, 14), new(words.ClosedShare, 14)],
        [
            .. rows.Select(row => (IReadOnlyList<object?>)
            [
                row.Name, .. TallyCells(row.Tally),
                Share(row.Tally.DoneInNoticeSense, row.Tally.Total), Share(row.Tally.ReallyDone, row.Tally.Total),
            ]),
        ]);

    private static Sheet Trend(SummaryWords words, WeeklyFigures figures) => new(words.Trend(figures.Span.Rhythm),
        [new(words.Date, 18), .. TallyColumns(words)],
        [.. figures.Trend.Select(point => (IReadOnlyList<object?>)[point.Day, .. TallyCells(point.Tally)])]);

    private static Sheet List(WeeklyPage page, ListedItems list)
    {
        var words = page.Words;
        var today = page.Part.Figures.Span.Now.Day;
        return new(list.Title,
            [
                new(words.Number, 8), new(words.Item, 48), new(words.Section, 24), new(words.Unit, 20), new(words.Status, 14), new(words.Due, 18),
                .. list.Issued is null ? ImmutableArray<SheetColumn>.Empty : [new SheetColumn(words.DaysLate, 12), new SheetColumn(words.Issued, 48)],
            ],
            list.Rows.Select(row => (IReadOnlyList<object?>)
            [
                row.Number, row.Title, row.SectionTitle, page.Context.Unit(row.Unit?.Value), page.Context.Words.Status(row.Status), row.DueOn,
                .. list.Issued is null ? Array.Empty<object?>() : [today.DayNumber - row.DueOn.GetValueOrDefault(today).DayNumber, list.Issued(row)],
            ]));
    }

    private static SheetColumn[] TallyColumns(SummaryWords words) =>
        [new(words.Total, 10), new(words.Closed, 16), new(words.LongTerm, 12), new(words.Going, 12), new(words.Overdue, 8)];

    private static object?[] TallyCells(Tally tally) => [tally.Total, tally.Closed, tally.LongTerm, tally.GoingOn, tally.Overdue];

    private static decimal Share(int part, int whole) => Math.Round((decimal)part / Math.Max(1, whole), 4);
}
