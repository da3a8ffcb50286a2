using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Transports;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Mails;

namespace Rectify.Workflow.App.Tests.Clockwork;

/// <summary>Clocks that jump, and two hosts whose clocks are ten minutes apart.</summary>
public abstract class ClocksConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static readonly string[] Daily = ["reminders", "escalations", "outbox"];
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(10);

    // A Friday.
    private static readonly DateTimeOffset Start = MailWorld.Local(2023, 12, 15, 8, 0);

    private readonly FakeTimeProvider _time = new(Start);
    private readonly RecordingTransport _mailServer = new();

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public async Task Of_two_hosts_ten_minutes_apart_neither_takes_a_mail_that_the_other_is_sending(int minutesAhead)
    {
        await using var world = await MailWorld.CreateAsync(Database, Start);
        // One line: beside others each mail's twenty seconds would pass for theirs too, however short they really took.
        await using var slow = new OneHost(Database, _time, _mailServer, lines: 1);
        await using var other = new OneHost(Database, new WallClock(_time, TimeSpan.FromMinutes(minutesAhead)), _mailServer);
        var owed = new List<Guid>();
        for (var mail = 0; mail < 30; mail++)
        {
            owed.Add(await OweAsync(world.Official, $"note-{mail}"));
        }

        // The server takes twenty seconds for each mail, so that the batch takes longer than five minutes; with each the other looks.
        _mailServer.Next([.. owed.Select(_ => (Func<Delivery>)(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(20));
            RecoverAsync(other).GetAwaiter().GetResult();
            return new Delivery.Accepted("ok");
        }))]);
        await slow.RunAsync("outbox");
        await other.RunAsync("outbox");

        Assert.Equal(owed.Order(), _mailServer.Sent.Select(sent => sent.MailId).Order());
        Assert.Equal(30, await CountAsync(mail => owed.Contains(mail.Id) && mail.Status == MailStatus.Accepted));
    }

    [Fact]
    public async Task Two_hosts_ten_minutes_apart_send_each_person_one_reminder()
    {
        await using var world = await MailWorld.CreateAsync(Database, Start.AddDays(-1));
        var items = new[] { await world.ItemAsync(1, new(2023, 12, 29)), await world.ItemAsync(2, new(2023, 12, 29)) };
        await using var right = new OneHost(Database, _time, _mailServer);
        await using var ahead = new OneHost(Database, new WallClock(_time, Skew), _mailServer);

        // From 8:00 to 9:00; the one that is ahead begins at what is 8:20 for the other.
        for (var minute = 0; minute < 60; minute += 5)
        {
            await Task.WhenAll(new[] { right, ahead }.SelectMany(host => Daily.Select(host.RunAsync)));
            _time.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Equal(2, await ReadAsync(db => db.Notices.CountAsync(notice => items.Contains(notice.ItemId) && notice.Kind == NoticeKind.Reminder, Cancel)));
        Assert.Equal(1, await CountAsync(mail => mail.Kind == MailKind.Reminder && mail.RecipientId == world.Official));
        Assert.Single(_mailServer.Sent);
    }

    [Theory]
    [InlineData(24)]
    [InlineData(1)]
    public async Task What_a_dead_dispatcher_held_by_a_clock_that_was_ahead_is_not_held_for_that_long(int hours)
    {
        await using var world = await MailWorld.CreateAsync(Database, Start);
        var clock = new WallClock(_time, TimeSpan.FromHours(hours));
        await using var host = new OneHost(Database, clock, _mailServer);
        var begun = await OweAsync(world.Official, "begun");
        _mailServer.Next(() => throw new DispatcherDiedException());
        await Assert.ThrowsAnyAsync<Exception>(() => host.RunAsync("outbox"));
        var claimed = await OweAsync(world.OtherOfficial, "claimed");
        await ReadAsync(db => db.Mails.Where(mail => mail.Id == claimed).ExecuteUpdateAsync(set => set
            .SetProperty(mail => mail.ClaimedBy, "a killed one")
            .SetProperty(mail => mail.LeaseUntil, clock.GetUtcNow() + TimeSpan.FromMinutes(15)), Cancel));
        Assert.Equal(1, await CountAsync(mail => mail.Id == begun && mail.Status == MailStatus.Sending));

        clock.Jump(TimeSpan.FromHours(-hours));
        _mailServer.Taken = false;
        await host.RunAsync("outbox");

        Assert.Equal(2, await CountAsync(mail => (mail.Id == begun || mail.Id == claimed) && mail.Status == MailStatus.Accepted));
    }

    [Fact]
    public async Task A_clock_set_forward_a_day_and_back_again_sends_no_reminder_twice()
    {
        await using var world = await MailWorld.CreateAsync(Database, Start.AddDays(-1));
        // One reminder falls on Friday and one on Monday, as the calendar has it.
        await world.ItemAsync(1, new(2023, 12, 29));
        await world.ItemAsync(2, new(2024, 1, 2));
        var clock = new WallClock(_time);
        await using var host = new OneHost(Database, clock, _mailServer);
        _time.Advance(TimeSpan.FromMinutes(30));

        await WorkAsync(host);
        clock.Jump(TimeSpan.FromDays(3));   // to Monday
        await WorkAsync(host);
        clock.Jump(TimeSpan.FromDays(-3));
        await WorkAsync(host);
        clock.Jump(TimeSpan.FromHours(-1));
        await WorkAsync(host);
        var before = _mailServer.Sent.Count;
        _time.Advance(TimeSpan.FromDays(3) + TimeSpan.FromHours(1));   // the true Monday
        await WorkAsync(host);

        Assert.Equal(before, _mailServer.Sent.Count);
        var perDay = await ReadAsync(db => db.Mails.Where(mail => mail.Kind == MailKind.Reminder && mail.RecipientId == world.Official)
            .GroupBy(mail => mail.Occasion).Select(group => group.Count()).ToListAsync(Cancel));
        Assert.All(perDay, count => Assert.Equal(1, count));
        Assert.Equal(perDay.Count, _mailServer.Sent.Count);
    }

    private static async Task WorkAsync(OneHost host)
    {
        foreach (var job in Daily)
        {
            await host.RunAsync(job);
        }
    }

    private static async Task RecoverAsync(OneHost host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DispatchOutbox>().RecoverAsync(nobodyElseLives: false, Cancel);
    }

    private Task<int> CountAsync(System.Linq.Expressions.Expression<Func<LedgerMail, bool>> which) => ReadAsync(db => db.Mails.CountAsync(which, Cancel));

    private async Task<Guid> OweAsync(Guid person, string occasion)
    {
        var mail = MailPlan.FromWorkflow(person, occasion, null, "请参加会议", "请准时参加。", _time.GetUtcNow());
        await ReadAsync(db =>
        {
            db.Mails.Add(mail);
            return db.SaveChangesAsync(Cancel);
        });
        return mail.Id;
    }

    private async Task<T> ReadAsync<T>(Func<App.Data.RectifyDb, Task<T>> read)
    {
        await using var db = Database.Open();
        return await read(db);
    }

    private sealed class DispatcherDiedException : Exception;
}

public sealed class ClocksOnSqlite(SqliteDatabase database) : ClocksConformance<SqliteDatabase>(database);

public sealed class ClocksOnPostgres(PostgresDatabase database) : ClocksConformance<PostgresDatabase>(database);
