using Rectify.Workflow.Domain.Deadlines;
using static Rectify.Workflow.Domain.Tests.Days;

namespace Rectify.Workflow.Domain.Tests.Deadlines;

public sealed class TownTimeTests
{
    private static readonly TownTime Paris = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris"), new(2, 30));

    [Fact]
    public void The_sending_hour_is_the_towns_and_the_instant_is_utc()
    {
        var at = Town.SendingInstant(Day("2023-12-18"));

        Assert.Equal(new DateTimeOffset(2023, 12, 18, 0, 30, 0, TimeSpan.Zero), at);
        Assert.Equal(TimeSpan.Zero, at.Offset);
    }

    [Fact]
    public void The_towns_day_begins_at_its_own_midnight()
    {
        Assert.Equal(Day("2023-12-31"), Town.DayOf(new(2023, 12, 31, 15, 59, 59, TimeSpan.Zero)));
        Assert.Equal(Day("2024-01-01"), Town.DayOf(new(2023, 12, 31, 16, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void An_hour_the_clock_jumps_over_becomes_the_first_one_that_exists() =>
        Assert.Equal(new DateTimeOffset(2023, 3, 26, 1, 0, 0, TimeSpan.Zero), Paris.SendingInstant(Day("2023-03-26")));

    [Fact]
    public void An_hour_that_comes_twice_is_the_first_of_the_two() =>
        Assert.Equal(new DateTimeOffset(2023, 10, 29, 0, 30, 0, TimeSpan.Zero), Paris.SendingInstant(Day("2023-10-29")));
}
