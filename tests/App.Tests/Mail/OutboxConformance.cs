using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Transports;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tests.Mails;

/// <summary>What the outbox promises, stated once and run on every database.</summary>
public abstract class OutboxConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static readonly DateTimeOffset Start = MailWorld.Local(2023, 12, 4);

    [Fact]
    public async Task A_mail_is_sent_once_and_the_ledger_says_so()
    {
        await using var world = await WorldAsync();
        var id = await world.OweAsync();

        await world.RunAsync("outbox");
        await world.RunAsync("outbox");

        var mail = await world.MailAsync(id);
        Assert.Single(world.Transport.Sent);
        Assert.Equal((MailStatus.Accepted, 1, Start, "请参加会议"), (mail.Status, mail.Attempts, mail.AcceptedAt, mail.Subject));
        Assert.Null(mail.ClaimedBy);
        Assert.EndsWith("@town.invalid", mail.Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Four_dispatchers_at_once_send_each_mail_once()
    {
        await using var world = await WorldAsync();
        world.Configure = options => options.BatchSize = 7;
        var owed = new List<Guid>();
        for (var mail = 0; mail < 60; mail++)
        {
            owed.Add(await world.OweAsync(occasion: $"note-{mail}"));
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => world.RunAsync("outbox"), Cancel)));

        Assert.Equal(owed.Order(), world.Transport.Sent.Select(sent => sent.MailId).Order());
        Assert.Equal(60, await world.ReadAsync(db => db.Mails.CountAsync(mail => owed.Contains(mail.Id) && mail.Status == MailStatus.Accepted && mail.Attempts == 1)));
    }

    [Fact]
    public async Task A_mail_that_may_not_go_yet_waits()
    {
        await using var world = await WorldAsync();
        var mail = MailPlan.OfDay(MailKind.Reminder, world.Official, new(2023, 12, 5), 0, Start, Start.AddDays(1));
        await world.ChangeAsync(db => Task.FromResult(db.Mails.Add(mail)));

        await world.RunAsync("outbox");

        Assert.Equal(MailStatus.Planned, (await world.MailAsync(mail.Id)).Status);
    }

    [Fact]
    public async Task A_task_mail_is_cancelled_when_the_task_is_done_before_it_leaves()
    {
        await using var world = await WorldAsync();
        var task = await world.TaskAsync(await world.ItemAsync(5, new(2023, 12, 31)));
        var mail = MailPlan.TaskOpened(world.Official, task, Start);
        await world.ChangeAsync(async db =>
        {
            db.Mails.Add(mail);
            (await db.Tasks.SingleAsync(row => row.Id == task.Id, Cancel)).Status = WorkTaskStatus.Done;
        });

        await world.RunAsync("outbox");

        var left = await world.MailAsync(mail.Id);
        Assert.Empty(world.Transport.Sent);
        Assert.Equal((MailStatus.Cancelled, 0), (left.Status, left.Attempts));
        Assert.Contains("待办已办结", left.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_text_is_that_of_the_state_when_it_is_sent()
    {
        await using var world = await WorldAsync();
        var item = await world.ItemAsync(5, new(2023, 12, 31));
        var mail = MailPlan.Decision(world.Official, item, Guid.CreateVersion7(), new(ItemTrigger.GrantExtension, world.Leader, new(2023, 12, 4), null), Start);
        await world.ChangeAsync(db => Task.FromResult(db.Mails.Add(mail)));
        await world.MoveAsync(item, ItemTrigger.RequestExtension, ItemTrigger.GrantExtension);

        await world.RunAsync("outbox");

        var text = Assert.Single(await world.SentAsync(world.Official)).TextBody;
        Assert.Contains("现行时限：2024年3月31日（原时限2023年12月31日）", text, StringComparison.Ordinal);
        Assert.Contains("延期申请获批", text, StringComparison.Ordinal);
        Assert.Contains("分管农业副镇长", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_go_now_comes_back_later_each_time_and_is_given_up_at_last()
    {
        await using var world = await WorldAsync();
        world.Configure = options => options.MaxAttempts = 3;
        var id = await world.OweAsync();
        world.Transport.Next(Later, Later, Later);

        await world.RunAsync("outbox");
        var first = await world.MailAsync(id);
        Assert.Equal(MailStatus.Planned, first.Status);
        Assert.InRange(first.DueAt, Start.AddMinutes(1), Start.AddMinutes(1.25));
        await world.RunAsync(first.DueAt.AddSeconds(-1), "outbox");
        Assert.Single(world.Transport.Sent);
        await world.RunAsync(first.DueAt, "outbox");
        var second = await world.MailAsync(id);
        Assert.InRange(second.DueAt - first.DueAt, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6.25));
        await world.RunAsync(second.DueAt, "outbox");
        await world.RunAsync(Start.AddDays(1), "outbox");

        var mail = await world.MailAsync(id);
        Assert.Equal((3, MailStatus.Failed, 3), (world.Transport.Sent.Count, mail.Status, mail.Attempts));
        Assert.Contains("451", mail.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mails_put_off_together_do_not_come_back_together()
    {
        await using var world = await WorldAsync();
        world.Transport.Next([.. Enumerable.Repeat<Func<Delivery>>(Later, 20)]);
        for (var mail = 0; mail < 20; mail++)
        {
            await world.OweAsync(occasion: $"note-{mail}");
        }

        await world.RunAsync("outbox");

        var due = await world.ReadAsync(db => db.Mails.Where(mail => mail.Status == MailStatus.Planned).Select(mail => mail.DueAt).ToListAsync());
        Assert.Equal(20, due.Distinct().Count());
        Assert.True(due.Max() - due.Min() > TimeSpan.FromSeconds(5), $"All 20 come back within {due.Max() - due.Min()}.");
    }

    [Fact]
    public async Task A_server_that_is_away_costs_no_mail_an_attempt_and_is_asked_less_and_less_often()
    {
        await using var world = await WorldAsync();
        var owed = new[] { await world.OweAsync(occasion: "a"), await world.OweAsync(occasion: "b"), await world.OweAsync(occasion: "c") };
        world.Transport.Closed = "no connection";

        for (var minute = 0; minute <= 60; minute++)
        {
            await world.RunAsync(Start.AddMinutes(minute), "outbox");
        }

        var mails = await world.ReadAsync(db => db.Mails.Where(mail => owed.Contains(mail.Id)).ToListAsync());
        Assert.Empty(world.Transport.Sent);
        Assert.All(mails, mail => Assert.Equal((MailStatus.Planned, 0, null, Start), (mail.Status, mail.Attempts, mail.ClaimedBy, mail.DueAt)));
        Assert.InRange(world.Transport.Opened, 6, 12);
        var server = await world.ReadAsync(db => db.MailHosts.SingleAsync(host => host.Id == MailHost.Server));
        Assert.Equal((Start, "no connection"), (server.AwaySince, server.Reason));

        world.Transport.Closed = null;
        await world.RunAsync(Start.AddMinutes(90), "outbox");
        Assert.Equal(3, world.Transport.Sent.Count);
        Assert.Null((await world.ReadAsync(db => db.MailHosts.SingleAsync(host => host.Id == MailHost.Server))).AwaySince);
    }

    [Fact]
    public async Task A_server_that_goes_away_in_the_midst_leaves_the_others_untouched()
    {
        await using var world = await WorldAsync();
        var owed = new[] { await world.OweAsync(occasion: "a"), await world.OweAsync(occasion: "b"), await world.OweAsync(occasion: "c") };
        world.Transport.Next(() => new Delivery.Accepted("ok"), () => new Delivery.Later("no connection", ServerIsAway: true, Tried: false));

        await world.RunAsync("outbox");
        await world.RunAsync("outbox");

        var mails = await world.ReadAsync(db => db.Mails.Where(mail => owed.Contains(mail.Id)).OrderBy(mail => mail.Id).ToListAsync());
        Assert.Equal(2, world.Transport.Sent.Count);
        Assert.Equal([(MailStatus.Accepted, 1), (MailStatus.Planned, 0), (MailStatus.Planned, 0)], mails.Select(mail => (mail.Status, mail.Attempts)));
        await world.RunAsync(Start.AddMinutes(2), "outbox");
        Assert.Equal(3, await world.ReadAsync(db => db.Mails.CountAsync(mail => owed.Contains(mail.Id) && mail.Status == MailStatus.Accepted)));
    }

    [Fact]
    public async Task A_server_that_sends_us_away_is_left_alone_for_a_minute_and_the_mail_goes_to_the_back()
    {
        await using var world = await WorldAsync();
        await world.OweAsync(occasion: "a");
        await world.OweAsync(occasion: "b");
        world.Transport.Next(() => new Delivery.Later("421 too many mails", ServerIsAway: true));

        await world.RunAsync("outbox");
        await world.RunAsync(Start.AddSeconds(59), "outbox");
        var first = Assert.Single(world.Transport.Sent).MailId;
        Assert.Equal((MailStatus.Planned, 1), ((await world.MailAsync(first)).Status, (await world.MailAsync(first)).Attempts));

        await world.RunAsync(Start.AddMinutes(3), "outbox");
        Assert.Equal(3, world.Transport.Sent.Count);
    }

    [Fact]
    public async Task A_refusal_is_final_and_shown()
    {
        await using var world = await WorldAsync();
        var id = await world.OweAsync();
        world.Transport.Next(() => new Delivery.Refused("550 no such mailbox"));

        await world.RunAsync("outbox");
        await world.RunAsync(Start.AddDays(1), "outbox");

        Assert.Single(world.Transport.Sent);
        Assert.Equal((MailStatus.Failed, "550 no such mailbox"), ((await world.MailAsync(id)).Status, (await world.MailAsync(id)).Detail));
    }

    [Fact]
    public async Task An_uncertain_mail_goes_again_only_when_a_person_says_so_and_keeps_its_message_id()
    {
        await using var world = await WorldAsync();
        var id = await world.OweAsync();
        world.Transport.Next(() => new Delivery.Uncertain("broke after the text"));

        await world.RunAsync("outbox");
        await world.RunAsync(Start.AddDays(1), "outbox");
        Assert.Single(world.Transport.Sent);
        Assert.Equal(MailStatus.Uncertain, (await world.MailAsync(id)).Status);

        await using (var scope = world.Services.CreateAsyncScope())
        {
            var resend = scope.ServiceProvider.GetRequiredService<ResendMail>();
            Assert.True(await resend.RunAsync(id, world.Supervisor, Cancel));
            Assert.False(await resend.RunAsync(id, world.Supervisor, Cancel));
        }

        await world.RunAsync("outbox");
        Assert.Equal(MailStatus.Accepted, (await world.MailAsync(id)).Status);
        Assert.Single(world.Transport.Sent.Select(sent => sent.Message.MessageId).Distinct());
    }

    [Theory]
    [InlineData(true, MailStatus.Accepted)]
    [InlineData(false, MailStatus.Planned)]
    [InlineData(null, MailStatus.Uncertain)]
    public async Task A_mail_whose_dispatcher_died_is_resolved_as_the_transport_knows(bool? taken, MailStatus resolved)
    {
        await using var world = await WorldAsync();
        var id = await world.OweAsync();
        world.Transport.Next(() => throw new DispatcherDied());
        await Assert.ThrowsAsync<DispatcherDied>(() => world.RunAsync("outbox"));
        Assert.Equal(MailStatus.Sending, (await world.MailAsync(id)).Status);
        world.Transport.Taken = taken;

        // While the lease lasts its holder may still be alive.
        await RecoverAsync(world, nobodyElseLives: false);
        Assert.Equal(MailStatus.Sending, (await world.MailAsync(id)).Status);
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        await RecoverAsync(world, nobodyElseLives: false);

        Assert.Equal(resolved, (await world.MailAsync(id)).Status);
        await world.RunAsync("outbox");
        Assert.Equal(taken is false ? 1 : 0, world.Transport.Sent.Count);
    }

    [Fact]
    public async Task A_host_alone_on_its_database_need_not_wait_for_leases()
    {
        await using var world = await WorldAsync();
        var (first, second) = (await world.OweAsync(occasion: "a"), await world.OweAsync(occasion: "b"));
        world.Transport.Next(() => throw new DispatcherDied());
        await Assert.ThrowsAsync<DispatcherDied>(() => world.RunAsync("outbox"));
        world.Transport.Taken = false;

        await RecoverAsync(world, nobodyElseLives: true);
        await world.RunAsync("outbox");

        Assert.Equal(new[] { first, second }.Order(), world.Transport.Sent.Select(sent => sent.MailId).Order());
        Assert.Equal(1, (await world.MailAsync(first)).Attempts);
    }

    [Fact]
    public async Task A_mail_that_cannot_be_written_fails_alone()
    {
        await using var world = await WorldAsync();
        var poison = MailPlan.FromWorkflow(world.Official, "poison", null, "x", "y", Start);
        poison.Data = "{ not json";
        await world.ChangeAsync(db => Task.FromResult(db.Mails.Add(poison)));
        var good = await world.OweAsync();

        await world.RunAsync("outbox");

        Assert.Equal((MailStatus.Failed, MailStatus.Accepted), ((await world.MailAsync(poison.Id)).Status, (await world.MailAsync(good)).Status));
    }

    [Fact]
    public async Task Whoever_left_gets_none_and_whoever_has_no_address_is_shown()
    {
        await using var world = await WorldAsync();
        await world.ChangeAsync(async db =>
        {
            (await db.Users.SingleAsync(person => person.Id == world.Official, Cancel)).Active = false;
            (await db.Users.SingleAsync(person => person.Id == world.Leader, Cancel)).Email = null;
        });
        var (left, silent) = (await world.OweAsync(world.Official), await world.OweAsync(world.Leader));

        await world.RunAsync("outbox");

        Assert.Empty(world.Transport.Sent);
        Assert.Equal((MailStatus.Cancelled, MailStatus.Failed), ((await world.MailAsync(left)).Status, (await world.MailAsync(silent)).Status));
    }

    [Fact]
    public async Task The_rate_per_minute_is_spread_over_the_minute_and_holds_over_all_dispatchers()
    {
        await using var world = await WorldAsync();
        world.Configure = options => options.MaxPerMinute = 3;
        for (var mail = 0; mail < 7; mail++)
        {
            await world.OweAsync(occasion: $"note-{mail}");
        }

        foreach (var (seconds, sent) in new[] { (0, 1), (19, 1), (20, 2), (40, 3), (59, 3), (60, 4), (600, 5) })
        {
            world.Clock.SetUtcNow(Start.AddSeconds(seconds));
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => world.RunAsync("outbox"), Cancel)));
            Assert.Equal(sent, world.Transport.Sent.Count);
        }
    }

    [Fact]
    public async Task A_hosts_own_rate_holds_over_all_dispatchers_and_others_do_not_wait_for_it()
    {
        await using var world = await WorldAsync();
        world.Configure = options => (options.BatchSize, options.MaxPerMinuteTo["slow.invalid"]) = (4, 6);
        var slow = await world.AddPersonAsync("慢邮箱", world.Office, People.Roles.Official);
        await world.ChangeAsync(async db => (await db.Users.SingleAsync(person => person.Id == slow, Cancel)).Email = "someone@Slow.invalid");
        for (var mail = 0; mail < 12; mail++)
        {
            await world.OweAsync(slow, $"slow-{mail}");
            await world.OweAsync(occasion: $"fast-{mail}");
        }

        var taken = new List<int>();
        for (var second = 0; second <= 150; second += 5)
        {
            world.Clock.SetUtcNow(Start.AddSeconds(second));
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => world.RunAsync("outbox"), Cancel)));
            taken.Add((await world.SentAsync(slow)).Count);
        }

        Assert.Equal(12, (await world.SentAsync(world.Official)).Count);
        Assert.Equal(1, taken[0]);
        Assert.All(taken.Zip(taken.Skip(2)), pair => Assert.InRange(pair.Second - pair.First, 0, 1));   // one in ten seconds, never more
        Assert.Equal(12, taken[^1]);
        Assert.All(await world.ReadAsync(db => db.Mails.Where(mail => mail.RecipientId == slow).ToListAsync()), mail => Assert.Equal(1, mail.Attempts));
    }

    [Fact]
    public async Task A_batch_over_four_lines_sends_each_mail_once()
    {
        await using var world = await WorldAsync();
        world.Configure = options => (options.BatchSize, options.Connections) = (16, 4);
        var owed = new List<Guid>();
        for (var mail = 0; mail < 60; mail++)
        {
            owed.Add(await world.OweAsync(occasion: $"note-{mail}"));
        }

        await world.RunAsync("outbox");

        Assert.Equal(owed.Order(), world.Transport.Sent.Select(sent => sent.MailId).Order());
        Assert.Equal(60, await world.ReadAsync(db => db.Mails.CountAsync(mail => owed.Contains(mail.Id) && mail.Status == MailStatus.Accepted && mail.Attempts == 1)));
    }

    [Fact]
    public async Task A_units_sender_is_had_by_the_units_below_it_and_a_round_is_a_list()
    {
        await using var world = await WorldAsync();
        var item = await world.ItemAsync(5, new(2023, 12, 31));
        await world.ChangeAsync(async db =>
        {
            var town = await db.Units.SingleAsync(unit => unit.Id == world.Town, Cancel);
            (town.MailFrom, town.MailFromName, town.MailReplyTo) = ("town@town.invalid", "某镇整改办", "answers@town.invalid");
        });
        var task = MailPlan.TaskOpened(world.Official, await world.TaskAsync(item), Start);
        await world.ChangeAsync(db => Task.FromResult(db.Mails.Add(task)));
        await world.RunAsync("outbox");
        await world.ChangeAsync(async db => (await db.Units.SingleAsync(unit => unit.Id == world.Office, Cancel)).MailFrom = "office@town.invalid");
        await world.OweAsync();
        await world.RunAsync("outbox");
        await world.OweAsync(world.Secretary);
        await world.RunAsync("outbox");

        Assert.Equal(
            [("某镇整改办", "town@town.invalid"), ("经管站", "office@town.invalid"), ("某镇整改办", "town@town.invalid")],
            world.Transport.Sent.Select(sent => (sent.Message.From.Mailboxes.Single().Name, sent.Message.From.Mailboxes.Single().Address)));
        Assert.All(world.Transport.Sent, sent => Assert.Equal("answers@town.invalid", sent.Message.ReplyTo.Mailboxes.Single().Address));
        Assert.Single(world.Transport.Sent.Select(sent => sent.Message.MessageId?.Split('@')[1]).Distinct());
        Assert.Contains($"<round-{world.Round.Id.Value:N}.", world.Transport.Sent.First().Message.Headers[MimeKit.HeaderId.ListId], StringComparison.Ordinal);
        Assert.Contains("某镇整改办", world.Transport.Sent.First().Message.TextBody, StringComparison.Ordinal);
    }

    private Task<MailWorld> WorldAsync() => MailWorld.CreateAsync(Database, Start);

    private static Delivery.Later Later() => new("451 try later");

    private static async Task RecoverAsync(MailWorld world, bool nobodyElseLives)
    {
        await using var scope = world.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DispatchOutbox>().RecoverAsync(nobodyElseLives, Cancel);
    }

    private sealed class DispatcherDied : Exception;
}

public sealed class OutboxOnSqlite(SqliteDatabase database) : OutboxConformance<SqliteDatabase>(database);

public sealed class OutboxOnPostgres(PostgresDatabase database) : OutboxConformance<PostgresDatabase>(database);
