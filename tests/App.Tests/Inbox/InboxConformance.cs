using System.IO.Compression;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MimeKit;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Inbox;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Mails;
using Rectify.Workflow.App.Tests.Workflows;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tests.Inbox;

/// <summary>What the reading of the mailbox promises, with the real server, stated once and run on every database.</summary>
public abstract class InboxConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    [Fact]
    public async Task A_hard_bounce_stands_with_its_mail_and_is_told_once_to_administrator_and_unit_leader()
    {
        await using var world = await InboxWorld.CreateAsync(Database);
        var (_, mail, _) = await world.RemindAsync();
        var address = await world.AddressOfAsync(world.Mails.Official);
        await world.Server.DeliverAsync(Letters.Parse(Letters.Report(to: address, mail: mail.ToString("N"))));

        await world.ReadAsync();
        await world.Server.DeliverAsync(Letters.Parse(Letters.Report(to: address, mail: mail.ToString("N"))));
        await world.ReadAsync();

        var bounces = await world.BouncesAsync(mail);
        Assert.Equal(2, bounces.Count);
        Assert.All(bounces, bounce => Assert.Equal((true, "5.1.1", address, world.Mails.Official), (bounce.Hard, bounce.Code, bounce.Address, bounce.RecipientId)));
        var told = Assert.Single(await world.ToldAsync(world.Administrator));
        Assert.Single(await world.ToldAsync(world.Mails.Leader));
        Assert.Empty(await world.ToldAsync(world.Mails.Official));
        await world.Mails.RunAsync("outbox");
        var letter = Assert.Single(await world.Mails.SentAsync(world.Administrator));
        Assert.Contains("经管站负责人", letter.Subject, StringComparison.Ordinal);
        Assert.Contains("550 5.1.1 No such user", letter.TextBody, StringComparison.Ordinal);
        Assert.All(await world.Server.ListAsync(), each => Assert.True(each.Read));

        // The notice itself comes back: only recorded.
        await world.Server.DeliverAsync(Letters.Parse(Letters.Report(to: "admin@town.invalid", mail: told.Id.ToString("N"))));
        await world.ReadAsync();
        Assert.Single(await world.BouncesAsync(told.Id));
        Assert.Single(await world.ToldAsync(world.Mails.Leader));
    }

    [Fact]
    public async Task A_new_address_that_bounces_is_told_again_and_so_is_the_old_one_when_it_returns()
    {
        await using var world = await InboxWorld.CreateAsync(Database);
        var number = 0;
        foreach (var (address, expected) in new[] { ("a@town.invalid", 1), ("b@town.invalid", 2), ("a@town.invalid", 3), ("a@town.invalid", 3) })
        {
            await world.Mails.ChangeAsync(async db => (await db.Users.SingleAsync(row => row.Id == world.Mails.Official)).Email = address);
            var (_, mail, _) = await world.RemindAsync(++number);
            await world.Server.DeliverAsync(Letters.Parse(Letters.Report(to: address, mail: mail.ToString("N"))));

            await world.ReadAsync();

            Assert.Equal(expected, (await world.ToldAsync(world.Administrator)).Count);
        }
    }

    [Fact]
    public async Task A_full_mailbox_or_a_delay_is_recorded_and_tells_nobody()
    {
        await using var world = await InboxWorld.CreateAsync(Database);
        var (_, mail, _) = await world.RemindAsync();
        await world.Server.DeliverAsync(
            Letters.Parse(Letters.Report("delayed", "4.4.1", mail: mail.ToString("N"))),
            Letters.Parse(Letters.Letter("postmaster@163.com", "系统退信", $"退信原因：对方邮箱空间不足\nMessage-ID: <{mail:N}@county.invalid>")),
            Letters.Parse(Letters.Report("delivered", "2.0.0", mail: mail.ToString("N"))));

        await world.ReadAsync();

        var bounces = await world.BouncesAsync(mail);
        Assert.Equal(2, bounces.Count);
        Assert.All(bounces, bounce => Assert.False(bounce.Hard));
        Assert.Empty(await world.ToldAsync(world.Administrator));
    }

    [Fact]
    public async Task A_reply_in_chinese_with_a_photo_becomes_progress_with_evidence_and_decides_nothing()
    {
        await using var world = await InboxWorld.CreateAsync(Database);
        var (item, mail, sent) = await world.RemindAsync();
        var before = await world.Mails.ReadAsync(db => db.Items.SingleAsync(row => row.Id == item));
        var reply = await world.ReplyAsync(sent, "措施2已落实：\n追缴欠款9户，现场照片见附件。", files: InboxWorld.File("村级分红到户现场照片（第一批）.jpg", InboxWorld.Photo, "image/jpeg"));

        await world.Server.DeliverAsync(reply);
        await world.ReadAsync();

        var note = Assert.Single(await world.NotesAsync(item));
        Assert.Equal(("措施2已落实：\n追缴欠款9户，现场照片见附件。", world.Mails.Official), (note.Text, note.By));
        var file = Assert.Single(await world.EvidenceAsync(item));
        Assert.Equal(("村级分红到户现场照片（第一批）.jpg", 2, "image/jpeg", InboxWorld.Photo.LongLength), (file.FileName, file.MeasureNo, file.ContentType, file.Size));
        var message = Assert.Single(await world.MessagesAsync());
        Assert.Equal((InboxVerdict.Reply, InboxDoubt.None, note.Id, mail), (message.Verdict, message.Doubt, message.NoteId, message.MailId));
        Assert.Equal(message.Id, note.MessageId);
        Assert.Contains("原始邮件", message.Text, StringComparison.Ordinal);
        var after = await world.Mails.ReadAsync(db => db.Items.SingleAsync(row => row.Id == item));
        Assert.Equal((before.Status, before.DueOn, before.Version), (after.Status, after.DueOn, after.Version));
        Assert.All(await world.Server.ListAsync(), each => Assert.True(each.Read));
    }

    [Fact]
    public async Task Attachments_obey_the_rules_of_uploads_and_what_is_refused_stands_on_the_note()
    {
        await using var world = await InboxWorld.CreateAsync(Database);
        var (item, _, sent) = await world.RemindAsync();
        using var bomb = new MemoryStream();
        using (var archive = new ZipArchive(bomb, ZipArchiveMode.Create, leaveOpen: true))
        {
            await using var entry = await archive.CreateEntry("big").OpenAsync(Cancel);
            for (var megabyte = 0; megabyte < 50; megabyte++)
            {
                await entry.WriteAsync(new byte[1024 * 1024], Cancel);
            }
        }

        var reply = await world.ReplyAsync(sent, "", files: [
            InboxWorld.File("程序.exe", [0x4D, 0x5A, 1, 2, 3]), InboxWorld.File("假图.jpg", [1, 2, 3, 4]), InboxWorld.File("压缩.zip", bomb.ToArray()),
            InboxWorld.File("炸弹.docx", bomb.ToArray()), InboxWorld.File("空.pdf", []), InboxWorld.File(@"..\..\真图.jpg", InboxWorld.Photo), InboxWorld.File("同图.jpg", InboxWorld.Photo)]);

        await world.Server.DeliverAsync(reply);
        await world.ReadAsync();

        var file = Assert.Single(await world.EvidenceAsync(item));
        Assert.Equal(("真图.jpg", Evidence.WholeItem), (file.FileName, file.MeasureNo));
        var text = Assert.Single(await world.NotesAsync(item)).Text;
        Assert.StartsWith("（见佐证材料）", text, StringComparison.Ordinal);
        Assert.All(["程序.exe（不接收这类文件）", "假图.jpg（内容与文件类型不符）", "压缩.zip", "炸弹.docx（内容与文件类型不符）", "空.pdf（空文件）", "同图.jpg（与已有佐证相同）"],
            refused => Assert.Contains(refused, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_not_surely_the_readers_own_answer_waits_for_a_person()
    {
        await using var world = await InboxWorld.CreateAsync(Database);
        var (item, mail, sent) = await world.RemindAsync();
        var stranger = await world.ReplyAsync(sent, "我是别人");
        stranger.From.Clear();
        stranger.From.Add(new MailboxAddress("张三", "someone@else.invalid"));
        var forged = await world.ReplyAsync(sent, "编号是编的", quote: false);
        forged.References.Clear();
        forged.Subject = $"回复 {new ReplyTokens(new byte[32]).Write(new(mail, 0), world.Mails.Official)}";
        var bare = await world.ReplyAsync(sent, "只有邮件号", quote: false);
        bare.References.Clear();
        bare.Subject = "回复";
        var two = await world.ReplyAsync(sent, "两个发件人");
        two.From.Add(new MailboxAddress("李四", "li@town.invalid"));
        var empty = await world.ReplyAsync(sent, "");
        var colleague = await world.ReplyAsync(sent, "替他回答", from: world.Mails.OtherOfficial);

        await world.Server.DeliverAsync(stranger, forged, bare, two, empty, colleague);
        await world.ReadAsync();

        Assert.Equal(
            [InboxDoubt.WrongAddress, InboxDoubt.WrongToken, InboxDoubt.NoToken, InboxDoubt.WrongAddress, InboxDoubt.Empty, InboxDoubt.WrongAddress],
            (await world.MessagesAsync()).Select(message => message.Doubt));
        Assert.All(await world.MessagesAsync(), message => Assert.Equal((InboxVerdict.Unsorted, (Guid?)mail), (message.Verdict, message.MailId)));
        Assert.Empty(await world.NotesAsync(item));
        Assert.All(await world.Server.ListAsync(), each => Assert.False(each.Read));
    }

    [Fact]
    public async Task A_closed_item_or_a_person_without_rights_takes_no_note()
    {
        await using var world = await InboxWorld.CreateAsync(Database);
        var (closed, _, first) = await world.RemindAsync(1);
        var (taken, _, second) = await world.RemindAsync(2);
        await world.Mails.MoveAsync(closed, ItemTrigger.Submit, ItemTrigger.Pass, ItemTrigger.Approve);
        var (left, _, third) = await world.RemindAsync(3);
        await world.Server.DeliverAsync(await world.ReplyAsync(first, "销号后"));
        await world.ReadAsync();
        await world.Mails.ChangeAsync(async db => (await db.Users.SingleAsync(row => row.Id == world.Mails.Official)).Active = false);
        world.Mails.Services.GetRequiredService<PeopleDirectory>().Forget();
        await world.Server.DeliverAsync(await world.ReplyAsync(second, "离岗后"), await world.ReplyAsync(third, "离岗后"));

        await world.ReadAsync();

        Assert.All(await world.MessagesAsync(), message => Assert.Equal(InboxDoubt.NoRight, message.Doubt));
        Assert.Equal(3, (await world.MessagesAsync()).Count);
        foreach (var item in new[] { closed, taken, left })
        {
            Assert.Empty(await world.NotesAsync(item));
        }
    }

    [Fact]
    public async Task A_mail_about_several_items_is_answered_by_its_link_or_by_number()
    {
        await using var world = await InboxWorld.CreateAsync(Database, options => options.PlusAddressing = true);
        ItemId[] items = [await world.Mails.ItemAsync(11, new(2023, 12, 29)), await world.Mails.ItemAsync(12, new(2023, 12, 29))];
        for (var day = 20; day < 29 && world.Mails.Transport.Sent.IsEmpty; day++)
        {
            await world.Mails.RunAsync(MailWorld.Local(2023, 12, day, 9), "reminders", "outbox");
        }

        var sent = Assert.Single(await world.Mails.SentAsync(world.Mails.Official));
        var links = System.Text.RegularExpressions.Regex.Matches(System.Net.WebUtility.HtmlDecode(sent.HtmlBody ?? ""), "mailto:([^?\"]+)[?]subject=([^\"]+)");
        Assert.Equal(2, links.Count);
        var byLink = await world.ReplyAsync(sent, "按链接写的进展", quote: false);
        byLink.References.Clear();
        byLink.InReplyTo = null;
        byLink.To.Clear();
        byLink.To.Add(MailboxAddress.Parse(links[1].Groups[1].Value));
        byLink.Subject = Uri.UnescapeDataString(links[1].Groups[2].Value);

        await world.Server.DeliverAsync(byLink, await world.ReplyAsync(sent, "第11项已完成"), await world.ReplyAsync(sent, "都在办"));
        await world.ReadAsync();

        var notes = new List<string>();
        foreach (var item in items)
        {
            notes.Add(Assert.Single(await world.NotesAsync(item)).Text);
        }

        Assert.Equal(["第11项已完成", "按链接写的进展"], notes.Order(StringComparer.Ordinal).Reverse());
        Assert.Equal(InboxDoubt.WhichItem, Assert.Single(await world.MessagesAsync(), message => message.Verdict is InboxVerdict.Unsorted).Doubt);
        Assert.Contains('+', sent.ReplyTo.Mailboxes.Single().Address);
    }

    [Fact]
    public async Task An_automatic_answer_is_neither_bounce_nor_note()
    {
        await using var world = await InboxWorld.CreateAsync(Database);
        var (item, mail, sent) = await world.RemindAsync();
        var away = await world.ReplyAsync(sent, "我在休假，5.1.1以后回来。");
        away.Headers.Add("Auto-Submitted", "auto-replied");
        var echo = await world.ReplyAsync(sent, "自动回复");
        echo.Subject = "自动回复：请报告进展";

        await world.Server.DeliverAsync(away, echo);
        await world.ReadAsync();

        Assert.All(await world.MessagesAsync(), message => Assert.Equal(InboxVerdict.Automatic, message.Verdict));
        Assert.Empty(await world.NotesAsync(item));
        Assert.Empty(await world.BouncesAsync(mail));
    }

    [Fact]
    public async Task While_the_server_is_down_the_job_says_so_and_nothing_is_lost()
    {
        await using var world = await InboxWorld.CreateAsync(Database);
        var (item, _, sent) = await world.RemindAsync();
        await world.Server.DeliverAsync(await world.ReplyAsync(sent, "晚到的进展"));
        var options = world.Mails.Services.GetRequiredService<IOptions<InboxOptions>>().Value;
        (options.Port, var port) = (1, options.Port);
        await Assert.ThrowsAsync<InboxUnavailableException>(world.ReadAsync);
        (options.Port, options.Password, var password) = (port, "wrong", options.Password);
        var refused = await Assert.ThrowsAsync<InboxUnavailableException>(world.ReadAsync);
        options.Password = password;

        await world.ReadAsync();

        Assert.DoesNotContain("wrong", refused.ToString(), StringComparison.Ordinal);
        Assert.Equal("晚到的进展", Assert.Single(await world.NotesAsync(item)).Text);
    }

    [Fact]
    public async Task Two_who_read_at_once_act_on_each_message_once()
    {
        await using var world = await InboxWorld.CreateAsync(Database);
        var (item, mail, sent) = await world.RemindAsync();
        for (var no = 0; no < 6; no++)
        {
            await world.Server.DeliverAsync(
                await world.ReplyAsync(sent, $"进展{no}", files: InboxWorld.File($"照片{no}.jpg", [.. InboxWorld.Photo, (byte)no], "image/jpeg")),
                Letters.Parse(Letters.Report(to: await world.AddressOfAsync(world.Mails.Official), mail: mail.ToString("N"))));
        }

        await Task.WhenAll(world.ReadAsync(), world.ReadAsync(), world.ReadAsync());

        Assert.Equal(["进展0", "进展1", "进展2", "进展3", "进展4", "进展5"], (await world.NotesAsync(item)).Select(note => note.Text).Order(StringComparer.Ordinal));
        Assert.Equal(6, (await world.EvidenceAsync(item)).Count);
        Assert.Equal(6, (await world.BouncesAsync(mail)).Count);
        Assert.Single(await world.ToldAsync(world.Administrator));
        Assert.Equal(12, (await world.MessagesAsync()).Count);
    }

    [Fact]
    public async Task A_mailbox_that_numbers_anew_gives_no_message_a_second_time()
    {
        await using var world = await InboxWorld.CreateAsync(Database, options => options.Folder = "Reminders");
        var (item, mail, sent) = await world.RemindAsync();
        var anonymous = Encoding.UTF8.GetBytes("From: x@town.invalid\r\nSubject: no id\r\n\r\nhello\r\n");
        await world.Server.DeliverToAsync("Reminders", await world.ReplyAsync(sent, "一次"), Letters.Parse(Letters.Report(mail: mail.ToString("N"))), Letters.Parse(anonymous));
        await world.ReadAsync();

        var (before, after) = await world.Server.RenumberAsync("Reminders");
        await world.ReadAsync();
        await world.ReadAsync();

        Assert.NotEqual(before, after);
        Assert.Single(await world.NotesAsync(item));
        Assert.Single(await world.BouncesAsync(mail));
        Assert.Equal(3, (await world.MessagesAsync()).Count);
        Assert.Equal(6, await world.Mails.ReadAsync(db => db.InboxPlaces.CountAsync(place => place.Mailbox.Contains(world.Server.User), Cancel)));
    }

    [Fact]
    public async Task What_was_understood_moves_to_its_folder_and_the_rest_stays_untouched()
    {
        await using var world = await InboxWorld.CreateAsync(Database, options => options.ProcessedFolder = "Processed");
        var (_, _, sent) = await world.RemindAsync();
        await world.Server.DeliverAsync(await world.ReplyAsync(sent, "进展"), Letters.Parse(Letters.Letter("boss@county.invalid", "开会", "明天开会")));

        await world.ReadAsync();
        await world.ReadAsync();

        Assert.Equal([("开会", false)], await world.Server.ListAsync());
        Assert.Equal([("回复：请报告进展", true)], await world.Server.ListAsync("Processed"));
    }

    [Fact]
    public async Task Killed_anywhere_each_message_is_acted_on_once()
    {
        await using var world = await InboxWorld.CreateAsync(Database);
        var (item, mail, sent) = await world.RemindAsync();
        await world.Server.DeliverAsync(
            await world.ReplyAsync(sent, "进展", files: InboxWorld.File("照片.jpg", InboxWorld.Photo, "image/jpeg")),
            Letters.Parse(Letters.Report(to: await world.AddressOfAsync(world.Mails.Official), mail: mail.ToString("N"))));

        // Each life dies some writes later than the one before, until one comes to its end.
        var step = Environment.GetEnvironmentVariable("RECTIFY_SOAK") == "1" ? 1 : 7;
        for (var point = 1; !await ChildProcess.RunAsync(GetType(), nameof(Child_reads_until_it_is_killed), Database, point, world.Mails.Clock.GetUtcNow(), world.Server.User); point += step)
        {
            Assert.True(point < 60, "The reading never came to its end.");
        }

        await world.ReadAsync();

        Assert.Single(await world.NotesAsync(item));
        Assert.Single(await world.EvidenceAsync(item));
        Assert.Single(await world.BouncesAsync(mail));
        Assert.Single(await world.ToldAsync(world.Mails.Leader));
        Assert.All(await world.Server.ListAsync(), each => Assert.True(each.Read));
    }

    [Fact(Explicit = true)]
    public Task Child_reads_until_it_is_killed() => ChildProcess.ActAsync(async (services, words) =>
    {
        var options = services.GetRequiredService<IOptions<InboxOptions>>().Value;
        ImapServer.Require().Configure(options);
        options.User = words[0];
        await services.GetRequiredService<ReadInbox>().RunAsync(CancellationToken.None);
    });
}

public sealed class InboxOnSqlite(SqliteDatabase database) : InboxConformance<SqliteDatabase>(database);

public sealed class InboxOnPostgres(PostgresDatabase database) : InboxConformance<PostgresDatabase>(database);
