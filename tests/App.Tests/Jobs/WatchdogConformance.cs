using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Jobs.Watching;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Transports;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Mails;

namespace Rectify.Workflow.App.Tests.Clockwork;

/// <summary>What the watchdog promises, stated once and run on every database.</summary>
public abstract class WatchdogConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    // A Monday, nine in the morning.
    private static readonly DateTimeOffset Start = MailWorld.Local(2023, 12, 4, 9, 0);

    private readonly FakeTimeProvider _time = new(Start);
    private readonly RecordingTransport _mailServer = new();
    private Guid _administrator;

    [Fact]
    public async Task A_job_that_fell_silent_is_told_of_once_a_day()
    {
        await PrepareAsync();
        await using var host = Host();
        await host.RunAllAsync();

        _time.Advance(TimeSpan.FromMinutes(15));
        Assert.Empty(await host.LookAsync());
        await RunAllButAsync(host, "timers");
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(["timers"], await host.LookAsync());
        await RunAllButAsync(host, "timers");
        _time.Advance(TimeSpan.FromMinutes(1));
        await host.LookAsync();
        await host.RunAsync("outbox");

        var mail = Assert.Single(await MailsAsync());
        Assert.Equal((MailStatus.Accepted, "silence:2023-12-04:timers"), (mail.Status, mail.Occasion));
        var text = Assert.Single(_mailServer.Sent).Message;
        Assert.Equal("后台作业停摆：流程定时", text.Subject);
        Assert.Contains("最近一次成功：2023-12-04 09:00", text.TextBody, StringComparison.Ordinal);
        Assert.Contains("您是管理员", text.TextBody, StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromDays(1));
        await RunAllButAsync(host, "timers");
        await host.LookAsync();
        await host.LookAsync();
        Assert.Equal(2, (await MailsAsync()).Count);
    }

    [Fact]
    public async Task All_jobs_silent_at_once_are_one_mail_and_what_falls_silent_later_is_another()
    {
        await PrepareAsync();
        await using var host = Host();
        await host.RunAllAsync();
        _time.Advance(TimeSpan.FromMinutes(17));

        var minutely = await host.LookAsync();
        _time.Advance(TimeSpan.FromHours(1));
        var hourly = await host.LookAsync();

        Assert.Contains("outbox", minutely);
        Assert.Contains("reminders", hourly.Except(minutely));
        Assert.Equal(2, (await MailsAsync()).Count);
        Assert.Equal(
            hourly.Order(StringComparer.Ordinal),
            (await MailsAsync()).SelectMany(mail => MailPlan.Read<SilenceData>(mail).Jobs).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_hosts_that_look_at_the_same_moment_tell_the_administrator_once()
    {
        await PrepareAsync();
        await using var web = Host();
        await using var worker = Host();
        await web.RunAllAsync();
        _time.Advance(TimeSpan.FromMinutes(17));

        await Task.WhenAll(Enumerable.Range(0, 6).Select(look => Task.Run((look % 2 == 0 ? web : worker).LookAsync, Cancel)));

        Assert.Single(await MailsAsync());
        Assert.Single(_mailServer.Sent);
    }

    [Fact]
    public async Task When_the_outbox_is_silent_the_watchdog_sends_its_mail_itself_and_the_outbox_does_not_send_it_again()
    {
        await PrepareAsync();
        await using var host = Host();
        await host.RunAllAsync();
        _time.Advance(TimeSpan.FromMinutes(17));
        await OweAsync();

        await host.LookAsync();

        // Only its own mail: the rest is the outbox's.
        Assert.Equal("后台作业停摆：工作日历重算等" + Minutely() + "项", Assert.Single(_mailServer.Sent).Message.Subject);
        Assert.Equal(MailStatus.Accepted, Assert.Single(await MailsAsync()).Status);
        await host.RunAsync("outbox");
        Assert.Equal(2, _mailServer.Sent.Count);
        Assert.Single(await MailsAsync());
    }

    [Fact]
    public async Task A_mail_of_the_watchdog_that_the_outbox_lets_lie_is_sent_past_it()
    {
        await PrepareAsync();
        await using var host = Host();
        await host.RunAllAsync();
        for (var minute = 0; minute < 33; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await SucceedAllButAsync("timers");   // the outbox says that all is well, and sends nothing
            await host.LookAsync();
        }

        Assert.Equal(MailStatus.Accepted, Assert.Single(await MailsAsync()).Status);
        Assert.Single(_mailServer.Sent);
    }

    [Fact]
    public async Task A_mail_the_server_does_not_take_now_goes_later_and_once()
    {
        await PrepareAsync();
        await using var host = Host();
        await host.RunAllAsync();
        _mailServer.Next(() => new Delivery.Later("no connection", ServerIsAway: true));
        _time.Advance(TimeSpan.FromMinutes(17));
        await SucceedAllButAsync("outbox");

        await host.LookAsync();
        Assert.Equal(MailStatus.Planned, Assert.Single(await MailsAsync()).Status);
        for (var minute = 0; minute < 10; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await SucceedAllButAsync("outbox");
            await host.LookAsync();
        }

        Assert.Equal(MailStatus.Accepted, Assert.Single(await MailsAsync()).Status);
        Assert.Equal(2, _mailServer.Sent.Count);   // the refused attempt and the one that was taken
    }

    [Fact]
    public async Task A_host_that_works_runs_a_silent_job_itself_by_a_timer_of_its_own()
    {
        await PrepareAsync();
        await using var host = Host(runsJobs: true);
        await host.RunAllAsync();
        await host.Watchdog.StartAsync(Cancel);

        // Nobody else asks for the jobs: no Hangfire is there.
        for (var minute = 0; minute < 17; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        var outbox = await EventuallyAsync(
            () => ReadAsync(db => db.JobRuns.AsNoTracking().SingleAsync(run => run.Id == "outbox", Cancel)), run => run.SucceededAt > Start);
        Assert.Equal(Start.AddMinutes(17), outbox.SucceededAt);
        await host.Watchdog.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_clock_set_forward_a_day_alarms_nobody_and_set_back_again_tells_nobody_twice()
    {
        await PrepareAsync();
        var clock = new WallClock(_time);
        await using var host = Host(clock);
        await host.RunAllAsync();

        clock.Jump(TimeSpan.FromDays(1));
        Assert.Empty(await host.LookAsync());
        await PassAsync(host, minutes: 20, "timers", step: 5);
        Assert.Equal(["timers"], await host.LookAsync());
        clock.Jump(TimeSpan.FromDays(-1));
        Assert.Empty(await host.LookAsync());
        await PassAsync(host, minutes: 20, "timers", step: 5);

        // It is silent on the true day as well, though its last success is stamped with the false one; it was told of already.
        Assert.Equal(["timers"], await host.LookAsync());
        Assert.Single(await MailsAsync());
    }

    [Fact]
    public async Task A_clock_set_back_an_hour_alarms_nobody_while_the_jobs_run()
    {
        await PrepareAsync();
        var clock = new WallClock(_time);
        await using var host = Host(clock);
        await host.RunAllAsync();
        await PassAsync(host, minutes: 20, step: 5);

        clock.Jump(TimeSpan.FromHours(-1));
        await PassAsync(host, minutes: 90, step: 5);

        Assert.Empty(await host.LookAsync());
        Assert.Empty(await MailsAsync());
    }

    [Fact]
    public async Task The_town_may_move_to_another_time_zone_between_two_starts()
    {
        await PrepareAsync();
        await using (var before = Host())
        {
            await before.RunAllAsync();
        }

        await using var after = new OneHost(Database, _time, _mailServer, zone: "Asia/Urumqi");
        await PassAsync(after, minutes: 26 * 60, step: 60);

        Assert.Empty(await after.LookAsync());
        Assert.Empty(await MailsAsync());
    }

    private static int Minutely() => JobSchedule.Entries.Count(entry => entry.Cron == "* * * * *");

    private static async Task RunAllButAsync(OneHost host, string silent)
    {
        foreach (var entry in JobSchedule.Entries.Where(entry => entry.Id != silent))
        {
            await host.RunAsync(entry.Id);
        }
    }

    private static async Task<T> EventuallyAsync<T>(Func<Task<T>> read, Func<T, bool> isThere)
    {
        for (var tries = 0; ; tries++)
        {
            var value = await read();
            if (isThere(value))
            {
                return value;
            }

            Assert.True(tries < 300, "It did not happen within half a minute.");
            await Task.Delay(100, Cancel);
        }
    }

    /// <summary>Time passes; the watchdog looks each minute and the jobs run by their schedule, but for one.</summary>
    private async Task PassAsync(OneHost host, int minutes, string? silent = null, int step = 1)
    {
        var clock = host.Services.GetRequiredService<TimeProvider>();
        var town = host.Services.GetRequiredService<TownZone>().Zone;
        for (var minute = 0; minute < minutes; minute += step)
        {
            var before = clock.GetUtcNow();
            _time.Advance(TimeSpan.FromMinutes(step));
            foreach (var entry in JobSchedule.Entries.Where(entry => entry.Id != silent))
            {
                if (Cronos.CronExpression.Parse(entry.Cron).GetNextOccurrence(before, town) <= clock.GetUtcNow())
                {
                    await SucceedAsync(entry.Id, clock.GetUtcNow());
                }
            }

            await host.LookAsync();
        }
    }

    private Task<int> SucceedAllButAsync(string silent) => ReadAsync(db => db.JobRuns.Where(run => run.Id != silent)
        .ExecuteUpdateAsync(set => set.SetProperty(run => run.SucceededAt, _time.GetUtcNow()), Cancel));

    private Task<int> SucceedAsync(string job, DateTimeOffset at) => ReadAsync(db => db.JobRuns.Where(run => run.Id == job)
        .ExecuteUpdateAsync(set => set.SetProperty(run => run.SucceededAt, at), Cancel));

    private OneHost Host(TimeProvider? clock = null, bool runsJobs = false) => new(Database, clock ?? _time, _mailServer, runsJobs);

    private Task<List<LedgerMail>> MailsAsync() => ReadAsync(db => db.Mails.AsNoTracking()
        .Where(mail => mail.Kind == MailKind.Silence && mail.RecipientId == _administrator).OrderBy(mail => mail.Id).ToListAsync(Cancel));

    private async Task OweAsync() => await ReadAsync(db =>
    {
        db.Mails.Add(MailPlan.FromWorkflow(_administrator, "note", null, "请参加会议", "请准时参加。", _time.GetUtcNow()));
        return db.SaveChangesAsync(Cancel);
    });

    private async Task<T> ReadAsync<T>(Func<App.Data.RectifyDb, Task<T>> read)
    {
        await using var db = Database.Open();
        return await read(db);
    }

    /// <summary>A town with one administrator, in which no job has run yet.</summary>
    private async Task PrepareAsync()
    {
        await using var world = await MailWorld.CreateAsync(Database, Start);
        await ReadAsync(db => db.JobRuns.ExecuteDeleteAsync(Cancel));
        await ReadAsync(db => db.Mails.ExecuteDeleteAsync(Cancel));
        await ReadAsync(db => db.Users.Where(person => person.DisplayName == "管理员")
            .ExecuteUpdateAsync(set => set.SetProperty(person => person.Active, false), Cancel));
        _administrator = await world.AddPersonAsync("管理员", world.Town, Roles.Administrator);
    }
}

public sealed class WatchdogOnSqlite(SqliteDatabase database) : WatchdogConformance<SqliteDatabase>(database);

public sealed class WatchdogOnPostgres(PostgresDatabase database) : WatchdogConformance<PostgresDatabase>(database);
