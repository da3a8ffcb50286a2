using System.Text.Json;
using CsCheck;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Escalation;
using Rectify.Workflow.Domain.Papers;
using static Rectify.Workflow.Domain.Tests.Days;

namespace Rectify.Workflow.Domain.Tests.Escalation;

public sealed class LadderTests
{
    private static readonly DateOnly YearEnd = Day("2023-12-31");

    [Fact]
    public void The_default_ladder_for_the_end_of_2023_fires_on_the_known_days() => Assert.Equal(
        [
            (Day("2024-01-02"), 1, PaperKind.ReminderLetter, false),
            (Day("2024-01-04"), 2, PaperKind.UrgeNote, false),
            (Day("2024-01-10"), 3, PaperKind.SuperviseNote, false),
            (Day("2024-01-22"), 4, PaperKind.TalkNotice, false),
        ],
        Walk(Ladder.Default, YearEnd, YearEnd, days: 40)
            .Select(fired => (fired.Day, fired.Fire.RungNo, fired.Fire.Rung.Paper, fired.Fire.Late)));

    [Fact]
    public void Before_its_day_a_rung_names_the_day_to_wait_for()
    {
        Assert.Equal(new LadderDecision.WaitUntil(Day("2024-01-02")), Ladder.Default.Decide(YearEnd, 0, Day("2023-12-20"), Calendar));
        Assert.Equal(new LadderDecision.WaitUntil(Day("2024-01-04")), Ladder.Default.Decide(YearEnd, 1, Day("2024-01-03"), Calendar));
    }

    [Fact]
    public void When_every_rung_was_fired_nothing_is_left() =>
        Assert.Same(LadderDecision.Nothing, Ladder.Default.Decide(YearEnd, 4, Day("2025-01-01"), Calendar));

    [Fact]
    public void A_rung_does_not_fire_on_a_day_off() => Assert.Equal(
        new LadderDecision.WaitUntil(Day("2024-01-08")), Ladder.Default.Decide(YearEnd, 1, Day("2024-01-06"), Calendar));

    [Fact]
    public void Rungs_missed_during_a_standstill_come_late_and_one_a_working_day() => Assert.Equal(
        [
            (Day("2024-02-05"), 1, true), (Day("2024-02-06"), 2, true), (Day("2024-02-07"), 3, true), (Day("2024-02-08"), 4, true),
        ],
        Walk(Ladder.Default, YearEnd, Day("2024-02-05"), days: 20).Select(fired => (fired.Day, fired.Fire.RungNo, fired.Fire.Late)));

    [Fact]
    public void Rungs_that_fall_on_quiet_days_come_after_them_one_a_day_and_are_not_late()
    {
        var days = new SendingDays(Calendar, [new(Day("2024-01-02"), Day("2024-01-05"))]);

        Assert.Equal(
            [Day("2024-01-08"), Day("2024-01-09"), Day("2024-01-10"), Day("2024-01-22")],
            Enumerable.Range(1, 4).Select(rung => Ladder.Default.PlannedOn(YearEnd, rung, days)));
        Assert.Equal(new LadderDecision.WaitUntil(Day("2024-01-08")), Ladder.Default.Decide(YearEnd, 0, Day("2024-01-03"), days));
        Assert.False(Assert.IsType<LadderDecision.Fire>(Ladder.Default.Decide(YearEnd, 1, Day("2024-01-09"), days, Day("2024-01-08"))).Late);
    }

    [Fact]
    public void A_granted_extension_counts_from_the_new_date() => Assert.Equal(
        new LadderDecision.WaitUntil(Day("2024-04-01")), Ladder.Default.Decide(Day("2024-03-31"), 0, Day("2024-01-22"), Calendar));

    [Fact]
    public void The_default_ladder_tells_the_right_people()
    {
        Assert.Empty(Ladder.Default.Validate());
        Assert.Equal([Audience.Official, Audience.UnitLeader], Ladder.Default.Rungs[0].Audience);
        Assert.Equal([Audience.LeadLeader], Ladder.Default.Rungs[1].CopyTo);
        Assert.Contains(Audience.Secretary, Ladder.Default.Rungs[2].CopyTo);
        Assert.DoesNotContain(Audience.Secretary, Ladder.Default.Rungs[1].CopyTo);
    }

    [Fact]
    public void A_ladder_that_does_not_climb_is_refused() => Assert.Equal(
        2, new Ladder([new(3, [Audience.Official]), new(3, [Audience.Official]), new(2, [Audience.Official])]).Validate().Count);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_rung_before_the_item_is_late_is_refused(int after) =>
        Assert.Single(new Ladder([new(after, [Audience.Official])]).Validate());

    [Fact]
    public void A_rung_that_tells_nobody_is_refused() => Assert.Single(new Ladder([new(1, [])]).Validate());

    [Fact]
    public void A_ladder_survives_json_with_readable_words()
    {
        var json = JsonSerializer.Serialize(Ladder.Default);
        var back = JsonSerializer.Deserialize<Ladder>(json);

        Assert.Contains("\"SuperviseNote\"", json, StringComparison.Ordinal);
        Assert.Contains("\"Secretary\"", json, StringComparison.Ordinal);
        Assert.Equal(json, JsonSerializer.Serialize(back));
    }

    [Fact]
    public void No_rung_fires_twice_or_out_of_turn_whenever_the_job_runs() =>
        Gen.Select(
            Gen.Int[Day("2022-01-20").DayNumber, Day("2026-06-30").DayNumber].Select(DateOnly.FromDayNumber),
            Gen.Int[1, 9].Array[1, 6],
            Gen.Int[0, 12].Array[20, 60]).Sample((dueOn, steps, gaps) =>
            {
                var after = 0;
                var ladder = new Ladder([.. steps.Select(step => new Rung(after += step, [Audience.Official]))]);
                var days = gaps.Aggregate(new List<DateOnly> { dueOn.AddDays(-5) }, (met, gap) => [.. met, met[^1].AddDays(gap)]);
                var fired = Run(ladder, dueOn, days);
                return fired.Select(one => one.Fire.RungNo).SequenceEqual(Enumerable.Range(1, fired.Count))
                    && fired.Select(one => one.Day).Distinct().Count() == fired.Count
                    && fired.TrueForAll(one => Calendar.IsWorked(one.Day)
                        && one.Day >= Calendar.AddWorkingDays(dueOn, one.Fire.Rung.AfterWorkingDays));
            });

    private static List<(DateOnly Day, LadderDecision.Fire Fire)> Walk(Ladder ladder, DateOnly dueOn, DateOnly from, int days) =>
        Run(ladder, dueOn, [.. Enumerable.Range(0, days).Select(from.AddDays)]);

    // The job as it runs: several times a day now and then, and it asks again after each rung.
    private static List<(DateOnly Day, LadderDecision.Fire Fire)> Run(Ladder ladder, DateOnly dueOn, List<DateOnly> days)
    {
        var fired = new List<(DateOnly Day, LadderDecision.Fire Fire)>();
        foreach (var day in days)
        {
            DateOnly? last = fired.Count == 0 ? null : fired[^1].Day;
            while (ladder.Decide(dueOn, fired.Count, day, Calendar, last) is LadderDecision.Fire fire)
            {
                fired.Add((day, fire));
                last = day;
            }
        }

        return fired;
    }
}
