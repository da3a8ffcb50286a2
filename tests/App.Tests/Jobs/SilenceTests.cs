using Cronos;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Jobs.Watching;

namespace Rectify.Workflow.App.Tests.Clockwork;

public sealed class SilenceTests
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(15);
    private static readonly TimeZoneInfo Town = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
    private static readonly DateTimeOffset Started = At("2023-12-04T00:00");

    [Theory]
    [InlineData("* * * * *", "2023-12-04T08:00", "2023-12-04T08:16", false)]
    [InlineData("* * * * *", "2023-12-04T08:00", "2023-12-04T08:17", true)]
    [InlineData("30 8 * * *", "2023-12-04T08:31", "2023-12-05T08:45", false)]
    [InlineData("30 8 * * *", "2023-12-04T08:31", "2023-12-05T08:46", true)]
    [InlineData("30 7-18 * * *", "2023-12-04T18:30", "2023-12-05T07:44", false)]
    [InlineData("30 7-18 * * *", "2023-12-04T18:30", "2023-12-05T07:46", true)]
    public void A_job_is_silent_when_the_run_after_its_last_success_is_later_than_tolerated(string cron, string succeeded, string now, bool silent) =>
        Assert.Equal(silent ? At(succeeded) : null, Since(cron, At(succeeded), Started, At(now)));

    [Fact]
    public void A_job_that_never_ran_counts_from_the_start_of_the_host()
    {
        Assert.Null(Since("20 3 * * *", null, At("2023-12-04T09:00"), At("2023-12-05T03:30")));
        Assert.Equal(At("2023-12-04T09:00"), Since("20 3 * * *", null, At("2023-12-04T09:00"), At("2023-12-05T03:36")));
    }

    [Fact]
    public void After_days_without_any_host_the_jobs_have_time_to_run_before_they_are_called_silent()
    {
        Assert.Null(Since("* * * * *", At("2023-12-01T08:00"), At("2023-12-04T08:00"), At("2023-12-04T08:10")));
        Assert.Equal(At("2023-12-01T08:00"), Since("* * * * *", At("2023-12-01T08:00"), At("2023-12-04T08:00"), At("2023-12-04T08:16")));
    }

    [Fact]
    public void A_success_stamped_by_a_clock_that_was_wrong_by_a_day_does_not_hide_a_silence()
    {
        var right = At("2023-12-04T09:00");

        Assert.Null(Since("* * * * *", At("2023-12-05T08:59"), right, At("2023-12-04T09:15")));
        Assert.Equal(right, Since("* * * * *", At("2023-12-05T08:59"), right, At("2023-12-04T09:17")));
    }

    [Fact]
    public void A_success_of_a_host_ten_minutes_ahead_counts() =>
        Assert.Null(Since("* * * * *", At("2023-12-04T08:10"), Started, At("2023-12-04T08:00")));

    [Theory]
    [InlineData("Asia/Shanghai", true)]
    [InlineData("Asia/Urumqi", false)]
    [InlineData("Pacific/Auckland", true)]
    public void The_schedule_is_read_on_the_towns_clock_and_on_no_other(string zone, bool silent) => Assert.Equal(
        silent,
        Silence.Since(
            CronExpression.Parse("30 8 * * *"), TimeZoneInfo.FindSystemTimeZoneById(zone), At("2023-12-04T11:00"),
            new(Started), At("2023-12-05T09:00"), Tolerance) is not null);

    [Fact]
    public void Every_job_has_a_name_in_both_languages() => Assert.All(JobSchedule.Entries, entry =>
    {
        Assert.NotEqual(entry.Id, JobNames.Of(entry.Id, english: false));
        Assert.NotEqual(entry.Id, JobNames.Of(entry.Id, english: true));
    });

    private static DateTimeOffset? Since(string cron, DateTimeOffset? succeeded, DateTimeOffset watched, DateTimeOffset now) =>
        Silence.Since(CronExpression.Parse(cron), Town, succeeded, new(watched), now, Tolerance);

    /// <summary>An instant on the town's clock.</summary>
    private static DateTimeOffset At(string local) =>
        new DateTimeOffset(DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(8)).ToUniversalTime();
}
