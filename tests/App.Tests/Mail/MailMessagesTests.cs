using System.Text;
using CsCheck;
using MimeKit;
using Rectify.Workflow.App.Mail.Messages;

namespace Rectify.Workflow.App.Tests.Mails;

public sealed class MailMessagesTests
{
    [Fact]
    public void The_wire_form_is_seven_bit_with_short_lines()
    {
        var wire = Wire(MailSamples.Message(new string('督', 90)));

        Assert.All(wire, letter => Assert.InRange(letter, 0, 127));
        Assert.All(Encoding.ASCII.GetString(wire).Split("\r\n"), line => Assert.True(line.Length <= 998, line));
    }

    [Fact]
    public void Chinese_subject_and_names_come_back_as_written()
    {
        using var read = Read(Wire(MailSamples.Message()));

        Assert.Equal("【到期提醒】第5项 分红款催收:还有1天", read.Subject);
        Assert.Equal("经管站负责人", read.To.Mailboxes.Single().Name);
        Assert.Equal("某镇巡察整改办公室", read.From.Mailboxes.Single().Name);
        Assert.Equal(MailSamples.SentAt, read.Date);
        Assert.Equal(["text/plain", "text/html"], read.BodyParts.Select(part => part.ContentType.MimeType));
    }

    [Fact]
    public void The_message_id_follows_from_the_row_and_an_items_mails_hang_together()
    {
        var (id, item) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var envelope = MailSamples.Envelope(id) with { ThreadId = item };

        using var one = MailSamples.Message("one", envelope);
        using var again = MailSamples.Message("two", envelope);

        Assert.Equal($"{id:N}@town.invalid", one.MessageId);
        Assert.Equal(one.MessageId, again.MessageId);
        Assert.Equal($"item-{item:N}@town.invalid", one.References.Single());
        Assert.Equal($"item-{item:N}@town.invalid", one.InReplyTo);
    }

    [Fact]
    public void A_mail_about_several_items_answers_all_of_them_and_ties_no_threads_together()
    {
        var items = Enumerable.Range(0, 30).Select(_ => Guid.CreateVersion7()).ToList();

        using var read = Read(Wire(MailSamples.Message(envelope: MailSamples.Envelope() with { Items = items })));

        Assert.Equal(items.Take(20).Select(item => $"<item-{item:N}@town.invalid>"),
            (read.Headers[HeaderId.InReplyTo] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Empty(read.References);
    }

    [Fact]
    public void A_unit_sends_under_its_own_name_and_address_and_the_message_id_stays_the_ledgers()
    {
        var id = Guid.CreateVersion7();
        var envelope = MailSamples.Envelope(id) with { Sender = new("zhengai@office.invalid", "某镇经管站", "jgz@office.invalid") };

        using var read = Read(Wire(MailSamples.Message(envelope: envelope)));
        using var answered = Read(Wire(MailSamples.Message(envelope: envelope with { ReplyTo = "reply+abc@town.invalid" })));

        Assert.Equal(("zhengai@office.invalid", "某镇经管站"), (read.From.Mailboxes.Single().Address, read.From.Mailboxes.Single().Name));
        Assert.Equal("jgz@office.invalid", read.ReplyTo.Mailboxes.Single().Address);
        Assert.Equal("reply+abc@town.invalid", answered.ReplyTo.Mailboxes.Single().Address);
        Assert.Equal($"{id:N}@town.invalid", read.MessageId);
    }

    [Theory]
    [InlineData("某镇2023年巡察整改")]
    [InlineData("Round \"one\", <two>\r\nBcc: x@y.invalid")]
    [InlineData("")]
    public void The_list_id_has_a_name_for_people_and_an_identifier_for_machines(string name)
    {
        var round = Guid.CreateVersion7();

        using var read = Read(Wire(MailSamples.Message(envelope: MailSamples.Envelope() with { List = (round, name) })));

        Assert.Matches($"^(.+ )?<round-{round:N}\\.town\\.invalid>$", read.Headers[HeaderId.ListId]);
        Assert.Equal(name.Contains('年'), (read.Headers[HeaderId.ListId] ?? "").StartsWith(name + " <", StringComparison.Ordinal));
        Assert.Empty(read.Bcc);
    }

    [Theory]
    [InlineData("a@b.invalid\r\nBcc: c@d.invalid")]
    [InlineData("a@b.invalid, c@d.invalid")]
    public void A_senders_address_that_is_not_one_plain_address_is_not_used(string hostile)
    {
        var envelope = MailSamples.Envelope() with { Sender = new(hostile, hostile, hostile), ReplyTo = hostile };

        using var read = Read(Wire(MailSamples.Message(envelope: envelope)));

        Assert.Equal("rectify@town.invalid", read.From.Mailboxes.Single().Address);
        Assert.Empty(read.ReplyTo);
        Assert.Empty(read.Bcc);
    }

    [Fact]
    public void Pictures_stand_with_the_page_and_files_beside_both_each_under_its_chinese_name()
    {
        var content = new MailContent("汇总", "<img src=\"cid:trend@picture\" alt=\"进度\">", "进度")
        {
            Pictures = [new("trend", "image/png", new byte[] { 1, 2, 3 })],
            Attachments = [new("催办单 巡改催〔2024〕3号 分红款催收\r\nX-Evil: 1.docx", "application/octet-stream", new byte[] { 4, 5 })],
        };

        using var read = Read(Wire(MailMessages.Build(MailSamples.Envelope(), content, MailSamples.Options())));

        var mixed = Assert.IsType<Multipart>(read.Body);
        var readable = Assert.IsType<MultipartAlternative>(mixed[0]);
        var related = Assert.IsType<MultipartRelated>(readable[1]);
        Assert.Equal(["text/html", "image/png"], related.Select(part => part.ContentType.MimeType));
        Assert.Equal("trend@picture", Assert.IsType<MimePart>(related[1]).ContentId);
        var file = Assert.IsType<MimePart>(mixed[1]);
        Assert.Equal("催办单 巡改催〔2024〕3号 分红款催收 X-Evil: 1.docx", file.ContentDisposition?.FileName);
        Assert.Equal(file.FileName, file.ContentType.Name);
        Assert.Equal("进度", read.TextBody);
    }

    [Theory]
    [InlineData("one\r\nBcc: everybody@town.invalid")]
    [InlineData("one\nX-Evil: 1")]
    [InlineData("one\u2028\u2029\u0085two\0")]
    public void A_line_break_in_a_title_or_name_cannot_add_a_header(string hostile)
    {
        using var message = MailSamples.Message(hostile, MailSamples.Envelope(name: hostile));
        var header = Encoding.ASCII.GetString(Wire(message)).Split("\r\n\r\n")[0];

        Assert.DoesNotContain("\r\nBcc:", header, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\r\nX-Evil:", header, StringComparison.OrdinalIgnoreCase);
        using var read = Read(Wire(message));
        Assert.Empty(read.Bcc);
        Assert.Single(read.To);
    }

    [Fact]
    public void No_text_whatever_changes_the_set_of_headers()
    {
        using var plain = Read(Wire(MailSamples.Message("plain")));
        var expected = plain.Headers.Select(header => header.Field).Order().ToList();
        Gen.String.Sample(text =>
        {
            using var message = MailSamples.Message(text, MailSamples.Envelope(name: text));
            using var read = Read(Wire(message));
            return expected.SequenceEqual(read.Headers.Select(header => header.Field).Order());
        }, iter: 300);
    }

    [Theory]
    [InlineData("official@town.invalid", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("official", false)]
    [InlineData("\"<evil@elsewhere.invalid>\"@town.invalid", false)]
    [InlineData("o'brien+town@town.invalid", true)]
    [InlineData("a@b.invalid, c@d.invalid", false)]
    [InlineData("Name <a@b.invalid>", false)]
    [InlineData("a@b.invalid\r\nBcc: c@d.invalid", false)]
    public void Only_one_plain_address_is_an_address(string? text, bool good) => Assert.Equal(good, MailMessages.IsAddress(text));

    private static MimeMessage Read(byte[] wire) =>
        MimeMessage.Load(new MemoryStream(wire), TestContext.Current.CancellationToken);

    private static byte[] Wire(MimeMessage message)
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        using var stream = new MemoryStream();
        message.WriteTo(format, stream, TestContext.Current.CancellationToken);
        return stream.ToArray();
    }
}
