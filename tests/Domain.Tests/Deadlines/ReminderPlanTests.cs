using CsCheck;
using Rectify.Workflow.Domain.Deadlines;
using static Rectify.Workflow.Domain.Tests.Days;

namespace Rectify.Workflow.Domain.Tests.Deadlines;

public sealed class ReminderPlanTests
{
    private static readonly DateOnly YearEnd = Day("2023-12-31");

    [Fact]
    public void The_default_plan_for_the_end_of_2023_is_known() => Assert.Equal(
        [(10, Day("2023-12-18")), (5, Day("2023-12-25")), (3, Day("2023-12-27")), (1, Day("2023-12-29"))],
        ReminderPlan.Default.Days(YearEnd, Calendar).Select(reminder => (reminder.Offset, reminder.Day)));

    [Fact]
    public void Working_and_calendar_days_mix_and_quiet_days_bring_a_reminder_forward()
    {
        // 30 days before the year's end is Friday 1 December; 7 days before is Sunday the 24th; the 27th is quiet, so is the 26th.
        var days = new SendingDays(Calendar, [new(Day("2023-12-26"), Day("2023-12-27"))]);
        var plan = new ReminderPlan([3, 1]) { CalendarOffsets = [30, 7] };

        Assert.Equal(
            [(1030, Day("2023-12-01")), (1007, Day("2023-12-22")), (3, Day("2023-12-25")), (1, Day("2023-12-29"))],
            plan.Days(YearEnd, days).Select(reminder => (reminder.Offset, reminder.Day)));
        Assert.Equal(Day("2023-12-25"), plan.Next(3, YearEnd, days)?.Day);
        Assert.Equal(Day("2023-12-27"), plan.Next(3, YearEnd, Calendar)?.Day);
    }

    [Fact]
    public void Offsets_that_fall_on_one_day_give_one_reminder()
    {
        // 31 December 2023 is a Sunday: on the day itself and one working day before are both Friday 29 December.
        var reminder = Assert.Single(new ReminderPlan([1, 0, 1]).Days(YearEnd, Calendar));

        Assert.Equal(new(0, Day("2023-12-29"), Provisional: false) { Widest = 1 }, reminder);
    }

    [Fact]
    public void A_new_table_moves_the_next_reminder_and_not_the_one_after()
    {
        // By plain weekends the 3rd working day before is the 5th; with the 4th to the 6th off it is the 30th of December.
        var with = Calendar.With(CalendarFile.Read("年份,2027\n文件,样例\n公布日期,2026-11-20\n休,2027-01-01,2027-01-06,元旦").Table!);

        Assert.Equal(Day("2027-01-05"), new ReminderPlan([5, 3, 1]).Next(3, Day("2027-01-08"), Calendar)?.Day);
        Assert.Equal(Day("2026-12-30"), new ReminderPlan([5, 3, 1]).Next(3, Day("2027-01-08"), with)?.Day);
        Assert.Null(new ReminderPlan([5, 3]).Next(1, Day("2027-01-08"), with));
    }

    [Fact]
    public void Two_offsets_that_a_new_table_parts_are_both_still_to_come()
    {
        var with = Calendar.With(CalendarFile.Read("年份,2027\n文件,样例\n公布日期,2026-11-20\n休,2027-05-01\n班,2027-05-09").Table!);
        var plan = new ReminderPlan([1, 0]);
        var merged = Assert.Single(plan.Days(Day("2027-05-09"), Calendar));

        Assert.Equal(Day("2027-05-07"), plan.Next(merged.Widest, Day("2027-05-09"), with)?.Day);
        Assert.Equal([Day("2027-05-07"), Day("2027-05-09")], plan.Days(Day("2027-05-09"), with).Select(reminder => reminder.Day));
    }

    [Fact]
    public void A_plan_that_counts_through_an_unknown_year_is_provisional()
    {
        Assert.All(ReminderPlan.Default.Days(Day("2027-01-05"), Calendar), reminder => Assert.True(reminder.Provisional));
        Assert.All(ReminderPlan.Default.Days(Day("2026-12-31"), Calendar), reminder => Assert.False(reminder.Provisional));
    }

    [Theory]
    [InlineData("2023-12-18", "08:29", "2023-12-18")]
    [InlineData("2023-12-18", "08:30", "2023-12-25")]
    [InlineData("2023-12-30", "12:00", null)]
    public void The_next_reminder_lies_after_the_instant(string day, string time, string? next) => Assert.Equal(
        next is null ? null : Day(next),
        ReminderPlan.Default.NextAfter(At(day, time), YearEnd, Calendar, Town)?.Day);

    [Fact]
    public void A_reminder_of_the_day_is_not_late()
    {
        var fired = Fire(owedSince: At("2023-12-18", "08:30"), now: At("2023-12-18", "17:00"));

        Assert.Equal((10, false, 0), (fired?.Reminder.Offset, fired?.Late, fired?.Missed.Length));
    }

    [Fact]
    public void After_a_standstill_the_newest_goes_out_late_and_names_those_it_stands_for()
    {
        var fired = Fire(owedSince: At("2023-12-18", "08:30"), now: At("2023-12-28", "08:30"));

        Assert.Equal((3, true), (fired?.Reminder.Offset, fired?.Late));
        Assert.Equal([10, 5], fired?.Missed.Select(reminder => reminder.Offset));
    }

    [Theory]
    [InlineData("2023-12-18", "08:29")]   // before its hour
    [InlineData("2023-12-23", "08:30")]   // a Saturday
    [InlineData("2024-01-02", "08:30")]   // after the due date
    public void Nothing_goes_out_before_its_hour_on_a_day_off_or_after_the_due_date(string day, string time) =>
        Assert.Null(Fire(owedSince: At("2023-12-18", "08:30"), now: At(day, time)));

    [Fact]
    public void What_was_sent_is_not_owed_again() =>
        Assert.Null(Fire(owedSince: At("2023-12-25", "08:30"), now: At("2023-12-22", "08:30")));

    [Fact]
    public void No_reminder_falls_on_a_day_off_or_after_the_due_date() =>
        Gen.Select(
            Gen.Int[Day("2022-01-20").DayNumber, Day("2027-06-30").DayNumber].Select(DateOnly.FromDayNumber),
            Gen.Int[0, 60].Array[0, 8]).Sample((dueOn, offsets) =>
            {
                var days = new ReminderPlan([.. offsets]).Days(dueOn, Calendar).Select(reminder => reminder.Day).ToList();
                return days.All(day => Calendar.IsWorked(day) && day <= dueOn)
                    && days.SequenceEqual(days.Distinct().Order());
            });

    [Fact]
    public void Walking_from_one_reminder_to_the_next_meets_each_day_once() =>
        Gen.Int[Day("2022-01-20").DayNumber, Day("2027-06-30").DayNumber].Select(DateOnly.FromDayNumber).Sample(dueOn =>
        {
            var met = new List<DateOnly>();
            for (var at = At("2021-01-01", "00:00");
                ReminderPlan.Default.NextAfter(at, dueOn, Calendar, Town) is { } next;
                at = Town.SendingInstant(next.Day))
            {
                met.Add(next.Day);
            }

            return met.SequenceEqual(ReminderPlan.Default.Days(dueOn, Calendar).Select(reminder => reminder.Day));
        });

    private static FiredReminder? Fire(DateTimeOffset owedSince, DateTimeOffset now) =>
        ReminderPlan.Default.Fire(owedSince, now, YearEnd, Calendar, Town);
}
