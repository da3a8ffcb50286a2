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
        const int RowHeight = 30, Top = 58;
        var states = StatesOf(tally, words);
        using var canvas = new Canvas(Width, Top + states.Count * RowHeight + Margin - 8);
        Title(canvas, $"{words.StatusTitle}（{Number(tally.Total)} {words.Items}）");
        var left = Margin + states.Max(state => Canvas.WidthOf(state.Name, 14)) + 14;
        var room = Width - left - Margin - 92;
        var most = Math.Max(1, states.Max(state => state.Count));
        for (var at = 0; at < states.Count; at++)
        {
            var (name, count, colour) = states[at];
            var y = Top + at * RowHeight;
            var width = Math.Max(count > 0 ? 2 : 0, room * count / most);
            canvas.Text(name, left - 14, y + 15, 14, Canvas.Ink, SKTextAlign.Right);
            canvas.Box(left, y, width, 20, colour);
            canvas.Text($"{Number(count)}（{Share(count, tally.Total)}）", left + width + 8, y + 15, 14, Canvas.Ink);
        }

        return canvas.ToPng();
    }

    /// <summary>One column for each moment: closed, long-term, going on and overdue upon each other.</summary>
    public static byte[] Trend(WeeklyFigures figures, SummaryWords words)
    {
        ArgumentNullException.ThrowIfNull(figures);
        const int Height = 320, Top = 92, Bottom = Height - 44, Left = Margin + 40;
        using var canvas = new Canvas(Width, Height);
        Title(canvas, words.Trend(figures.Span.Rhythm));
        Legend(canvas, 60, [(words.Closed, Canvas.Closed), (words.LongTerm, Canvas.LongTerm), (words.Going, Canvas.UnderWay), (words.Overdue, Canvas.Overdue)]);

        var top = Ceiling(figures.Trend.Max(point => point.Tally.Total));
        for (var step = 0; step <= 4; step++)
        {
            var y = Bottom - (Bottom - Top) * step / 4f;
            canvas.Rule(Left, y, Width - Left - Margin);
            canvas.Text(Number(top * step / 4), Left - 8, y + 5, 12, Canvas.Quiet, SKTextAlign.Right);
        }

        var slot = (Width - Left - Margin) / (float)SummarySpan.TrendLength;
        for (var at = 0; at < figures.Trend.Length; at++)
        {
            var (day, tally) = figures.Trend[at];
            var x = Left + slot * at + slot * 0.18f;
            var y = (float)Bottom;
            foreach (var (count, colour) in new[]
            {
                (tally.Closed, Canvas.Closed), (tally.LongTerm, Canvas.LongTerm), (tally.GoingOn - tally.Overdue, Canvas.UnderWay), (tally.Overdue, Canvas.Overdue),
            })
            {
                var height = (Bottom - Top) * count / (float)top;
                y -= height;
                canvas.Box(x, y, slot * 0.64f, height, colour);
            }

            if (tally.Overdue > 0)
            {
                canvas.Text(Number(tally.Overdue), x + slot * 0.32f, y - 5, 12, Canvas.Overdue, SKTextAlign.Center);
            }

            canvas.Text(words.ShortDay(day), x + slot * 0.32f, Bottom + 18, 12, Canvas.Quiet, SKTextAlign.Center);
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

    private static void Title(Canvas canvas, string text) => canvas.Text(text, Margin, 36, 18, Canvas.Ink);

    private static void Legend(Canvas canvas, float y, IReadOnlyList<(string Name, string Colour)> entries)
    {
        var x = (float)Margin;
        foreach (var (name, colour) in entries)
        {
            canvas.Box(x, y - 1, 12, 12, colour);
            canvas.Text(name, x + 18, y + 10, 13, Canvas.Ink);
            x += 18 + Canvas.WidthOf(name, 13) + 20;
        }
    }

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Share(int part, int whole) => ((decimal)part / Math.Max(1, whole)).ToString("0.#%", CultureInfo.InvariantCulture);
}
