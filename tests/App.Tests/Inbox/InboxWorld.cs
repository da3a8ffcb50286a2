using System.Text;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using MimeKit.Utils;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Inbox;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Mails;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tests.Inbox;

/// <summary>A town whose mails are answered into a mailbox of its own on the real server.</summary>
internal sealed class InboxWorld : IAsyncDisposable
{
    /// <summary>The smallest picture that is one: the upload rules look at the first bytes.</summary>
    public static readonly byte[] Photo = [0xFF, 0xD8, 0xFF, 0xE0, .. Encoding.ASCII.GetBytes("JFIF"), .. Enumerable.Repeat((byte)0x55, 3000), 0xFF, 0xD9];

    private InboxWorld(ImapServer server, MailWorld mails) => (Server, Mails) = (server, mails);

    public ImapServer Server { get; }
    public MailWorld Mails { get; }
    public Guid Administrator { get; private set; }

    public static async Task<InboxWorld> CreateAsync(TestDatabase database, Action<InboxOptions>? change = null)
    {
        var server = ImapServer.Require();
        var mails = await MailWorld.CreateAsync(database, MailWorld.Local(2023, 12, 19));
        mails.Inbox = options =>
        {
            server.Configure(options);
            change?.Invoke(options);
        };
        var world = new InboxWorld(server, mails);
        // Administrators of other worlds on the same database are told as well; this one's are looked at.
        world.Administrator = await mails.AddPersonAsync("系统管理员", mails.Town, Roles.Administrator);
        return world;
    }

    /// <summary>Sends the official a mail about one item and answers it as it left.</summary>
    public async Task<(ItemId Item, Guid MailId, MimeMessage Sent)> RemindAsync(int number = 1)
    {
        var item = await Mails.ItemAsync(number, new(2023, 12, 29));
        var mail = MailPlan.FromWorkflow(Mails.Official, $"ask:{item.Value:N}", item, "请报告进展", "请报告本项进展。", Mails.Clock.GetUtcNow());
        await Mails.ChangeAsync(db => Task.FromResult(db.Mails.Add(mail)));
        await Mails.RunAsync("outbox");
        return (item, mail.Id, Mails.Transport.Sent.Single(sent => sent.MailId == mail.Id).Message);
    }

    public async Task<string> AddressOfAsync(Guid person) =>
        await Mails.ReadAsync(db => db.Users.Where(row => row.Id == person).Select(row => row.Email).SingleAsync()) ?? "";

    /// <summary>A reply as a mail program makes it: to the Reply-To, with references, the text above the quoted mail.</summary>
    public async Task<MimeMessage> ReplyAsync(MimeMessage sent, string own, Guid? from = null, bool quote = true, params MimeEntity[] files)
    {
        var reply = new MimeMessage
        {
            Subject = $"回复：{sent.Subject}",
            MessageId = $"{Guid.NewGuid():N}.reply@town.invalid",
            InReplyTo = sent.MessageId,
            Date = Mails.Clock.GetUtcNow(),
        };
        reply.From.Add(new MailboxAddress("张三", await AddressOfAsync(from ?? Mails.Official)));
        reply.To.AddRange(sent.ReplyTo.Count > 0 ? sent.ReplyTo : sent.From);
        reply.References.AddRange(sent.References);
        reply.References.Add(sent.MessageId ?? "");
        var text = quote ? $"{own}\n\n------------------ 原始邮件 ------------------\n发件人: 平台\n\n{sent.TextBody}" : own;
        var body = new TextPart("plain") { Text = text };
        reply.Body = files.Length == 0 ? body : new Multipart("mixed") { body };
        foreach (var file in files)
        {
            ((Multipart)reply.Body).Add(file);
        }

        return reply;
    }

    public static MimePart File(string name, byte[] content, string type = "application/octet-stream") => new(ContentType.Parse(type))
    {
        FileName = name,
        Content = new MimeContent(new MemoryStream(content)),
        ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = name },
        ContentTransferEncoding = ContentEncoding.Base64,
    };

    public Task ReadAsync() => Mails.RunAsync("inbox");

    /// <summary>What was read of this mailbox, in the order in which it arrived.</summary>
    public async Task<List<InboxMessage>> MessagesAsync()
    {
        var rows = await Mails.ReadAsync(db => (
            from message in db.InboxMessages
            join place in db.InboxPlaces on message.Id equals place.MessageId
            where place.Mailbox.Contains(Server.User)
            orderby place.UidValidity, place.Uid
            select message).ToListAsync());
        return [.. rows.DistinctBy(row => row.Id)];
    }

    public Task<List<ProgressNote>> NotesAsync(ItemId item) =>
        Mails.ReadAsync(db => db.ProgressNotes.Where(note => note.ItemId == item).OrderBy(note => note.Id).ToListAsync());

    public Task<List<Evidence>> EvidenceAsync(ItemId item) =>
        Mails.ReadAsync(db => db.Evidence.Where(file => file.ItemId == item).OrderBy(file => file.FileName).ToListAsync());

    public Task<List<MailBounce>> BouncesAsync(Guid mail) =>
        Mails.ReadAsync(db => db.MailBounces.Where(row => row.MailId == mail).OrderBy(row => row.Id).ToListAsync());

    /// <summary>The notices of bounces that a person got.</summary>
    public Task<List<LedgerMail>> ToldAsync(Guid person) => Mails.ReadAsync(db => db.Mails
        .Where(mail => mail.RecipientId == person && mail.Occasion.StartsWith("workflow:bounce:")).OrderBy(mail => mail.Id).ToListAsync());

    public ValueTask DisposeAsync() => Mails.DisposeAsync();
}
