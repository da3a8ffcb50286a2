using Rectify.Workflow.App.Demo;
using Rectify.Workflow.App.Import;
using Rectify.Workflow.Domain.Deadlines;

namespace Rectify.Workflow.App.Tests.Demo;

/// <summary>The check finds each way in which an end state can differ from what the sample promises.</summary>
public sealed class DemoCheckTests
{
    private static readonly RoundFile File = RoundFileReader.Read(SampleRound.Bytes()).File!;
    private static readonly DateOnly Due = new(2023, 12, 31);
    private static readonly DateOnly PeriodEnd = new(2023, 9, 14);

    [Fact]
    public void A_report_as_promised_has_no_problems() => Assert.Empty(Check(Promised()));

    [Fact]
    public void An_item_in_another_status_is_told() =>
        Says("item 1: status: promised LongTerm, found Closed.", Changed(1, item => item with { Status = "Closed" }));

    [Fact]
    public void A_missing_item_is_told()
    {
        var report = Promised();
        Says("items: promised 26, found 25.", report with { Items = [.. report.Items.Skip(1)] });
    }

    [Fact]
    public void A_closure_after_the_due_date_is_told() =>
        Says("item 4: closed on 2023-09-15, after its due date 2023-09-14.", Changed(4, item => item with { ClosedOn = PeriodEnd.AddDays(1) }));

    [Fact]
    public void A_reminder_on_another_day_is_told() => Says(
        "item 5: reminders for 2023-12-31: promised 2023-12-18, 2023-12-25, 2023-12-27, 2023-12-29, found 2023-12-18, 2023-12-25, 2023-12-29.",
        Changed(5, item => item with { Reminders = [.. item.Reminders.Where(reminder => reminder.On.Day != 27)] }));

    [Fact]
    public void A_late_reminder_is_told() => Says(
        "item 5: the reminder of 2023-12-29 went out late.",
        Changed(5, item => item with { Reminders = [.. item.Reminders.Select(reminder => reminder with { Late = reminder.On.Day == 29 })] }));

    [Fact]
    public void A_rung_too_many_is_told() => Says(
        "item 7: rungs: promised 0, found 1.", Changed(7, item => item with { Rungs = [new(PeriodEnd.AddDays(1), PeriodEnd, 1, false, null)] }));

    [Fact]
    public void A_missing_rung_is_told() => Says(
        "item 5: rungs: promised 2024-01-02 #1, 2024-01-04 #2, 2024-01-10 #3, 2024-01-22 #4, found 2024-01-02 #1, 2024-01-04 #2, 2024-01-10 #3.",
        Changed(5, item => item with { Rungs = [.. item.Rungs.Take(3)] }));

    [Fact]
    public void A_submission_of_the_late_item_is_told() =>
        Says("item 5: submitted on: promised none, found 2024-01-05.", Changed(5, item => item with { SubmittedOn = new(2024, 1, 5) }));

    [Fact]
    public void An_extension_that_was_asked_for_too_late_is_told() => Says(
        "item 5: the extension was asked for on 2023-09-15, after the due date.",
        Changed(5, item => item with { DueDates = [item.DueDates[0] with { AskedOn = new(2023, 9, 15) }] }));

    [Fact]
    public void A_gap_in_the_numbers_of_papers_is_told()
    {
        var report = Promised();
        Says("paper 徐巡改催〔2024〕2号 should end in 〔2024〕1号: numbers run without a gap.",
            report with { Papers = [new("徐巡改催〔2024〕2号", "UrgeNote", new(2024, 1, 4), 5, "Issued")] });
    }

    [Fact]
    public void A_summary_on_a_holiday_is_told()
    {
        var report = Promised();
        var days = report.WeeklySummaries.Select(day => day == new DateOnly(2024, 1, 2) ? new(2024, 1, 1) : day);
        Assert.StartsWith("days of weekly summaries", Assert.Single(Check(report with { WeeklySummaries = [.. days] })), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Planned")]
    [InlineData("Uncertain")]
    [InlineData("Failed")]
    public void A_mail_that_was_not_settled_is_told(string status) => Says(
        $"2 mail(s) of kind Reminder to Official are {status}.", Promised() with { Mails = [new("Reminder", status, "Official", 2)] });

    private static IReadOnlyList<string> Check(DemoReport report) => DemoCheck.Compare(report, File, WorkingCalendars.Shipped);

    private static void Says(string problem, DemoReport report) => Assert.Equal(problem, Assert.Single(Check(report)));

    private static DemoReport Changed(int number, Func<ReportedItem, ReportedItem> change)
    {
        var report = Promised();
        return report with { Items = [.. report.Items.Select(item => item.Number == number ? change(item) : item)] };
    }

    private static DemoReport Promised() => new()
    {
        Round = File.Round.Name,
        From = File.Round.FeedbackOn,
        To = new(2024, 1, 31),
        ItemsByStatus = new Dictionary<string, int>(),
        Overdue = [5],
        InstancesByStatus = new Dictionary<string, int>(),
        Items = [.. File.Items.Select(item => item.Number == 5 ? Late(item) : Item(item))],
        Papers = [],
        Mails = [new("Reminder", "Accepted", "Official", 4), new("Reminder", "Cancelled", "Official", 1)],
        WeeklySummaries = [.. FirstWorkingDays()],
        Months = [],
    };

    // Computed another way than the check does: every worked day whose week had none before.
    private static IEnumerable<DateOnly> FirstWorkingDays()
    {
        var week = 0;
        for (var day = new DateOnly(2023, 3, 20); day <= new DateOnly(2024, 1, 31); day = day.AddDays(1))
        {
            var of = System.Globalization.ISOWeek.GetWeekOfYear(day.ToDateTime(default));
            if (of != week && WorkingCalendars.Shipped.IsWorked(day))
            {
                week = of;
                yield return day;
            }
        }
    }

    private static ReportedItem Item(FiledItem filed)
    {
        var closed = filed.Published!.Status is PublishedStatus.DoneAtOnce or PublishedStatus.DoneInPeriod;
        var due = filed.Published.Status is PublishedStatus.DoneAtOnce ? new DateOnly(2023, 4, 13) : PeriodEnd;
        return new()
        {
            Number = filed.Number,
            Title = filed.Title,
            TimeLimit = filed.TimeLimit.ToString(),
            Status = closed ? "Closed" : "LongTerm",
            Overdue = false,
            OriginalDueOn = due,
            DueOn = due,
            SubmittedOn = due.AddDays(-9),
            ClosedOn = closed ? due : null,
            LongTermSince = closed ? null : due,
            NextReviewOn = null,
            CleanReviews = 0,
            Returned = 0,
            Reopened = 0,
            Evidence = 1,
            Instance = closed ? "Finished" : "Suspended",
            DueDates = [],
            Reminders = [],
            Rungs = [],
            Papers = [],
        };
    }

    private static ReportedItem Late(FiledItem filed) => Item(filed) with
    {
        Status = "Implementing",
        Overdue = true,
        DueOn = Due,
        SubmittedOn = null,
        LongTermSince = null,
        ClosedOn = null,
        Instance = "Suspended",
        DueDates = [new(PeriodEnd, Due, "Extension", new(2023, 9, 8), new(2023, 9, 12), "理由")],
        Reminders = [.. ((DateOnly[])[new(2023, 12, 18), new(2023, 12, 25), new(2023, 12, 27), new(2023, 12, 29)])
            .Select((on, index) => new ReportedReminder(on, Due, index, false))],
        Rungs = [.. ((DateOnly[])[new(2024, 1, 2), new(2024, 1, 4), new(2024, 1, 10), new(2024, 1, 22)])
            .Select((on, index) => new ReportedRung(on, Due, index + 1, false, null))],
        Papers =
        [
            new("徐巡改提〔2024〕1号", "ReminderLetter", new(2024, 1, 2), 5, "Issued"),
            new("徐巡改催〔2024〕1号", "UrgeNote", new(2024, 1, 4), 5, "Issued"),
            new("徐巡改督〔2024〕1号", "SuperviseNote", new(2024, 1, 10), 5, "Issued"),
            new("徐巡改约〔2024〕1号", "TalkNotice", new(2024, 1, 22), 5, "Issued"),
        ],
    };
}
