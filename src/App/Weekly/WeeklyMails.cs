using System.Globalization;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Composing;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Spreadsheets;
using Rectify.Workflow.App.Weekly.Pictures;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;
using Rectify.Workflow.Domain.Weekly;

namespace Rectify.Workflow.App.Weekly;

/// <summary>每周汇总、每月汇总: the figures of the reader's part of a round, against those of the week or month before.</summary>
internal static class WeeklyMails
{
    public static async Task<MailBody> WriteAsync(
        ComposeContext context, SummaryBook book, WorkingCalendar calendar, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var data = MailPlan.Read<WeeklyData>(context.Mail);
        if (SummarySpan.DayOf(data.Rhythm, context.Today, calendar) != SummarySpan.DayOf(data.Rhythm, data.Day, calendar))
        {
            return new MailBody.Nothing(data.Rhythm is SummaryRhythm.Monthly ? "这个月已经过去 (its month is over)" : "这一周已经过去 (its week is over)");
        }

        if (!context.Facts.Rounds.TryGetValue(new(data.RoundId), out var round)
            || await book.PartAsync(context, data, round, now, cancellationToken) is not { } found)
        {
            return new MailBody.Nothing("轮次或收件人已不存在 (the round or the recipient is gone)");
        }

        var all = found.Part.Figures.All;
        return all.Total == 0 ? new MailBody.Nothing("没有与收件人有关的任务 (no item concerns this person)")
            : all.Closed == all.Total || (all.GoingOn == 0 && found.Scope is not WeeklyScope.Round)
                ? new MailBody.Nothing("所涉任务均已办结 (nothing is going on any more)")
            : Write(context, data.Day, round.Name, found.Part, found.Scope, context.Words.WeeklyScope(found.Scope,
                found.Viewer.UnitIds.Contains(round.TownUnitId.Value) ? null : context.Facts.Units.GetValueOrDefault(found.Viewer.UnitId)),
                await book.CheckValueAsync(round, cancellationToken));
    }

    /// <summary>The mail of these figures; <paramref name="covers"/> says in words which part of the round they are of.</summary>
    /// <param name="checkValue">The journal's check value, which a reader who keeps the mail keeps with it; null for none.</param>
    public static MailBody.Text Write(
        ComposeContext context, DateOnly day, string round, WeeklyPart part, WeeklyScope scope, string covers, string? checkValue)
    {
        var words = SummaryWords.Of(context.Words.Culture);
        var rhythm = part.Figures.Span.Rhythm;
        var page = new WeeklyPage(context, words, part, scope);
        var dress = part.Dressed(context.Words.Culture, () => Dress(page, round, covers));
        var figures = part.Figures;
        var pictures = PicturesOf(dress, figures, words);
        return new MailBody.Text(
            new Dictionary<string, object?>
            {
                ["head"] = words.Title(rhythm),
                ["round"] = round,
                ["scope"] = covers,
                ["week"] = words.Period(rhythm, context.Today),
                ["as_of"] = words.Day(context.Today),
                ["f"] = FiguresOf(figures.All),
                ["now_head"] = words.Now(rhythm),
                ["before_head"] = words.Before(rhythm),
                ["before_day"] = words.Day(figures.Span.Before.Day),
                ["compared"] = page.Comparison().Select(Compared).ToList<object?>(),
                ["pictures"] = pictures.Select(picture => picture.Model).ToList<object?>(),
                ["charts"] = Charts(page).ToList<object?>(),
                ["lists"] = page.Lists().Select(list => ListOf(context, list)).ToList<object?>(),
                ["home"] = context.Home,
                ["check_value"] = checkValue,
            },
            [words.Why(rhythm, day, covers)])
        {
            Items = [.. page.Lists().SelectMany(list => list.Rows.Take(list.Shown)).Select(row => row.Id).Distinct()],
            Pictures = [.. pictures.Select(picture => picture.Picture)],
            Attachments = [new(FileName($"{round}-{words.Title(rhythm)}-{context.Today:yyyy-MM-dd}.xlsx"), Workbook.ContentType, dress.Sheet)],
        };
    }

    private static WeeklyDress Dress(WeeklyPage page, string round, string covers)
    {
        var (figures, words) = (page.Part.Figures, page.Words);
        var drawn = page.Scope is not WeeklyScope.Own;   // a handful of items needs no picture
        return new(
            drawn ? SummaryPictures.Status(figures.All, words) : null,
            drawn ? SummaryPictures.Trend(figures, words) : null,
            Workbook.Write(SummarySheets.Of(page, round, covers)));
    }

    private static Dictionary<string, object?> FiguresOf(Tally tally) => new()
    {
        ["total"] = tally.Total,
        ["closed"] = tally.Closed,
        ["long_term"] = tally.LongTerm,
        ["going"] = tally.GoingOn,
        ["overdue"] = tally.Overdue,
        ["overdue_any"] = tally.Overdue > 0,
        ["done"] = tally.DoneInNoticeSense,
        ["done_percent"] = Percent(tally.DoneInNoticeSense, tally.Total),
        ["closed_percent"] = Percent(tally.ReallyDone, tally.Total),
    };

    private static Dictionary<string, object?> Compared(ComparedFigure figure) => new()
    {
        ["name"] = figure.Name,
        ["now"] = figure.NowText,
        ["before"] = figure.BeforeText,
        ["change"] = figure.Change switch { > 0 => $"+{figure.ChangeText}", 0 => "0", _ => figure.ChangeText },
        ["tone"] = figure.Change == 0 || !figure.Judged ? "quiet" : figure.Change > 0 == figure.MoreIsGood ? "good" : "bad",
    };

    private static List<(MailPicture Picture, Dictionary<string, object?> Model)> PicturesOf(
        WeeklyDress dress, WeeklyFigures figures, SummaryWords words)
    {
        var drawn = new List<(MailPicture, Dictionary<string, object?>)>();
        Add("status", words.StatusTitle, dress.Status, SummaryPictures.StatesOf(figures.All, words)
            .Select(state => string.Create(CultureInfo.InvariantCulture, $"{state.Name} {state.Count}")));
        Add("trend", words.Trend(figures.Span.Rhythm), dress.Trend, figures.Trend.Select(point => string.Create(CultureInfo.InvariantCulture,
            $"{words.Day(point.Day)} {words.Closed} {point.Tally.Closed}, {words.LongTerm} {point.Tally.LongTerm}, {words.Going} {point.Tally.GoingOn}, {words.Overdue} {point.Tally.Overdue}")));
        return drawn;

        void Add(string name, string title, byte[]? png, IEnumerable<string> says)
        {
            if (png is null)
            {
                return;
            }

            var picture = new MailPicture(name, "image/png", png);
            var lines = says.ToList();
            drawn.Add((picture, new()
            {
                ["title"] = title,
                ["source"] = picture.Source,
                ["width"] = SummaryPictures.Width,
                // A reader whose program shows no pictures sees the last line; all of them stand in the text.
                ["says"] = name == "status" ? string.Join(words.Comma, lines) : lines[^1],
                ["lines"] = lines.ToList<object?>(),
            }));
        }
    }

    private static IEnumerable<Dictionary<string, object?>> Charts(WeeklyPage page)
    {
        if (page.Part.Figures.BySection.Length > 1)
        {
            yield return Chart(page.Words.BySection, page.Words.Section, page.Sections());
        }

        if (page.Part.Figures.ByUnit.Length > 1)
        {
            yield return Chart(page.Words.ByUnit, page.Words.Unit, page.Units());
        }
    }

    private static Dictionary<string, object?> Chart(string title, string head, IEnumerable<(string Name, Tally Tally)> rows) => new()
    {
        ["title"] = title,
        ["head"] = head,
        ["rows"] = rows.Select(row => new Dictionary<string, object?>
        {
            ["name"] = row.Name,
            ["done"] = row.Tally.DoneInNoticeSense,
            ["closed"] = row.Tally.Closed,
            ["total"] = row.Tally.Total,
            ["overdue"] = row.Tally.Overdue,
            ["late"] = row.Tally.Overdue > 0,
            ["parts"] = Parts(row.Tally).ToList<object?>(),
        }).ToList<object?>(),
    };

    private static IEnumerable<Dictionary<string, object?>> Parts(Tally tally)
    {
        (int Count, MailStyle Style)[] parts =
        [
            (tally.Closed, MailStyles.Closed),
            (tally.LongTerm, MailStyles.LongTerm),
            (tally.GoingOn - tally.Overdue, MailStyles.GoingOn),
            (tally.Overdue, MailStyles.Overdue),
        ];
        return parts.Where(part => part.Count > 0).Select(part => new Dictionary<string, object?>
        {
            ["width"] = Percent(part.Count, tally.Total),
            ["style"] = part.Style,
        });
    }

    private static Dictionary<string, object?> ListOf(ComposeContext context, ListedItems list) => new()
    {
        ["title"] = list.Title,
        ["tone"] = list.Tone,
        ["count"] = list.Rows.Count,
        ["more"] = list.Rows.Count > list.Shown ? list.Rows.Count - list.Shown : null,
        ["entries"] = list.Rows.Take(list.Shown).Select(row => new Dictionary<string, object?>
        {
            ["number"] = row.Number,
            ["title"] = row.Title,
            ["unit"] = context.Unit(row.Unit?.Value),
            ["status"] = context.Words.Status(row.Status),
            ["due"] = row.DueOn is { } due ? context.Words.Day(due) : null,
            ["left"] = list.Left(row),
            ["issued"] = list.Issued?.Invoke(row),
            ["link"] = context.ItemLink(row.Id),
        }).ToList<object?>(),
    };

    private static string Percent(int part, int whole) =>
        ((decimal)part / Math.Max(1, whole)).ToString("0.#%", CultureInfo.InvariantCulture);

    /// <summary>A name that every system can save a file by.</summary>
    private static string FileName(string name) => string.Concat(name.Select(c =>
        char.IsControl(c) || c is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' ? '_' : c));
}
