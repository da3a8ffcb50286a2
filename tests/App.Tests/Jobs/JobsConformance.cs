using System.ComponentModel.DataAnnotations;
using Hangfire;
using Hangfire.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Inbox;
using Rectify.Workflow.App.Mail.Transports;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Mails;

namespace Rectify.Workflow.App.Tests.Clockwork;

/// <summary>What the job clock promises, stated once and run on every database.</summary>
public abstract class JobsConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static readonly DateTimeOffset Start = MailWorld.Local(2023, 12, 15);

    [Fact]
    public async Task A_run_is_recorded_and_everything_it_owes_carries_its_id()
    {
        await using var world = await MailWorld.CreateAsync(Database, Start.AddDays(-1));
        await world.ItemAsync(1, new(2023, 12, 29));
        world.Clock.SetUtcNow(Start);

        await world.Services.GetRequiredService<JobRunner>().RunAsync("reminders", Cancel);

        var run = await world.ReadAsync(db => db.JobRuns.SingleAsync(row => row.Id == "reminders", Cancel));
        Assert.Equal((Start, Start, null, null), (run.StartedAt, run.SucceededAt, run.FailedAt, run.Error));
        var mail = Assert.Single(await world.MailsAsync(MailKind.Reminder));
        Assert.StartsWith("reminders-", mail.StepId, StringComparison.Ordinal);
        Assert.Equal(mail.StepId, (await world.ReadAsync(db => db.Journal.OrderBy(row => row.Id).LastAsync(Cancel))).StepId);
    }

    [Fact]
    public async Task A_failed_run_is_recorded_with_its_error_and_the_next_one_clears_it()
    {
        await using var world = await MailWorld.CreateAsync(Database, Start);
        await world.OweAsync();
        world.Transport.Next(() => throw new InvalidTimeZoneException("broken on purpose"));
        var runner = world.Services.GetRequiredService<JobRunner>();

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => runner.RunAsync("outbox", Cancel));
        var failed = await RunOfAsync();
        await runner.RunAsync("outbox", Cancel);

        Assert.Equal((Start, "broken on purpose"), (failed.FailedAt, failed.Error));
        Assert.Equal((Start, null), ((await RunOfAsync()).SucceededAt, (await RunOfAsync()).Error));

        Task<JobRun> RunOfAsync() => world.ReadAsync(db => db.JobRuns.SingleAsync(row => row.Id == "outbox", Cancel));
    }

    [Fact]
    public async Task A_job_never_overlaps_itself_and_whoever_asks_meanwhile_gets_one_more_run()
    {
        await using var world = await MailWorld.CreateAsync(Database, Start);
        await world.OweAsync(occasion: "first");
        using var inside = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        world.Transport.Next(() =>
        {
            inside.Set();
            Assert.True(goOn.Wait(TimeSpan.FromSeconds(30), Cancel));
            return new Delivery.Accepted("ok");
        });
        var runner = world.Services.GetRequiredService<JobRunner>();
        var running = Task.Run(() => runner.RunAsync("outbox", Cancel), Cancel);
        Assert.True(inside.Wait(TimeSpan.FromSeconds(30), Cancel));

        await runner.RunAsync("outbox", Cancel);   // answers at once
        Assert.False(running.IsCompleted);
        var later = await world.OweAsync(occasion: "later");
        goOn.Set();
        await running;

        Assert.Equal(MailStatus.Accepted, (await world.MailAsync(later)).Status);
    }

    [Fact]
    public async Task A_Hangfire_server_started_three_times_has_exactly_the_schedule_and_sends_what_is_owed_once()
    {
        await using var world = await MailWorld.CreateAsync(Database, Start);
        var owed = await world.OweAsync();
        for (var start = 0; start < 3; start++)
        {
            var builder = Host.CreateApplicationBuilder();
            builder.Services.AddSingleton<TimeProvider>(world.Clock);
            builder.Services.AddSingleton<Microsoft.AspNetCore.DataProtection.IDataProtectionProvider, Microsoft.AspNetCore.DataProtection.EphemeralDataProtectionProvider>();
            builder.Services.AddScoped<IMailTransport>(_ => world.Transport);
            builder.Services.AddRectify(Database.Settings(Path.GetTempPath()));
            builder.Services.AddHangfireClock(
                new DatabaseOptions { Provider = Database.Provider, ConnectionString = Database.ConnectionString },
                TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"), runsJobs: true);
            builder.Services.Configure<InboxOptions>(inbox => inbox.EveryMinutes = start == 0 ? 5 : 20);
            using var host = builder.Build();
            host.Services.GetRequiredService<IRecurringJobManager>().AddOrUpdate<JobRunner>(
                "old-digest", runner => runner.RunAsync("old-digest", CancellationToken.None), "0 8 * * *");
            await host.StartAsync(Cancel);
            using (var connection = host.Services.GetRequiredService<JobStorage>().GetConnection())
            {
                Assert.Equal(JobSchedule.Entries.Select(entry => entry.Id).Order(), connection.GetRecurringJobs().Select(job => job.Id).Order());
                Assert.Equal(start == 0 ? "*/5 * * * *" : "*/20 * * * *", connection.GetRecurringJobs().Single(job => job.Id == "inbox").Cron);
            }

            await EventuallyAsync(async () => (await world.MailAsync(owed)).Status == MailStatus.Accepted);
            await host.StopAsync(Cancel);
        }

        Assert.Single(world.Transport.Sent, sent => sent.MailId == owed);
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        for (var tries = 0; !await condition(); tries++)
        {
            Assert.True(tries < 300, "The Hangfire server did not do it within half a minute.");
            await Task.Delay(100, Cancel);
        }
    }
}

/// <summary>Hangfire keeps its logger in a static, so hosts with it run one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class HangfireHosts
{
    public const string Name = "Hangfire hosts";
}

[Collection(HangfireHosts.Name)]
public sealed class JobsOnSqlite(SqliteDatabase database) : JobsConformance<SqliteDatabase>(database);

[Collection(HangfireHosts.Name)]
public sealed class JobsOnPostgres(PostgresDatabase database) : JobsConformance<PostgresDatabase>(database);

public sealed class JobScheduleTests
{
    [Fact]
    public void Every_cron_expression_can_be_read_and_every_id_is_said_once()
    {
        Assert.All(JobSchedule.Entries, entry => Assert.NotNull(
            Cronos.CronExpression.Parse(entry.Cron).GetNextOccurrence(new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc), TimeZoneInfo.Utc)));
        Assert.Equal(JobSchedule.Entries.Length, JobSchedule.Entries.Select(entry => entry.Id).Distinct().Count());
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(30, true)]
    [InlineData(0, false)]
    [InlineData(-5, false)]
    [InlineData(7, false)]
    [InlineData(60, false)]
    public void The_mailbox_is_read_as_often_as_it_is_set_at_even_distances_or_the_setting_is_refused(int minutes, bool allowed)
    {
        var inbox = new InboxOptions { EveryMinutes = minutes };
        var problems = new List<ValidationResult>();

        Assert.Equal(allowed, Validator.TryValidateObject(inbox, new(inbox), problems, validateAllProperties: true));
        if (!allowed)
        {
            Assert.StartsWith("Rectify:Mail:Inbox:EveryMinutes must be", Assert.Single(problems).ErrorMessage, StringComparison.Ordinal);
            return;
        }

        var entries = JobSchedule.For(inbox);
        Assert.Equal(JobSchedule.Entries.Where(entry => entry.Id != "inbox"), entries.Where(entry => entry.Id != "inbox"));
        var cron = Cronos.CronExpression.Parse(JobSchedule.For(inbox).Single(entry => entry.Id == "inbox").Cron);
        var times = cron.GetOccurrences(new DateTime(2024, 1, 1, 7, 0, 0, DateTimeKind.Utc), new DateTime(2024, 1, 1, 9, 0, 0, DateTimeKind.Utc)).ToList();
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.Equal(minutes, (pair.Second - pair.First).TotalMinutes));
    }

    [Fact]
    public void The_ids_are_those_that_stored_schedules_know() => Assert.Equal(
        ["calendar", "calls", "deputies", "escalations", "housekeeping", "inbox", "journal-seals", "journal-seals-all", "long-term-reviews", "moves", "outbox", "reminders", "timers", "weekly-summary"],
        JobSchedule.Entries.Select(entry => entry.Id).Order(StringComparer.Ordinal));

    [Fact]
    public void An_unknown_job_is_refused_by_name_with_those_there_are() =>
        Assert.Contains("reminders", Assert.Throws<ArgumentException>(() => JobSchedule.Find("digest")).Message, StringComparison.Ordinal);
}
