using System.Text;
using MimeKit;
using Rectify.Workflow.App.Mail.Messages;

namespace Rectify.Workflow.App.Tests.Mails;

/// <summary>
/// Whatever is typed into a name, a title or a unit, a message has the headers and recipients it should and no others.
/// RECTIFY_SOAK=1 tries 100,000.
/// </summary>
public sealed class HeaderFuzzTests
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("RECTIFY_SOAK") == "1" ? 100_000 : 3_000;

    private static readonly string[] Hostile =
    [
        "\r\n", "\r", "\n", "\0", "\u2028", "\u2029", "\u0085", "\v", "\f", "\t", "\u001b[2J", "\u202e", "\u2066", "\u200f", "\ufeff", "\ud800", "\udc00",
        "\r\nBcc: evil@elsewhere.invalid\r\n", "\r\n\r\n<b>body</b>", "\nX-Evil: 1", "\r\n .\r\n", "\r\n.\r\nMAIL FROM:<evil@elsewhere.invalid>\r\n", "%0d%0aBcc: x@y.invalid",
        "=?utf-8?B?DQpCY2M6IGV2aWxAZWxzZXdoZXJlLmludmFsaWQ=?=", "=?utf-8?Q?=0D=0ABcc:_evil?=", "=?", "?=", "=?utf-8?Q?open", "=?x?y?z?= =?x?y?z?=",
        "\"", "\\", "\\\"", "<evil@elsewhere.invalid>", ">, <evil@elsewhere.invalid", "evil@elsewhere.invalid, ", "a: b; ", "(comment)", "(", ")", ":", ";", ",", "@", "[", "]",
        "某镇巡察整改", "督", "〔2024〕3号", "𠮷", "👨‍👩‍👧", "é", "e\u0301", "plain words", "  ", "'", "--", "boundary=\"x\"", "; name*=utf-8''evil.exe", "charset=utf-7",
    ];

    private static readonly string[] Allowed =
    [
        "Subject", "Date", "Message-Id", "From", "Reply-To", "To", "Auto-Submitted", "X-Auto-Response-Suppress", "In-Reply-To", "References", "List-Id",
        "MIME-Version", "Content-Type", "Content-Language",
    ];

    private static readonly string[] AllowedOfParts =
        ["Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Content-Id", "Content-Language", "MIME-Version"];

    [Fact]
    public void No_name_title_or_unit_adds_a_header_or_a_recipient()
    {
        var random = new Random(20240102);
        for (var round = 0; round < Rounds; round++)
        {
            var (name, subject, unit, list, file) = (Text(random), Text(random), Text(random), Text(random), Text(random));
            var envelope = MailSamples.Envelope(name: name) with
            {
                Sender = round % 2 == 0 ? new("unit@town.invalid", unit, "answers@town.invalid") : null,
                List = (Guid.Empty, list),
                ThreadId = Guid.Empty,
            };
            var content = new MailContent(subject, $"<p>{unit}</p>", unit) { Attachments = round % 5 == 0 ? [new(file, "application/pdf", new byte[] { 1 })] : [] };
            using var message = MailMessages.Build(envelope, content, MailSamples.Options());

            using var stream = new MemoryStream();
            message.WriteTo(Dos, stream, TestContext.Current.CancellationToken);
            var wire = Encoding.Latin1.GetString(stream.ToArray());
            Assert.True(HeadersAreOurs(wire), $"Round {round}: {wire}");
            stream.Position = 0;
            using var read = MimeMessage.Load(stream, TestContext.Current.CancellationToken);
            AssertReadsAsMeant(read, envelope, subject, content.Attachments.IsEmpty ? null : file, round);
        }
    }

    [Fact]
    public void An_address_is_one_plain_address_or_gets_no_mail()
    {
        var random = new Random(20240103);
        for (var round = 0; round < Rounds; round++)
        {
            var address = random.Next(3) switch
            {
                0 => $"{Text(random)}@town.invalid",
                1 => $"official@{Text(random)}",
                _ => $"official{Text(random)}@town.invalid{Text(random)}",
            };
            if (!MailMessages.IsAddress(address))
            {
                Assert.Throws<ArgumentException>(() => MailSamples.Message(envelope: MailSamples.Envelope(address: address)));
                continue;
            }

            using var message = MailSamples.Message(envelope: MailSamples.Envelope(address: address));
            Assert.Equal(address, Assert.Single(message.To.Mailboxes).Address);
            Assert.DoesNotContain(address, letter => char.IsControl(letter) || char.IsWhiteSpace(letter) || letter is '<' or '>' or ',' or ';');
        }
    }

    private static void AssertReadsAsMeant(MimeMessage read, MailEnvelope envelope, string subject, string? file, int round)
    {
        var (to, from) = (Assert.Single(read.To.Mailboxes), Assert.Single(read.From.Mailboxes));
        Assert.Equal(("official@town.invalid", envelope.Sender is null ? "rectify@town.invalid" : "unit@town.invalid"), (to.Address, from.Address));
        Assert.True(read.To.Count == 1 && read.From.Count == 1 && read.Cc.Count == 0 && read.Bcc.Count == 0 && read.ResentTo.Count == 0, $"Round {round}: recipients.");
        Assert.Equal(envelope.Sender?.ReplyTo, read.ReplyTo.Mailboxes.SingleOrDefault()?.Address);
        Assert.Equal(Words(MailMessages.OneLine(envelope.Name, 100)), Words(to.Name ?? ""));
        Assert.Equal(Words(MailMessages.OneLine(subject, 200) is { Length: > 0 } line ? line : "(无主题)"), Words(read.Subject ?? ""));
        Assert.Equal(file is null ? [] : [MailMessages.OneLine(file, 120) is { Length: > 0 } given ? given : "attachment"],
            read.Attachments.Cast<MimePart>().Select(part => part.FileName));
        Assert.EndsWith("<round-00000000000000000000000000000000.town.invalid>", read.Headers[HeaderId.ListId], StringComparison.Ordinal);
    }

    /// <summary>Read without MimeKit: seven bits, no stray CR, LF or NUL, and only the headers we write, each once.</summary>
    private static bool HeadersAreOurs(string wire)
    {
        if (wire.Any(letter => letter is '\0' or > '\x7e') || wire.Replace("\r\n", "", StringComparison.Ordinal).AsSpan().ContainsAny('\r', '\n'))
        {
            return false;
        }

        var blocks = wire.Split("\r\n--=-");
        var top = Names(blocks[0]).ToList();
        return top.TrueForAll(name => Allowed.Contains(name, StringComparer.OrdinalIgnoreCase))
            && top.Distinct(StringComparer.OrdinalIgnoreCase).Count() == top.Count
            && blocks.Skip(1).Where(block => block.Contains("\r\n", StringComparison.Ordinal)).SelectMany(block => Names(block[(block.IndexOf('\n', StringComparison.Ordinal) + 1)..]))
                .All(name => AllowedOfParts.Contains(name, StringComparer.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> Names(string block) => block.Split("\r\n\r\n")[0].Split("\r\n")
        .Where(line => line.Length > 0 && line[0] is not (' ' or '\t')).Select(line => line.Split(':')[0]);

    /// <summary>Blanks between words are the reader's program's to fold.</summary>
    private static string Words(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));

    private static FormatOptions Dos { get; } = CreateDos();

    private static FormatOptions CreateDos()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        return format;
    }

    private static string Text(Random random)
    {
        var text = new StringBuilder();
        for (var piece = random.Next(0, 9); piece > 0; piece--)
        {
            text.Append(Hostile[random.Next(Hostile.Length)]);
        }

        return random.Next(50) == 0 ? string.Concat(Enumerable.Repeat(text.ToString(), 60)) : text.ToString();
    }
}
