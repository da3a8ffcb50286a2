using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.Mail.Transports;
using Rectify.Workflow.App.Tests.Databases;

namespace Rectify.Workflow.App.Tests.Mails;

/// <summary>
/// Whatever a mail server does, the queue drains, no mail goes twice, and how mail fares says so meanwhile. The outbox is
/// asked every minute, as in production, by a clock that the tests move.
/// </summary>
public abstract class SmtpTroubleConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static readonly DateTimeOffset Start = MailWorld.Local(2023, 12, 4);

    [Fact]
    public async Task A_server_that_is_down_for_a_day_gets_everything_once_afterwards()
    {
        await using var world = await WorldAsync();
        var nowhere = new SmtpSink();
        var port = nowhere.Port;
        await nowhere.DisposeAsync();
        await using var smtp = Connect(world, port);
        await OweAsync(world, 30);

        await RunUntilAsync(world, Start.AddDays(1));
        var meanwhile = await HealthAsync(world);
        Assert.Equal((Start, 30, 0), (meanwhile.ServerAwaySince, meanwhile.Due, meanwhile.PutOff));
        Assert.Contains(meanwhile.Troubles(world.Clock.GetUtcNow()), trouble => trouble.Contains("cannot be used since 2023-12-04 00:30", StringComparison.Ordinal));
        Assert.InRange(world.Transport.Opened, 24 * 4, 24 * 8);   // every ten minutes or so, not every minute

        await using var sink = new SmtpSink(port);
        await RunUntilAsync(world, Start.AddDays(1).AddMinutes(15));
        await AssertDrainedAsync(world, sink, accepted: 30, attempts: 1);
    }

    [Fact]
    public async Task A_password_that_is_wrong_for_hours_fails_no_mail()
    {
        await using var world = await WorldAsync();
        await using var sink = new SmtpSink { Password = "right" };
        await using (Connect(world, sink.Port, options => (options.User, options.Password) = ("rectify", "expired")))
        {
            await OweAsync(world, 10);
            await RunUntilAsync(world, Start.AddHours(5));
            Assert.Contains("wrong password", (await HealthAsync(world)).ServerSaid, StringComparison.Ordinal);
        }

        await using var smtp = Connect(world, sink.Port, options => (options.User, options.Password) = ("rectify", "right"));
        await RunUntilAsync(world, Start.AddHours(5.5));
        await AssertDrainedAsync(world, sink, accepted: 10, attempts: 1);
    }

    [Fact]
    public async Task A_slow_server_gets_each_mail_once_though_the_claim_runs_out_meanwhile()
    {
        await using var world = await WorldAsync(options => (options.BatchSize, options.Lease) = (100, TimeSpan.FromMinutes(3)));
        await using var sink = new SmtpSink();
        await using var smtp = Connect(world, sink.Port);
        var meanwhile = new TaskCompletionSource<IReadOnlyList<string>>();
        sink.Decide = offer =>
        {
            world.Clock.Advance(TimeSpan.FromSeconds(2));
            if (offer.Before == 460)
            {
                meanwhile.SetResult(HealthAsync(world).GetAwaiter().GetResult().Troubles(world.Clock.GetUtcNow()));
            }

            return SinkAct.Accept;
        };
        await OweAsync(world, 500);

        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => world.RunAsync("outbox"), Cancel)));
        await RunUntilAsync(world, world.Clock.GetUtcNow().AddMinutes(5));

        // Fifteen minutes and a bit later, one complaint: how many wait, and since when.
        Assert.Matches("^(3\\d|40) mails wait, the oldest since 2023-12-04 00:30:00Z\\.$", Assert.Single(await meanwhile.Task));
        await AssertDrainedAsync(world, sink, accepted: 500, attempts: 1);
    }

    [Fact]
    public async Task A_server_that_refuses_every_third_with_451_takes_them_all_in_the_end()
    {
        await using var world = await WorldAsync();
        await using var sink = new SmtpSink { Decide = offer => offer.Before % 3 == 2 ? SinkAct.TryLater : SinkAct.Accept };
        await using var smtp = Connect(world, sink.Port);
        await OweAsync(world, 45);

        await world.RunAsync("outbox");
        var meanwhile = await HealthAsync(world);
        Assert.Equal((15, null), (meanwhile.PutOff, meanwhile.ServerAwaySince));
        Assert.Equal(["15 mails are put off by a server."], meanwhile.Troubles(Start));
        await RunUntilAsync(world, Start.AddHours(8));

        await AssertDrainedAsync(world, sink, accepted: 45);
    }

    [Fact]
    public async Task A_server_that_greylists_takes_them_when_they_come_back()
    {
        await using var world = await WorldAsync();
        await using var sink = new SmtpSink { Decide = _ => world.Clock.GetUtcNow() < Start.AddMinutes(5) ? SinkAct.TryLater : SinkAct.Accept };
        await using var smtp = Connect(world, sink.Port);
        await OweAsync(world, 30);

        await RunUntilAsync(world, Start.AddMinutes(2));
        Assert.Equal(30, (await HealthAsync(world)).PutOff);
        await RunUntilAsync(world, Start.AddMinutes(10));

        await AssertDrainedAsync(world, sink, accepted: 30, attempts: 3);
    }

    [Fact]
    public async Task A_line_that_drops_after_the_text_leaves_those_mails_uncertain_and_none_goes_twice()
    {
        await using var world = await WorldAsync();
        await using var sink = new SmtpSink { Decide = offer => offer.Before % 5 == 4 ? SinkAct.DropAfterData : SinkAct.Accept };
        await using var smtp = Connect(world, sink.Port);
        await OweAsync(world, 40);

        await RunUntilAsync(world, Start.AddDays(2));

        await AssertDrainedAsync(world, sink, accepted: 32, uncertain: 8);
        Assert.Equal(["8 mails are uncertain."], (await HealthAsync(world)).Troubles(world.Clock.GetUtcNow()));
    }

    [Fact]
    public async Task A_server_that_says_421_after_seventy_mails_gets_the_others_a_minute_later_each_time()
    {
        await using var world = await WorldAsync();
        await using var sink = new SmtpSink { Decide = offer => offer.BeforeOnThisLine >= 70 ? SinkAct.ShutDown421 : SinkAct.Accept };
        await using var smtp = Connect(world, sink.Port);
        await OweAsync(world, 150);

        await world.RunAsync("outbox");
        var meanwhile = await HealthAsync(world);
        Assert.Equal(70, sink.Taken.Count);
        Assert.Equal((Start, "421 too many mails, closing"), (meanwhile.ServerAwaySince, meanwhile.ServerSaid));
        await RunUntilAsync(world, Start.AddMinutes(2));
        Assert.Equal(140, sink.Taken.Count);
        await RunUntilAsync(world, Start.AddMinutes(10));

        Assert.Equal(3, sink.Connections);
        await AssertDrainedAsync(world, sink, accepted: 150);
    }

    [Fact]
    public async Task A_server_that_takes_two_lines_at_once_gets_everything_over_those()
    {
        await using var world = await WorldAsync(options => options.Connections = 6);
        await using var sink = new SmtpSink { MostConnections = 2 };
        await using var smtp = Connect(world, sink.Port);
        await OweAsync(world, 250);

        await world.RunAsync("outbox");

        Assert.InRange(sink.TurnedAway, 0, 12);   // not once for each mail
        await AssertDrainedAsync(world, sink, accepted: 250, attempts: 1);
    }

    private async Task<MailWorld> WorldAsync(Action<MailOptions>? configure = null)
    {
        var world = await MailWorld.CreateAsync(Database, Start);
        world.Configure = configure;
        return world;
    }

    private static SmtpTransport Connect(MailWorld world, int port, Action<MailOptions>? change = null)
    {
        var options = new MailOptions { Host = "127.0.0.1", Port = port, Security = MailSecurity.None };
        change?.Invoke(options);
        var smtp = new SmtpTransport(Options.Create(options), world.Clock);
        world.Transport.Pass = smtp;
        return smtp;
    }

    private static async Task OweAsync(MailWorld world, int count) => await world.ChangeAsync(db =>
    {
        // What other tests left would be told as trouble too.
        db.Mails.RemoveRange(db.Mails);
        db.Mails.AddRange(Enumerable.Range(0, count).Select(number => MailPlan.FromWorkflow(
            world.Official, $"trouble-{number}", null, $"第{number}号通知", "请准时参加。", Start)));
        return Task.CompletedTask;
    });

    /// <summary>The outbox at every full minute at which it may find something to do.</summary>
    private static async Task RunUntilAsync(MailWorld world, DateTimeOffset end)
    {
        while (true)
        {
            await world.RunAsync("outbox");
            var now = world.Clock.GetUtcNow();
            var due = await world.ReadAsync(db => db.Mails.Where(mail => mail.Status == MailStatus.Planned).MinAsync(mail => (DateTimeOffset?)mail.DueAt, Cancel));
            var retry = (await world.ReadAsync(db => db.ServerAsync(Cancel)))?.RetryAt;
            var next = new[] { due, retry, now.AddMinutes(1) }.Max() ?? end;
            if (due is null || next > end)
            {
                world.Clock.SetUtcNow(end > now ? end : now);
                return;
            }

            var minutes = Math.Ceiling((next - Start) / TimeSpan.FromMinutes(1));
            world.Clock.SetUtcNow(Start.AddMinutes(minutes));
        }
    }

    private static Task<MailHealth> HealthAsync(MailWorld world) => world.AskAsync<MailHealthQueries, MailHealth>(health => health.ReadAsync(Cancel));

    private static async Task AssertDrainedAsync(MailWorld world, SmtpSink sink, int accepted, int uncertain = 0, int? attempts = null)
    {
        var rows = await world.ReadAsync(db => db.Mails.AsNoTracking().Where(mail => mail.RecipientId == world.Official).ToListAsync(Cancel));
        Assert.Equal((accepted, uncertain), (rows.Count(row => row.Status == MailStatus.Accepted), rows.Count(row => row.Status == MailStatus.Uncertain)));
        Assert.Equal(accepted + uncertain, rows.Count);
        Assert.Equal(rows.Select(row => MailMessages.IdOf(row.Id, new MailOptions().From)).Order(), sink.Taken.Select(IdOf).Order());
        Assert.True(attempts is null || rows.TrueForAll(row => row.Attempts == attempts), $"Attempts: {string.Join(' ', rows.Select(row => row.Attempts).Distinct())}.");
        Assert.True(uncertain > 0 || (await HealthAsync(world)).Troubles(world.Clock.GetUtcNow()).Count == 0, "All is done and health still complains.");
    }

    private static string IdOf(string message)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(message));
        return MimeKit.MimeMessage.Load(stream, Cancel).MessageId!;
    }
}

public sealed class SmtpTroubleOnSqlite(SqliteDatabase database) : SmtpTroubleConformance<SqliteDatabase>(database);

public sealed class SmtpTroubleOnPostgres(PostgresDatabase database) : SmtpTroubleConformance<PostgresDatabase>(database);
