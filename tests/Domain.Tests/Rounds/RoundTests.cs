using System.Text.Json;
using Rectify.Workflow.Domain.Escalation;
using Rectify.Workflow.Domain.People;
using Rectify.Workflow.Domain.Rounds;
using static Rectify.Workflow.Domain.Tests.Days;

namespace Rectify.Workflow.Domain.Tests.Rounds;

public sealed class RoundTests
{
    [Fact]
    public void The_defaults_are_safe() => Assert.Empty(new RoundSettings().Validate());

    [Fact]
    public void The_days_of_a_round_count_in_calendar_months()
    {
        var round = NewRound();

        Assert.Equal(Day("2023-09-14"), round.ConcentratedEnd);
        Assert.Equal(Day("2023-04-14"), round.PlanDueOn);
    }

    [Fact]
    public void Every_wrong_setting_is_named()
    {
        var settings = new RoundSettings
        {
            PlanDueMonths = 0,
            ConcentratedMonths = 25,
            AtOnceDays = 0,
            PublicityDays = 0,
            ReviewEveryMonths = 0,
            CleanReviewsToEnd = 0,
            ReminderOffsets = [5, -1],
            Ladder = new([new(0, [Audience.Official])]),
            ZoneId = "Nowhere/At_All",
            IssuingBody = "徐〔1〕",
        };

        Assert.Equal(
            ["PlanDueMonths", "ConcentratedMonths", "AtOnceDays", "PublicityDays", "ReviewEveryMonths", "CleanReviewsToEnd",
                "ReminderOffsets", "Ladder", "ZoneId", "IssuingBody"],
            settings.Validate().Select(problem => problem.Setting));
    }

    [Fact]
    public void Wrong_settings_do_not_get_into_a_round()
    {
        var round = NewRound();

        var error = Assert.Throws<ArgumentException>(() => round.Change(new() { AtOnceDays = 0 }));

        Assert.Contains("AtOnceDays: Must lie between 1 and 365.", error.Message, StringComparison.Ordinal);
        Assert.Equal(30, round.Settings.AtOnceDays);
    }

    [Fact]
    public void Settings_survive_json_and_a_missing_one_takes_its_default()
    {
        var settings = new RoundSettings
        {
            AtOnceDays = 15,
            SendingHour = new(9, 0),
            ReminderOffsets = [7, 2],
            CalendarReminderOffsets = [30],
            QuietDays = [new(Day("2024-02-10"), Day("2024-02-17"))],
        };
        var json = JsonSerializer.Serialize(settings);

        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<RoundSettings>(json)));
        var sparse = JsonSerializer.Deserialize<RoundSettings>("""{ "AtOnceDays": 15 }""");
        Assert.Equal((15, 6, "10 5 3 1"), (sparse?.AtOnceDays, sparse?.ConcentratedMonths, string.Join(' ', sparse?.ReminderOffsets ?? [])));
        Assert.Equal(4, sparse?.Ladder.Rungs.Length);
        Assert.Equal((0, 0, ""), (sparse?.CalendarReminderOffsets.Length, sparse?.QuietDays.Length, sparse?.IssuerName));
        Assert.Contains("\"QuietDays\":[{\"From\":\"2024-02-10\",\"To\":\"2024-02-17\"}]", json, StringComparison.Ordinal);
    }

    [Fact]
    public void The_towns_clock_and_plan_come_from_the_settings()
    {
        var settings = new RoundSettings { SendingHour = new(9, 0), ReminderOffsets = [2] };

        Assert.Equal(new DateTimeOffset(2023, 12, 18, 1, 0, 0, TimeSpan.Zero), settings.ToTownTime().SendingInstant(Day("2023-12-18")));
        Assert.Equal([2], settings.ToReminderPlan().Offsets);
    }

    [Fact]
    public void Ids_made_later_sort_later()
    {
        var at = At("2023-03-14", "09:00");

        Assert.True(string.CompareOrdinal(RoundId.New(at).ToString(), RoundId.New(at.AddSeconds(1)).ToString()) < 0);
        Assert.True(string.CompareOrdinal(PersonId.New(at).ToString(), PersonId.New(at.AddSeconds(1)).ToString()) < 0);
        Assert.True(string.CompareOrdinal(UnitId.New(at).ToString(), UnitId.New(at.AddSeconds(1)).ToString()) < 0);
    }

    private static Round NewRound() => new()
    {
        Id = RoundId.New(At("2023-03-14", "09:00")),
        TownUnitId = UnitId.New(At("2023-03-14", "09:00")),
        Name = "2023",
        FeedbackOn = Day("2023-03-14"),
    };
}
