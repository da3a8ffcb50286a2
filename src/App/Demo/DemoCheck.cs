using Rectify.Workflow.App.Import;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Escalation;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Demo;

/// <summary>Compares the end state with what the sample promises (核对): a pure function of both.</summary>
public static class DemoCheck
{
    /// <summary>Everything that differs, each in one sentence; empty when all is as promised.</summary>
    public static IReadOnlyList<string> Compare(DemoReport report, RoundFile promised, WorkingCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(promised);
        ArgumentNullException.ThrowIfNull(calendar);
        var problems = new List<string>();
        Expect(problems, "items", promised.Items.Count, report.Items.Count);
        foreach (var filed in promised.Items)
        {
            if (report.Items.SingleOrDefault(item => item.Number == filed.Number) is { } item)
            {
                CompareItem(problems, item, filed, promised, report.To, calendar);
            }
        }

        var late = promised.Items.Where(item => item.Published?.Status is PublishedStatus.GoingOn).Select(item => item.Number);
        Expect(problems, "overdue items", Join(late), Join(report.Overdue));
        Expect(problems, "days of weekly summaries", Join(WeeklyDays(report, calendar)), Join(report.WeeklySummaries));
        CheckPapers(problems, report);
        foreach (var mails in report.Mails.Where(mails => mails.Status is not ("Accepted" or "Cancelled")))
        {
            problems.Add($"{mails.Count} mail(s) of kind {mails.Kind} to {mails.Role} are {mails.Status}.");
        }

        return problems;
    }

    private static void CompareItem(
        List<string> problems, ReportedItem item, FiledItem filed, RoundFile promised, DateOnly today, WorkingCalendar calendar)
    {
        var name = $"item {item.Number}";
        var (status, instance) = filed.Published?.Status switch
        {
            PublishedStatus.DoneAtOnce or PublishedStatus.DoneInPeriod => (ItemStatus.Closed, "Finished"),
            PublishedStatus.StageResultKeptUp => (ItemStatus.LongTerm, "Suspended"),
            PublishedStatus.GoingOn => (ItemStatus.Implementing, "Suspended"),
            _ => (ItemStatus.Assigning, "Suspended"),
        };
        Expect(problems, $"{name}: status", status.ToString(), item.Status);
        Expect(problems, $"{name}: instance", instance, item.Instance);
        var original = DueDates.Of(filed.TimeLimit, filed.DueOn, promised.Round.FeedbackOn, promised.Round.Settings);
        Expect(problems, $"{name}: original due date", original, item.OriginalDueOn);
        if (status is ItemStatus.Closed && item.ClosedOn > item.DueOn)
        {
            problems.Add($"{name}: closed on {item.ClosedOn:O}, after its due date {item.DueOn:O}.");
        }

        foreach (var reminder in item.Reminders.Where(reminder => reminder.Late))
        {
            problems.Add($"{name}: the reminder of {reminder.On:O} went out late.");
        }

        if (filed.Published is { Status: PublishedStatus.GoingOn, DueOn: { } dueOn })
        {
            CompareLate(problems, item, dueOn, promised, today, calendar);
        }
        else
        {
            Expect(problems, $"{name}: rungs", 0, item.Rungs.Count);
        }
    }

    // The type case: extended once, reminded and then chased on exactly the promised days.
    private static void CompareLate(
        List<string> problems, ReportedItem item, DateOnly dueOn, RoundFile promised, DateOnly today, WorkingCalendar calendar)
    {
        var name = $"item {item.Number}";
        var settings = promised.Round.Settings;
        Expect(problems, $"{name}: due date", dueOn, item.DueOn);
        Expect(problems, $"{name}: submitted on", null, item.SubmittedOn);
        Expect(problems, $"{name}: due dates", $"{item.OriginalDueOn:O} to {dueOn:O} (Extension)",
            Join(item.DueDates.Select(change => $"{change.From:O} to {change.To:O} ({change.Kind})")));
        if (item.DueDates is [{ AskedOn: { } asked }] && asked > item.OriginalDueOn)
        {
            problems.Add($"{name}: the extension was asked for on {asked:O}, after the due date.");
        }

        Expect(problems, $"{name}: reminders for {dueOn:O}",
            Join(settings.ToReminderPlan().Days(dueOn, calendar).Select(reminder => reminder.Day)),
            Join(item.Reminders.Where(reminder => reminder.DueOn == dueOn).Select(reminder => reminder.On)));
        var rungs = settings.Ladder.Rungs
            .Select((rung, index) => (On: calendar.AddWorkingDays(dueOn, rung.AfterWorkingDays), No: index + 1, rung.Paper))
            .Where(rung => rung.On <= today).ToList();
        Expect(problems, $"{name}: rungs", Join(rungs.Select(rung => $"{rung.On:O} #{rung.No}")),
            Join(item.Rungs.Select(rung => $"{rung.On:O} #{rung.Rung}")));
        Expect(problems, $"{name}: papers", Join(rungs.Where(rung => rung.Paper is not null).Select(rung => $"{rung.On:O} {rung.Paper}")),
            Join(item.Papers.Select(paper => $"{paper.IssuedOn:O} {paper.Kind}")));
    }

    // Numbers run from 1 without a gap per kind and year; the report has them in order of issue.
    private static void CheckPapers(List<string> problems, DemoReport report)
    {
        foreach (var run in report.Papers.GroupBy(paper => (paper.Kind, paper.IssuedOn.Year)))
        {
            var expected = Enumerable.Range(1, run.Count()).Select(number => $"〔{run.Key.Year}〕{number}号");
            foreach (var (paper, end) in run.Zip(expected).Where(pair => !pair.First.Number.EndsWith(pair.Second, StringComparison.Ordinal)))
            {
                problems.Add($"paper {paper.Number} should end in {end}: numbers run without a gap.");
            }
        }
    }

    // The first working day of every week that begins after the feedback.
    private static IEnumerable<DateOnly> WeeklyDays(DemoReport report, WorkingCalendar calendar)
    {
        var from = report.From.AddDays((8 - (int)report.From.DayOfWeek) % 7);
        while (from <= report.To)
        {
            var monday = from.AddDays(7 - (((int)from.DayOfWeek + 6) % 7));
            if (calendar.NextOrSame(from) is var day && day < monday && day <= report.To)
            {
                yield return day;
            }

            from = monday;
        }
    }

    private static string Join<T>(IEnumerable<T> values) =>
        string.Join(", ", values.Select(value => value is DateOnly day ? day.ToString("O", null) : $"{value}"));

    private static void Expect<T>(List<string> problems, string what, T promised, T found)
    {
        if (!EqualityComparer<T>.Default.Equals(promised, found))
        {
            problems.Add($"{what}: promised {Show(promised)}, found {Show(found)}.");
        }

        static string Show(T value) => value switch { null => "none", DateOnly day => day.ToString("O", null), "" => "none", _ => $"{value}" };
    }
}
