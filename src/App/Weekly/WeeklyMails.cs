using System.Globalization;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Composing;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;
using Rectify.Workflow.Domain.Weekly;

namespace Rectify.Workflow.App.Weekly;

/// <summary>每周汇总: the figures of the reader's part of a round, in both readings of "done".</summary>
internal static class WeeklyMails
{
    private const int MostListed = 10;

    public static MailBody Write(ComposeContext context, IReadOnlyList<WeeklyItem> round, Round about, Viewer viewer)
    {
        var data = MailPlan.Read<WeeklyData>(context.Mail);
        if (context.Today.Monday != data.Day.Monday)
        {
            return new MailBody.Nothing("这一周已经过去 (its week is over)");
        }

        var items = WeeklyRows.Of(round, data.Scope, viewer, about.TownUnitId).ToList();
        var figures = WeeklyFigures.Of(items.Select(item => item.Row), data.Day);
        if (figures.All.Total == 0)
        {
            return new MailBody.Nothing("没有与收件人有关的任务 (no item concerns this person)");
        }

        var scope = context.Words.WeeklyScope(data.Scope, viewer.UnitIds.Contains(about.TownUnitId.Value) ? null : UnitOf(context, viewer));
        return new MailBody.Text(
            new Dictionary<string, object?>
            {
                ["round"] = about.Name,
                ["scope"] = scope,
                ["week"] = context.Words.Week(data.Day.Monday),
                ["as_of"] = context.Words.Day(context.Today),
                ["f"] = Figures(figures.All),
                ["charts"] = Charts(context, figures).ToList<object?>(),
                ["lists"] = Lists(context, figures, items, data.Day).ToList<object?>(),
                ["home"] = context.Home,
            },
            [context.Words.WhyWeekly(data.Day, scope)]);
    }

    private static string? UnitOf(ComposeContext context, Viewer viewer) => context.Facts.Units.GetValueOrDefault(viewer.UnitId);

    private static Dictionary<string, object?> Figures(Tally tally) => new()
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

    private static IEnumerable<Dictionary<string, object?>> Charts(ComposeContext context, WeeklyFigures figures)
    {
        if (figures.BySection.Length > 1)
        {
            yield return Chart(context.Words.BySection, context.Words.SectionHead,
                figures.BySection.Select(section => (section.SectionTitle, section.Tally)));
        }

        if (figures.ByUnit.Length > 1)
        {
            yield return Chart(context.Words.ByUnit, context.Words.UnitHead,
                figures.ByUnit.Select(unit => (context.Unit(unit.Unit?.Value), unit.Tally)));
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

    private static IEnumerable<Dictionary<string, object?>> Lists(
        ComposeContext context, WeeklyFigures figures, List<WeeklyItem> items, DateOnly day)
    {
        var newly = items.Select(item => item.Row).Where(row => row.Status.IsOverdue(row.DueOn, day) && row.DueOn >= day.AddDays(-7)).ToList();
        if (newly.Count > 0)
        {
            yield return List(context, context.Words.NewlyOverdue, "bad", newly, newly.Count, row => Late(context, row));
        }

        if (figures.DueSoon.Length > 0)
        {
            yield return List(context, context.Words.DueSoon, "near", figures.DueSoon, figures.DueSoon.Length,
                row => context.Words.DaysLeft(Math.Max(0, Days(context.Today, row.DueOn))));
        }

        if (figures.All.Overdue > newly.Count)
        {
            yield return List(context, context.Words.OldestOverdue, "bad",
                [.. figures.OldestOverdue.Select(line => line.Row)], figures.All.Overdue, row => Late(context, row));
        }
    }

    private static Dictionary<string, object?> List(
        ComposeContext context, string title, string tone, IReadOnlyList<WeeklyRow> rows, int count, Func<WeeklyRow, string> left) => new()
        {
            ["title"] = title,
            ["tone"] = tone,
            ["count"] = count,
            ["more"] = count > MostListed ? count - MostListed : null,
            ["entries"] = rows.Take(MostListed).Select(row => new Dictionary<string, object?>
            {
                ["number"] = row.Number,
                ["title"] = row.Title,
                ["unit"] = context.Unit(row.Unit?.Value),
                ["status"] = context.Words.Status(row.Status),
                ["due"] = row.DueOn is { } due ? context.Words.Day(due) : null,
                ["left"] = left(row),
                ["link"] = context.ItemLink(row.Id),
            }).ToList<object?>(),
        };

    private static string Late(ComposeContext context, WeeklyRow row) => context.Words.DaysLate(Math.Max(0, -Days(context.Today, row.DueOn)));

    private static int Days(DateOnly from, DateOnly? to) => to is { } day ? day.DayNumber - from.DayNumber : 0;

    private static string Percent(int part, int whole) =>
        ((decimal)part / whole).ToString("0.#%", CultureInfo.InvariantCulture);
}
