using System.Text;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.Mail.Overrides;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tests.Databases;

namespace Rectify.Workflow.App.Tests.Mails;

/// <summary>Every kind of mail is read back from the bytes that left, by a parser that forgives nothing.</summary>
public abstract class ParseBackConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static readonly ParserOptions Strict = new()
    {
        AddressParserComplianceMode = RfcComplianceMode.Strict,
        ParameterComplianceMode = RfcComplianceMode.Strict,
        Rfc2047ComplianceMode = RfcComplianceMode.Strict,
        AllowAddressesWithoutDomain = false,
        AllowUnquotedCommasInAddresses = false,
    };

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task Every_kind_of_mail_comes_back_whole(string culture)
    {
        await using var world = await MailWorld.CreateAsync(Database, MailWorld.Local(2023, 12, 4));
        await world.ChangeAsync(db => db.Users.ExecuteUpdateAsync(set => set.SetProperty(person => person.Culture, culture), Cancel));
        var viewer = await world.AskAsync<PeopleDirectory, Viewer?>(people => people.ViewerAsync(world.Official, Cancel));
        foreach (var kind in MailTemplates.Kinds)
        {
            await world.AskAsync<PreviewTemplate, Guid>(preview => preview.SendAsync($"{culture}.{kind}.html", viewer ?? throw new InvalidOperationException("Nobody."), Cancel));
        }

        var item = await world.ItemAsync(5, new(2023, 12, 8));
        await world.ItemAsync(6, new(2023, 12, 8));
        var task = await world.TaskAsync(item);
        await world.ChangeAsync(db =>
        {
            db.Mails.AddRange(
                MailPlan.TaskOpened(world.Official, task, world.Clock.GetUtcNow()),
                MailPlan.Decision(world.Official, item, task.Id, new(Domain.Items.ItemTrigger.Return, world.Leader, new(2023, 12, 4), "材料不全。\n请补充。"), world.Clock.GetUtcNow()),
                MailPlan.FromWorkflow(world.Official, "x", item, "会议通知", "请参加。", world.Clock.GetUtcNow()));
            return Task.CompletedTask;
        });
        // The reminder before the date, then rungs with their papers after it, and the week's summary.
        foreach (var day in new[] { MailWorld.Local(2023, 12, 5, 9, 30), MailWorld.Local(2023, 12, 11, 9, 30), MailWorld.Local(2023, 12, 14, 9, 30), MailWorld.Local(2023, 12, 20, 9, 30) })
        {
            await world.RunAsync(day, "weekly-summary", "reminders", "escalations", "outbox");
        }

        var sources = await world.ReadAsync(db => db.MailSources.AsNoTracking().Join(
            db.Mails, source => source.MailId, mail => mail.Id, (source, mail) => new { source, mail, mail.Kind }).ToListAsync(Cancel));
        Assert.Subset(
            sources.Select(row => row.Kind).ToHashSet(),
            new HashSet<MailKind> { MailKind.TaskOpened, MailKind.Reminder, MailKind.Rung, MailKind.Decision, MailKind.WeeklySummary, MailKind.Workflow, MailKind.Test });
        Assert.Equal(MailTemplates.Kinds.Count, sources.Count(row => row.Kind is MailKind.Test && MailPlan.Read<TestData>(row.mail).Culture == culture));
        Assert.All(sources, row => Read(row.source.Read()));
    }

    private static void Read(byte[] wire)
    {
        Assert.All(wire, letter => Assert.InRange(letter, 1, 126));
        Assert.All(Encoding.ASCII.GetString(wire).Split("\r\n"), line =>
        {
            Assert.True(line.Length <= 998, line);
            Assert.DoesNotContain('\n', line);
            Assert.DoesNotContain('\r', line);
        });

        using var mail = new MimeParser(Strict, new MemoryStream(wire), MimeFormat.Entity).ParseMessage(Cancel);
        foreach (var once in new[] { HeaderId.From, HeaderId.To, HeaderId.Date, HeaderId.MessageId, HeaderId.Subject, HeaderId.MimeVersion, HeaderId.AutoSubmitted })
        {
            Assert.Single(mail.Headers, header => header.Id == once);
        }

        Assert.Equal("auto-generated", mail.Headers[HeaderId.AutoSubmitted]);
        Assert.Single(mail.To.Mailboxes);
        Assert.Single(mail.From.Mailboxes);
        Assert.DoesNotContain('\uFFFD', $"{mail.Subject}{mail.TextBody}{mail.HtmlBody}");
        Assert.All(mail.References.Append(mail.InReplyTo).OfType<string>(), id => Assert.Matches(@"^item-[0-9a-f]{32}@", id));
        ReadBody(mail);
    }

    /// <summary>Mixed around the files, alternative around the texts, related around the page and its pictures.</summary>
    private static void ReadBody(MimeMessage mail)
    {
        var body = mail.Body;
        var files = mail.Attachments.OfType<MimePart>().ToList();
        if (files.Count > 0)
        {
            var mixed = Assert.IsType<Multipart>(body);
            Assert.Equal("mixed", mixed.ContentType.MediaSubtype);
            Assert.Equal(files.Count + 1, mixed.Count);
            body = mixed[0];
        }

        var alternative = Assert.IsType<MultipartAlternative>(body);
        Assert.Equal(2, alternative.Count);
        Assert.True(alternative[0].ContentType.IsMimeType("text", "plain"), "The plain text comes first.");
        var page = alternative[1] is MultipartRelated related ? related.Root : alternative[1];
        Assert.True(page?.ContentType.IsMimeType("text", "html"), "The page comes last.");
        Assert.All(files, file =>
        {
            Assert.False(string.IsNullOrWhiteSpace(file.FileName));
            Assert.Equal(ContentEncoding.Base64, file.ContentTransferEncoding);
            using var content = new MemoryStream();
            file.Content?.DecodeTo(content, Cancel);
            Assert.True(content.Length > 0);
        });
        Assert.False(string.IsNullOrWhiteSpace(mail.TextBody));
        Assert.Contains("</html>", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Equal(mail.HtmlBody?.Split("cid:").Length - 1, mail.BodyParts.OfType<MimePart>().Count(part => part.ContentId is not null));
    }
}

public sealed class ParseBackOnSqlite(SqliteDatabase database) : ParseBackConformance<SqliteDatabase>(database);

public sealed class ParseBackOnPostgres(PostgresDatabase database) : ParseBackConformance<PostgresDatabase>(database);
