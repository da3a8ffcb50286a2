using System.Text;
using MimeKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Inbox;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tests.Inbox;

/// <summary>Messages, servers and people that do not keep to the rules, on every database.</summary>
public abstract class HostileInboxConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    [Fact]
    public async Task Huge_nested_malformed_and_misnamed_messages_are_kept_for_a_person_and_stop_nothing()
    {
        await using var world = await InboxWorld.CreateAsync(Database, options => options.MaxMessageBytes = 64 * 1024);
        var (item, _, sent) = await world.RemindAsync();
        var gbk = CodePagesEncodingProvider.Instance.GetEncoding("GB18030") ?? throw new InvalidOperationException("No GB 18030.");
        await world.Server.DeliverAsync([0, 1, 2, 3, 0xFF, 0xFE, 13, 10, 13, 10, 0]);
        await world.Server.DeliverAsync(gbk.GetBytes("From: 张三 <zhang@town.invalid>\r\nSubject: 关于整改进展的报告\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n已核实欠款12户\r\n"));
        await world.Server.DeliverAsync(Encoding.ASCII.GetBytes($"From: a@b.invalid\r\nSubject: huge\r\nContent-Type: text/plain\r\n\r\n{new string('x', 100_000)}\r\n"));
        var deep = new StringBuilder("From: a@b.invalid\r\nSubject: deep\r\n");
        for (var level = 0; level < 400; level++)
        {
            deep.Append("Content-Type: multipart/mixed; boundary=b").Append(level).Append("\r\n\r\n--b").Append(level).Append("\r\n");
        }

        await world.Server.DeliverAsync(Encoding.ASCII.GetBytes(deep.ToString()));
        await world.Server.DeliverAsync(Encoding.UTF8.GetBytes("From: \"<script>\" <a@b.invalid>\r\nSubject: =?utf-8?B?4oCu?=x\r\nContent-Type: text/html\r\n\r\n<b onclick=x>hi</b><script>y</script>\r\n"));
        await world.Server.DeliverAsync(await world.ReplyAsync(sent, "照常办理"));

        await world.ReadAsync();

        Assert.Equal("照常办理", Assert.Single(await world.NotesAsync(item)).Text);
        var messages = await world.MessagesAsync();
        Assert.Equal(6, messages.Count);
        var huge = Assert.Single(messages, message => message.Doubt is InboxDoubt.TooLarge);
        Assert.Equal(("huge", "", null), (huge.Subject, huge.Text, huge.StoredName));
        var misnamed = Assert.Single(messages, message => message.From == "zhang@town.invalid");
        Assert.Equal(("关于整改进展的报告", "张三", "已核实欠款12户"), (misnamed.Subject, misnamed.FromName, misnamed.Text));
        var page = Assert.Single(messages, message => message.FromName == "<script>");
        Assert.Equal("hi", page.Text);
        Assert.DoesNotContain('\u202E', page.Subject);
    }

    [Fact]
    public async Task A_line_is_never_weaker_than_configured()
    {
        await using var world = await InboxWorld.CreateAsync(Database);
        var (item, _, sent) = await world.RemindAsync();
        await world.Server.DeliverAsync(await world.ReplyAsync(sent, "加密线路"));
        var options = world.Mails.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<InboxOptions>>().Value;
        (options.Host, options.CheckRevocation) = ("localhost", false);

        // Nobody vouches for the certificate, on either kind of line.
        (options.Security, options.Port) = (MailSecurity.Implicit, world.Server.TlsPort);
        await Assert.ThrowsAsync<InboxUnavailableException>(world.ReadAsync);
        (options.Security, options.Port) = (MailSecurity.StartTls, world.Server.Port);
        await Assert.ThrowsAsync<InboxUnavailableException>(world.ReadAsync);
        Assert.Empty(await world.NotesAsync(item));

        // With the authority's file it is known, but only under its own name.
        options.AuthorityFile = world.Server.Certificate;
        options.Host = "127.0.0.1";
        await Assert.ThrowsAsync<InboxUnavailableException>(world.ReadAsync);
        options.Host = "localhost";
        await world.ReadAsync();
        Assert.Single(await world.NotesAsync(item));
        (options.Security, options.Port) = (MailSecurity.Implicit, world.Server.TlsPort);
        await world.ReadAsync();
    }

    [Fact]
    public async Task Where_the_servers_word_is_asked_for_only_what_it_confirms_is_attached()
    {
        await using var world = await InboxWorld.CreateAsync(Database, options => options.RequireAuthenticationFrom = "mx.county.invalid");
        var (item, _, sent) = await world.RemindAsync();
        var confirmed = await world.ReplyAsync(sent, "证实的");
        confirmed.Headers.Insert(0, "Authentication-Results", "mx.county.invalid; dmarc=pass header.from=town.invalid");

        await world.Server.DeliverAsync(confirmed, await world.ReplyAsync(sent, "没有证实的"));
        await world.ReadAsync();

        Assert.Equal("证实的", Assert.Single(await world.NotesAsync(item)).Text);
        Assert.Equal([InboxDoubt.None, InboxDoubt.NotAuthenticated], (await world.MessagesAsync()).Select(message => message.Doubt));
    }

    [Fact]
    public async Task A_supervisor_attaches_what_waits_in_the_name_of_who_works_on_the_item_once()
    {
        await using var world = await InboxWorld.CreateAsync(Database);
        var (item, _, sent) = await world.RemindAsync();
        var reply = await world.ReplyAsync(sent, "从私人邮箱发的进展", files: InboxWorld.File("照片.jpg", InboxWorld.Photo, "image/jpeg"));
        reply.From.Clear();
        reply.From.Add(new MailboxAddress("张三", "zhang@private.invalid"));
        await world.Server.DeliverAsync(reply);
        await world.ReadAsync();
        var waiting = Assert.Single(await world.MessagesAsync());
        var (supervisor, administrator, official) = (await ViewerAsync(world, world.Mails.Supervisor), await ViewerAsync(world, world.Administrator), await ViewerAsync(world, world.Mails.Official));

        Assert.IsType<SortMessage.Outcome.NotFound>(await SortAsync(world, sort => sort.AttachAsync(waiting.Id, item, world.Mails.Official, official, Cancel)));
        Assert.IsType<SortMessage.Outcome.NotTheirs>(await SortAsync(world, sort => sort.AttachAsync(waiting.Id, item, world.Mails.Secretary, supervisor, Cancel)));
        var both = await Task.WhenAll(
            SortAsync(world, sort => sort.AttachAsync(waiting.Id, item, world.Mails.Official, supervisor, Cancel)),
            SortAsync(world, sort => sort.AttachAsync(waiting.Id, item, world.Mails.Official, administrator, Cancel)));

        Assert.Single(both.OfType<SortMessage.Outcome.Done>());
        var note = Assert.Single(await world.NotesAsync(item));
        Assert.Equal(("从私人邮箱发的进展", world.Mails.Official), (note.Text, note.By));
        Assert.Single(await world.EvidenceAsync(item));
        var entry = await world.Mails.ReadAsync(db => db.Journal.SingleAsync(row => row.ItemId == item && row.Kind == "item.progress", Cancel));
        Assert.Contains(entry.By, new Guid?[] { supervisor.Id, administrator.Id });
        Assert.Contains(world.Mails.Official.ToString(), entry.Data, StringComparison.Ordinal);

        // Sorted, it is done with in the mailbox too.
        await world.ReadAsync();
        Assert.All(await world.Server.ListAsync(), each => Assert.True(each.Read));
    }

    [Fact]
    public async Task What_concerns_nobody_known_is_discarded_with_a_reason_by_an_administrator_only()
    {
        await using var world = await InboxWorld.CreateAsync(Database);
        await world.Server.DeliverAsync(Letters.Parse(Letters.Letter("ads@shop.invalid", "优惠", "买一送一")));
        await world.ReadAsync();
        var waiting = Assert.Single(await world.MessagesAsync());
        var (supervisor, administrator) = (await ViewerAsync(world, world.Mails.Supervisor), await ViewerAsync(world, world.Administrator));

        Assert.IsType<SortMessage.Outcome.NotFound>(await SortAsync(world, sort => sort.DiscardAsync(waiting.Id, "广告", supervisor, Cancel)));
        Assert.IsType<SortMessage.Outcome.NoReason>(await SortAsync(world, sort => sort.DiscardAsync(waiting.Id, " ", administrator, Cancel)));
        Assert.IsType<SortMessage.Outcome.Done>(await SortAsync(world, sort => sort.DiscardAsync(waiting.Id, "广告", administrator, Cancel)));

        var row = Assert.Single(await world.MessagesAsync());
        Assert.Equal((InboxVerdict.Discarded, "广告", world.Administrator), (row.Verdict, row.Reason, row.DecidedBy));
        Assert.Contains("广告", (await world.Mails.ReadAsync(db => db.Journal.OrderBy(entry => entry.Id).LastAsync(entry => entry.Kind == "inbox.discarded", Cancel))).Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_mailbox_nothing_is_read_and_nobody_is_asked_to_reply()
    {
        await using var world = await InboxWorld.CreateAsync(Database, options => options.Host = "");
        var (_, _, sent) = await world.RemindAsync();

        await world.ReadAsync();

        Assert.Contains("请勿直接回复", sent.TextBody, StringComparison.Ordinal);
        Assert.Empty(sent.ReplyTo);
        Assert.Empty(await world.MessagesAsync());
    }

    private static async Task<Viewer> ViewerAsync(InboxWorld world, Guid person) =>
        await world.Mails.Services.GetRequiredService<PeopleDirectory>().ViewerAsync(person, Cancel) ?? throw new InvalidOperationException("Nobody.");

    private static async Task<SortMessage.Outcome> SortAsync(InboxWorld world, Func<SortMessage, Task<SortMessage.Outcome>> sort)
    {
        await using var scope = world.Mails.Services.CreateAsyncScope();
        return await sort(scope.ServiceProvider.GetRequiredService<SortMessage>());
    }
}

public sealed class HostileInboxOnSqlite(SqliteDatabase database) : HostileInboxConformance<SqliteDatabase>(database);

public sealed class HostileInboxOnPostgres(PostgresDatabase database) : HostileInboxConformance<PostgresDatabase>(database);
