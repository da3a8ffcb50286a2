using System.Globalization;
using Rectify.Workflow.Domain.Weekly;
using SkiaSharp;

namespace Rectify.Workflow.App.Weekly.Pictures;

/// <summary>The two pictures of a summary: how the items stand (状态构成), and how that came about (走势).</summary>
internal static class SummaryPictures
{
    /// <summary>As wide as the page shows it.</summary>
    public const int Width = 584;

    private const int Margin = 20;

    // A phone shows the picture at half its size: letters that are small here cannot be read there.
    private const int Large = 24, Medium = 21, Small = 19;

    /// <summary>What the items' states are, in the order of the bars.</summary>
    public static IReadOnlyList<(string Name, int Count, string Colour)> StatesOf(Tally tally, SummaryWords words) =>
    [
        (words.Closed, tally.Closed, Canvas.Closed),
        (words.LongTerm, tally.LongTerm, Canvas.LongTerm),
        (words.InReview, tally.InReview, Canvas.InReview),
        (words.UnderWay, tally.UnderWay, Canvas.UnderWay),
        (words.NotBegun, tally.NotBegun, Canvas.NotBegun),
        (words.Overdue, tally.Overdue, Canvas.Overdue),
    ];

    /// <summary>One bar for each state, with its number and share.</summary>
    public static byte[] Status(Tally tally, SummaryWords words)
    {
        const int RowHeight = 40, Top = 64;
        var states = StatesOf(tally, words);
        using var canvas = new Canvas(Width, Top + states.Count * RowHeight + Margin - 10);
        Title(canvas, $"{words.StatusTitle}（{Number(tally.Total)} {words.Items}）");
        var left = Margin + states.Max(state => Canvas.WidthOf(state.Name, Medium)) + 14;
        var room = Width - left - Margin - 8 - states.Max(state => Canvas.WidthOf(Figure(state.Count), Medium));
        var most = Math.Max(1, states.Max(state => state.Count));
        for (var at = 0; at < states.Count; at++)
        {
            var (name, count, colour) = states[at];
            var y = Top + at * RowHeight;
            var width = Math.Max(count > 0 ? 2 : 0, room * count / most);
            canvas.Text(name, left - 14, y + 20, Medium, Canvas.Ink, SKTextAlign.Right);
            canvas.Box(left, y, width, 26, colour);
            canvas.Text(Figure(count), left + width + 8, y + 20, Medium, Canvas.Ink);
        }

        return canvas.ToPng();

        string Figure(int count) => $"{Number(count)}（{Share(count, tally.Total)}）";
    }

    /// <summary>One column for each moment: closed, long-term, going on and overdue upon each other.</summary>
    public static byte[] Trend(WeeklyFigures figures, SummaryWords words)
    {
        ArgumentNullException.ThrowIfNull(figures);
        var legend = LegendOf([(words.Closed, Canvas.Closed), (words.LongTerm, Canvas.LongTerm), (words.Going, Canvas.UnderWay), (words.Overdue, Canvas.Overdue)]);
        var top = Ceiling(figures.Trend.Max(point => point.Tally.Total));
        var left = Margin + Canvas.WidthOf(Number(top), Small) + 10;
        var ceiling = 114 + 30 * legend.Max(entry => entry.Row);
        var ground = ceiling + 204;
        using var canvas = new Canvas(Width, ground + 46);
        Title(canvas, words.Trend(figures.Span.Rhythm));
        foreach (var (name, colour, x, row) in legend)
        {
            canvas.Box(x, 60 + 30 * row, 16, 16, colour);
            canvas.Text(name, x + 22, 75 + 30 * row, Small, Canvas.Ink);
        }

        for (var step = 0; step <= 4; step++)
        {
            var y = ground - (ground - ceiling) * step / 4f;
            canvas.Rule(left, y, Width - left - Margin);
            canvas.Text(Number(top * step / 4), left - 8, y + 7, Small, Canvas.Quiet, SKTextAlign.Right);
        }

        var slot = (Width - left - Margin) / (float)SummarySpan.TrendLength;
        var (days, numbers) = (Every(slot, figures.Trend.Select(point => words.ShortDay(point.Day))), Every(slot, figures.Trend.Select(point => Number(point.Tally.Overdue))));
        for (var at = 0; at < figures.Trend.Length; at++)
        {
            var back = figures.Trend.Length - 1 - at;   // the newest always has its words
            var (day, tally) = figures.Trend[at];
            var x = left + slot * at + slot * 0.18f;
            var y = (float)ground;
            foreach (var (count, colour) in new[]
            {
                (tally.Closed, Canvas.Closed), (tally.LongTerm, Canvas.LongTerm), (tally.GoingOn - tally.Overdue, Canvas.UnderWay), (tally.Overdue, Canvas.Overdue),
            })
            {
                var height = (ground - ceiling) * count / (float)top;
                y -= height;
                canvas.Box(x, y, slot * 0.64f, height, colour);
            }

            if (tally.Overdue > 0 && back % numbers == 0)
            {
                canvas.Text(Number(tally.Overdue), x + slot * 0.32f, y - 6, Small, Canvas.Overdue, SKTextAlign.Center);
            }

            if (back % days == 0)
            {
                canvas.Text(words.ShortDay(day), x + slot * 0.32f, ground + 26, Small, Canvas.Quiet, SKTextAlign.Center);
            }
        }

        return canvas.ToPng();
    }

    /// <summary>The round number at or above a count that four lines divide.</summary>
    internal static int Ceiling(int count)
    {
        for (var power = 1; ; power *= 10)
        {
            foreach (var step in new[] { 4, 8, 12, 20, 28, 40 })
            {
                if ((long)step * power >= count)
                {
                    return step * power;
                }
            }
        }
    }

    private static void Title(Canvas canvas, string text) => canvas.Text(text, Margin, 40, Large, Canvas.Ink);

    /// <summary>Every how many columns a word fits beside its like.</summary>
    private static int Every(float slot, IEnumerable<string> words) =>
        Math.Max(1, (int)Math.Ceiling((words.Max(word => Canvas.WidthOf(word, Small)) + 6) / slot));

    /// <summary>Where each entry stands; what does not fit goes into another row.</summary>
    private static List<(string Name, string Colour, float X, int Row)> LegendOf(IReadOnlyList<(string Name, string Colour)> entries)
    {
        var (x, row, placed) = ((float)Margin, 0, new List<(string, string, float, int)>());
        foreach (var (name, colour) in entries)
        {
            var width = 22 + Canvas.WidthOf(name, Small);
            if (x > Margin && x + width > Width - Margin)
            {
                (x, row) = (Margin, row + 1);
            }

            placed.Add((name, colour, x, row));
            x += width + 18;
        }

        return placed;
    }

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Share(int part, int whole) => ((decimal)part / Math.Max(1, whole)).ToString("0.#%", CultureInfo.InvariantCulture);
}
