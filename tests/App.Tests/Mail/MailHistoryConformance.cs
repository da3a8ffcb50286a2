using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MimeKit;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Transports;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tests.Mails;

/// <summary>What the ledger keeps of each mail, and what a person may do about one.</summary>
public abstract class MailHistoryConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static readonly DateTimeOffset Start = MailWorld.Local(2023, 12, 4);

    [Fact]
    public async Task Every_change_of_state_is_kept_with_its_instant_its_try_and_what_was_said()
    {
        await using var world = await WorldAsync();
        var id = await world.OweAsync();
        world.Transport.Next(() => new Delivery.Later("451 try later"), () => new Delivery.Uncertain("broke after the text"));

        await world.RunAsync("outbox");
        await world.RunAsync(Start.AddMinutes(1.25), "outbox");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await world.AskAsync<ResendMail, bool>(resend => resend.RunAsync(id, world.Supervisor, Cancel)));
        await world.RunAsync("outbox");

        Assert.Equal(
        [
            (MailStatus.Sending, 0, 1, null), (MailStatus.Planned, 0, 1, "451 try later"), (MailStatus.Sending, 1, 2, null),
            (MailStatus.Uncertain, 1, 2, "broke after the text"), (MailStatus.Planned, 2, 0, null), (MailStatus.Sending, 2, 1, null),
            (MailStatus.Accepted, 2, 1, null),
        ], (await StatesAsync(world, id)).Select(state => (state.Status, (state.At - Start).Minutes, state.Attempt, state.Detail)));
        Assert.Equal([world.Supervisor], (await StatesAsync(world, id)).Select(state => state.By).OfType<Guid>());
    }

    [Fact]
    public async Task A_change_that_comes_too_late_leaves_no_trace()
    {
        await using var world = await WorldAsync();
        var id = await world.OweAsync();
        await world.RunAsync("outbox");

        Assert.False(await world.ReadAsync(db => db.SettleAsync(id, "nobody", MailStatus.Failed, Start, "late")));
        Assert.False(await world.AskAsync<ResendMail, bool>(resend => resend.RunAsync(id, world.Supervisor, Cancel)));
        Assert.False(await world.AskAsync<ResendMail, bool>(resend => resend.CancelAsync(id, world.Supervisor, "late", Cancel)));

        Assert.Equal([MailStatus.Sending, MailStatus.Accepted], (await StatesAsync(world, id)).Select(state => state.Status));
        Assert.Equal(0, await world.ReadAsync(db => db.Journal.CountAsync(entry => entry.Data.Contains(id.ToString()), Cancel)));
    }

    [Fact]
    public async Task The_source_is_kept_byte_for_byte_as_the_server_got_it_and_a_second_sending_beside_the_first()
    {
        await using var world = await WorldAsync();
        await using var sink = new SmtpSink();
        await using var smtp = new SmtpTransport(
            Options.Create(new MailOptions { Host = "127.0.0.1", Port = sink.Port, Security = MailSecurity.None }), world.Clock);
        var id = await world.OweAsync(subject: "请参加整改推进会");
        world.Transport.Pass = smtp;
        world.Transport.Next(() => new Delivery.Later("451 try later"));
        await world.RunAsync("outbox");
        await world.RunAsync(Start.AddMinutes(1.25), "outbox");

        var source = Assert.Single(await SourcesAsync(world, id));
        Assert.Equal(sink.Taken.Single().TrimEnd(), Encoding.ASCII.GetString(source.Read()).TrimEnd());
        Assert.Equal(source.Size, source.Read().Length);

        await world.ChangeAsync(async db => (await db.Mails.SingleAsync(mail => mail.Id == id, Cancel)).Status = MailStatus.Uncertain);
        Assert.True(await world.AskAsync<ResendMail, bool>(resend => resend.RunAsync(id, world.Supervisor, Cancel)));
        await world.RunAsync("outbox");
        var both = await SourcesAsync(world, id);
        Assert.Equal([0, 1], both.Select(kept => kept.Sending));
        Assert.Single(both.Select(kept => MimeMessage.Load(new MemoryStream(kept.Read()), Cancel).MessageId).Distinct());
    }

    [Fact]
    public async Task The_ledger_knows_which_items_a_mail_named_when_it_was_written_and_forgets_a_try_that_was_refused()
    {
        await using var world = await WorldAsync();
        var (kept, closed) = (await world.ItemAsync(1, new(2023, 12, 8)), await world.ItemAsync(2, new(2023, 12, 8)));
        world.Transport.Next(() => new Delivery.Later("451 try later"));
        await world.RunAsync(MailWorld.Local(2023, 12, 5, 9, 30), "reminders", "outbox");
        var mail = Assert.Single(await world.MailsAsync(MailKind.Reminder));
        Assert.Empty(await ToldAsync(world, mail.Id));

        await world.MoveAsync(closed, ItemTrigger.Submit);
        await world.RunAsync(MailWorld.Local(2023, 12, 5, 10, 0), "outbox");

        Assert.Equal([kept], await ToldAsync(world, mail.Id));
    }

    [Fact]
    public async Task While_all_mail_is_held_nothing_leaves_and_afterwards_each_goes_once_and_what_is_obsolete_not_at_all()
    {
        await using var world = await WorldAsync();
        var task = await world.TaskAsync(await world.ItemAsync(5, new(2023, 12, 31)));
        var obsolete = MailPlan.TaskOpened(world.Official, task, Start);
        await world.ChangeAsync(db => Task.FromResult(db.Mails.Add(obsolete)));
        var id = await world.OweAsync();

        Assert.True(await world.AskAsync<HoldMail, bool>(hold => hold.HoldAsync(world.Supervisor, "邮件服务器检修", Cancel)));
        Assert.False(await world.AskAsync<HoldMail, bool>(hold => hold.HoldAsync(world.Leader, "again", Cancel)));
        await world.RunAsync("outbox");
        await world.RunAsync(Start.AddDays(3), "outbox");
        Assert.Empty(world.Transport.Sent);
        Assert.Equal((world.Supervisor, "邮件服务器检修"), await world.AskAsync<HoldMail, (Guid, string)>(async hold =>
            await hold.FindAsync(Cancel) is { } held ? (held.By, held.Reason) : default));

        await world.ChangeAsync(async db => (await db.Tasks.SingleAsync(row => row.Id == task.Id, Cancel)).Status = Tasks.WorkTaskStatus.Done);
        Assert.True(await world.AskAsync<HoldMail, bool>(hold => hold.ReleaseAsync(world.Supervisor, Cancel)));
        Assert.False(await world.AskAsync<HoldMail, bool>(hold => hold.ReleaseAsync(world.Supervisor, Cancel)));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => world.RunAsync("outbox"), Cancel)));

        Assert.Equal([id], world.Transport.Sent.Select(sent => sent.MailId));
        Assert.Equal(MailStatus.Cancelled, (await world.MailAsync(obsolete.Id)).Status);
        Assert.Equal(["mail.held", "mail.released"], await world.ReadAsync(db => db.Journal
            .Where(entry => entry.By == world.Supervisor).OrderBy(entry => entry.Id).Select(entry => entry.Kind).ToListAsync(Cancel)));
    }

    [Fact]
    public async Task A_hold_stops_a_dispatcher_in_the_middle_of_its_batch()
    {
        await using var world = await WorldAsync();
        for (var mail = 0; mail < 5; mail++)
        {
            await world.OweAsync(occasion: $"note-{mail}");
        }

        world.Transport.Next(() =>
        {
            world.AskAsync<HoldMail, bool>(hold => hold.HoldAsync(world.Supervisor, "stop", Cancel)).Wait(Cancel);
            return new Delivery.Accepted("ok");
        });
        await world.RunAsync("outbox");

        Assert.Single(world.Transport.Sent);
        Assert.True(await world.AskAsync<HoldMail, bool>(hold => hold.ReleaseAsync(world.Supervisor, Cancel)));
        await world.RunAsync("outbox");
        Assert.Equal(5, world.Transport.Sent.Select(sent => sent.MailId).Distinct().Count());
        Assert.Equal(5, world.Transport.Sent.Count);
    }

    [Fact]
    public async Task A_planned_mail_is_cancelled_with_a_reason_even_when_a_dispatcher_has_just_claimed_it_and_may_be_sent_after_all()
    {
        await using var world = await WorldAsync();
        var id = await world.OweAsync();
        Assert.Single(await world.ReadAsync(db => db.ClaimMailsAsync("other", Start, Start.AddMinutes(15), 10, Cancel)));

        Assert.True(await world.AskAsync<ResendMail, bool>(cancel => cancel.CancelAsync(id, world.Supervisor, "会议改期", Cancel)));
        Assert.False(await world.AskAsync<ResendMail, bool>(cancel => cancel.CancelAsync(id, world.Supervisor, "会议改期", Cancel)));
        await world.RunAsync(Start.AddHours(1), "outbox");
        Assert.Empty(world.Transport.Sent);
        Assert.Equal((MailStatus.Cancelled, "会议改期"), ((await world.MailAsync(id)).Status, (await world.MailAsync(id)).Detail));

        Assert.True(await world.AskAsync<ResendMail, bool>(resend => resend.RunAsync(id, world.Supervisor, Cancel)));
        await world.RunAsync("outbox");
        Assert.Equal([id], world.Transport.Sent.Select(sent => sent.MailId));
        Assert.Equal(["mail.cancelled", "mail.resent"], await world.ReadAsync(db => db.Journal
            .Where(entry => entry.By == world.Supervisor).OrderBy(entry => entry.Id).Select(entry => entry.Kind).ToListAsync(Cancel)));
    }

    [Fact]
    public async Task Of_several_who_ask_at_once_to_send_again_one_is_heard_and_one_mail_leaves()
    {
        await using var world = await WorldAsync();
        var id = await world.OweAsync();
        world.Transport.Next(() => new Delivery.Refused("550 no such mailbox"));
        await world.RunAsync("outbox");

        var heard = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => world.AskAsync<ResendMail, bool>(resend => resend.RunAsync(id, world.Supervisor, Cancel)), Cancel)));
        await Task.WhenAll(world.RunAsync("outbox"), world.RunAsync("outbox"));

        Assert.Single(heard, true);
        Assert.Equal(2, world.Transport.Sent.Count);
        Assert.Equal(1, (await world.MailAsync(id)).Resent);
    }

    [Fact]
    public async Task Sources_are_kept_as_long_as_the_setting_says_and_the_history_for_ever()
    {
        await using var world = await WorldAsync();
        var old = await world.OweAsync(occasion: "old");
        await world.RunAsync("outbox");
        world.Clock.SetUtcNow(Start.AddDays(700));
        var young = await world.OweAsync(occasion: "young");
        await world.RunAsync("outbox");

        await world.RunAsync(Start.AddDays(731), "housekeeping");

        Assert.Empty(await SourcesAsync(world, old));
        Assert.Single(await SourcesAsync(world, young));
        Assert.Equal(2, (await StatesAsync(world, old)).Count);
    }

    private Task<MailWorld> WorldAsync() => MailWorld.CreateAsync(Database, Start);

    private static Task<List<MailState>> StatesAsync(MailWorld world, Guid id) => world.ReadAsync(db =>
        db.MailStates.Where(state => state.MailId == id).OrderBy(state => state.Id).ToListAsync(Cancel));

    private static Task<List<MailSource>> SourcesAsync(MailWorld world, Guid id) => world.ReadAsync(db =>
        db.MailSources.Where(source => source.MailId == id).OrderBy(source => source.Sending).ToListAsync(Cancel));

    private static Task<List<ItemId>> ToldAsync(MailWorld world, Guid id) => world.ReadAsync(db =>
        db.MailItems.Where(told => told.MailId == id).Select(told => told.ItemId).ToListAsync(Cancel));
}

public sealed class MailHistoryOnSqlite(SqliteDatabase database) : MailHistoryConformance<SqliteDatabase>(database);

public sealed class MailHistoryOnPostgres(PostgresDatabase database) : MailHistoryConformance<PostgresDatabase>(database);
