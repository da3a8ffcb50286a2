using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Inbox;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.People.Deputies;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Mails;

namespace Rectify.Workflow.App.Tests.Inbox;

/// <summary>What the platform answers to a reply, and a deputy's reply; on every database, with the real IMAP server.</summary>
public abstract class RepliesConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    [Fact]
    public async Task Files_that_are_refused_are_mailed_back_to_the_sender_once_a_reply_and_never_to_a_machine()
    {
        await using var world = await InboxWorld.CreateAsync(Database);
        var (item, _, sent) = await world.RemindAsync(7);
        var program = InboxWorld.File("程序.exe", [0x4D, 0x5A, 1, 2, 3]);
        var reply = await world.ReplyAsync(sent, "已付清。", files: [program, InboxWorld.File("回单.jpg", InboxWorld.Photo), InboxWorld.File("同一张.jpg", InboxWorld.Photo)]);
        var machine = await world.ReplyAsync(sent, "我在休假。", files: [program]);
        machine.Headers.Add("Auto-Submitted", "auto-replied");
        var stranger = await world.ReplyAsync(sent, "我来回复。", from: world.Mails.Secretary, files: [program]);
        var good = await world.ReplyAsync(sent, "再补一句。", files: [InboxWorld.File("又一张.jpg", InboxWorld.Photo)]);

        await world.Server.DeliverAsync(reply, machine, stranger, good);
        await world.ReadAsync();
        await world.Server.DeliverAsync(reply);   // the same message once more
        await world.ReadAsync();
        await world.Mails.RunAsync("outbox");

        var mail = Assert.Single(await RefusalsAsync(world));
        Assert.Equal((world.Mails.Official, item, MailStatus.Accepted), (mail.RecipientId, mail.ItemId, mail.Status));
        var text = world.Mails.Transport.Sent.Single(each => each.MailId == mail.Id).Message;
        Assert.StartsWith("附件未接收：第7项", text.Subject, StringComparison.Ordinal);
        Assert.Contains("程序.exe（不接收这类文件）", text.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("同一张.jpg", text.TextBody, StringComparison.Ordinal);
        Assert.Contains("您用邮件回复了这项任务", text.TextBody, StringComparison.Ordinal);
        Assert.Equal("auto-generated", text.Headers["Auto-Submitted"]);
        var reason = Assert.Single(await world.Mails.AskAsync<MailReasons, IReadOnlyList<MailReason>>(reasons => reasons.OfAsync(mail.Id, Cancel)));
        Assert.Equal((MailRule.Platform, item, "您用邮件回复了这项任务，并附有这些文件。"), (reason.Rule, reason.ItemId, reason.What));
    }

    [Fact]
    public async Task A_machine_that_hides_what_it_is_starts_no_exchange()
    {
        await using var world = await InboxWorld.CreateAsync(Database);
        var (_, _, last) = await world.RemindAsync(8);
        for (var round = 0; round < 6; round++)
        {
            await world.Server.DeliverAsync(await world.ReplyAsync(last, $"收到{round}", files: InboxWorld.File("名片.vcf", [1, 2, 3])));
            await world.ReadAsync();
            await world.Mails.RunAsync("outbox");
            last = world.Mails.Transport.Sent.Last().Message;
        }

        Assert.Equal(TellOfRefusal.MostPerDay, (await RefusalsAsync(world)).Count);
    }

    [Fact]
    public async Task A_deputys_reply_is_the_deputys_note_in_the_persons_place_and_the_mail_says_for_whom_it_went()
    {
        await using var world = await InboxWorld.CreateAsync(Database);
        var deputy = await world.Mails.AddPersonAsync("代班人", world.Mails.Town, Roles.Verifier);
        await world.Mails.ChangeAsync(db => Task.FromResult(db.Deputyships.Add(new()
        {
            Id = Guid.CreateVersion7(),
            PrincipalId = world.Mails.Official,
            DeputyId = deputy,
            FromOn = new(2023, 12, 18),
            ToOn = new(2023, 12, 22),
            Reason = "外出学习",
            Mode = DeputyMode.Both,
            ArrangedBy = world.Mails.Official,
            ArrangedAt = world.Mails.Clock.GetUtcNow(),
        })));
        var (item, mail, _) = await world.RemindAsync(9);
        await world.Mails.RunAsync("outbox");
        var copy = await world.Mails.ReadAsync(db => db.Mails.SingleAsync(row => row.ForMailId == mail, Cancel));
        var sent = world.Mails.Transport.Sent.Single(each => each.MailId == copy.Id).Message;

        await world.Server.DeliverAsync(await world.ReplyAsync(sent, "已代为办理。", from: deputy, files: InboxWorld.File("回单.jpg", InboxWorld.Photo)));
        await world.ReadAsync();

        var note = Assert.Single(await world.NotesAsync(item));
        Assert.Equal(("已代为办理。", deputy), (note.Text, note.By));
        Assert.Equal(deputy, Assert.Single(await world.EvidenceAsync(item)).UploadedBy);
        var entries = await world.Mails.ReadAsync(db => db.Journal.Where(row => row.ItemId == item && (row.Kind == "item.progress" || row.Kind == "evidence.added")).ToListAsync(Cancel));
        Assert.Equal(2, entries.Count);
        Assert.All(entries, entry => Assert.Equal((deputy, world.Mails.Official.ToString("N")), (entry.By, JsonNode.Parse(entry.Data)?["inPlaceOf"]?.ToString())));

        var of = await world.Mails.ReadAsync(db => db.Users.Where(row => row.Id == world.Mails.Official).Select(row => row.DisplayName).SingleAsync(Cancel));
        var (own, forwarded) = (await ReasonAsync(world, mail), await ReasonAsync(world, copy.Id));
        Assert.Null(own.OnBehalfOf);
        Assert.Equal(own with { OnBehalfOf = of }, forwarded);
    }

    private static async Task<MailReason> ReasonAsync(InboxWorld world, Guid mail) =>
        Assert.Single(await world.Mails.AskAsync<MailReasons, IReadOnlyList<MailReason>>(reasons => reasons.OfAsync(mail, Cancel)));

    private static Task<List<LedgerMail>> RefusalsAsync(InboxWorld world) => world.Mails.ReadAsync(db => db.Mails
        .Where(mail => mail.RecipientId == world.Mails.Official && mail.Occasion.StartsWith("workflow:refused:")).ToListAsync(Cancel));
}

public sealed class RepliesOnSqlite(SqliteDatabase database) : RepliesConformance<SqliteDatabase>(database);

public sealed class RepliesOnPostgres(PostgresDatabase database) : RepliesConformance<PostgresDatabase>(database);
