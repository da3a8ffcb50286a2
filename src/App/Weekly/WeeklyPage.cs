using System.Globalization;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Composing;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Weekly;

namespace Rectify.Workflow.App.Weekly;

/// <summary>One figure now and before.</summary>
/// <param name="Share">True when it is a share, not a count.</param>
/// <param name="MoreIsGood">Whether growing is good news.</param>
/// <param name="Judged">False when a change is neither good nor bad.</param>
internal sealed record ComparedFigure(string Name, decimal Now, decimal Before, bool Share = false, bool MoreIsGood = true, bool Judged = true)
{
    public decimal Change => Now - Before;
    public string NowText => Text(Now);
    public string BeforeText => Text(Before);
    public string ChangeText => Text(Change);

    private string Text(decimal value) => value.ToString(Share ? "0.#%" : "0", CultureInfo.InvariantCulture);
}

/// <summary>Items a summary names, of which the page shows so many.</summary>
/// <param name="Left">How long it has left or is late.</param>
/// <param name="Issued">What was issued on it; null where that is not told.</param>
internal sealed record ListedItems(
    string Title, string Tone, IReadOnlyList<WeeklyRow> Rows, int Shown, Func<WeeklyRow, string?> Left, Func<WeeklyRow, string>? Issued = null);

/// <summary>What a summary shows, the same for its page, its text and its sheet.</summary>
internal sealed record WeeklyPage(ComposeContext Context, SummaryWords Words, WeeklyPart Part, WeeklyScope Scope)
{
    private const int MostListed = 10;

    public IEnumerable<ComparedFigure> Comparison()
    {
        var (now, before, moved, movedBefore) = (Part.Figures.All, Part.Figures.Before, Part.Figures.Moved, Part.Figures.MovedBefore);
        return
        [
            new(Words.Total, now.Total, before.Total, Judged: false),
            new(Words.Done, now.DoneInNoticeSense, before.DoneInNoticeSense),
            new(Words.DoneShare, Of(now.DoneInNoticeSense, now), Of(before.DoneInNoticeSense, before), Share: true),
            new(Words.Closed, now.ReallyDone, before.ReallyDone),
            new(Words.ClosedShare, Of(now.ReallyDone, now), Of(before.ReallyDone, before), Share: true),
            new(Words.LongTerm, now.LongTerm, before.LongTerm, Judged: false),
            new(Words.Going, now.GoingOn, before.GoingOn, Judged: false),
            new(Words.Overdue, now.Overdue, before.Overdue, MoreIsGood: false),
            new(Words.MovedOpened, moved.Opened, movedBefore.Opened, Judged: false),
            new(Words.MovedClosed, moved.Closed, movedBefore.Closed),
            new(Words.MovedOverdue, moved.NewlyOverdue, movedBefore.NewlyOverdue, MoreIsGood: false),
            new(Words.DueSoon, moved.DueSoon, movedBefore.DueSoon, Judged: false),
        ];

        static decimal Of(int part, Tally whole) => Math.Round((decimal)part / Math.Max(1, whole.Total), 3);
    }

    public IEnumerable<(string Name, Tally Tally)> Sections() => Part.Figures.BySection.Select(section => (section.SectionTitle, section.Tally));

    public IEnumerable<(string Name, Tally Tally)> Units() => Part.Figures.ByUnit.Select(unit => (Context.Unit(unit.Unit?.Value), unit.Tally));

    /// <summary>The lists that have something in them. Whoever answers for items sees all of them; the round's readers what stands out.</summary>
    public IEnumerable<ListedItems> Lists()
    {
        var figures = Part.Figures;
        ListedItems[] lists =
        [
            new(Words.NewlyOverdue(figures.Span.Rhythm), "bad", figures.NewlyOverdue, MostListed, Late, Issued),
            new(Words.DueSoon, "near", figures.DueSoon, MostListed, row => Context.Words.DaysLeft(Math.Max(0, Days(row)))),
            new(Words.OldestOverdue, "bad", figures.Overdue.Length > figures.NewlyOverdue.Length ? [.. figures.Overdue.Select(line => line.Row)] : [],
                WeeklyFigures.NamedOverdue, Late, Issued),
            new(Words.MyItems, "quiet", Scope is WeeklyScope.Round ? [] : Others(figures), ComposeContext.MostEntries,
                row => row.DueOn is null ? null : Days(row) >= 0 ? Context.Words.DaysLeft(Days(row)) : null),
        ];
        return lists.Where(list => list.Rows.Count > 0);
    }

    private static List<WeeklyRow> Others(WeeklyFigures figures)
    {
        var told = figures.DueSoon.Concat(figures.Overdue.Select(line => line.Row)).Select(row => row.Id).ToHashSet();
        return [.. figures.Going.Where(row => !told.Contains(row.Id))];
    }

    private string Issued(WeeklyRow row) => Part.IssuedOn(row, Words);

    private string Late(WeeklyRow row) => Context.Words.DaysLate(Math.Max(0, -Days(row)));

    private int Days(WeeklyRow row) => row.DueOn is { } due ? due.DayNumber - Context.Today.DayNumber : 0;
}
