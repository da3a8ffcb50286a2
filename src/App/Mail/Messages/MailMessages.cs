using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MimeKit;
using MimeKit.Utils;

namespace Rectify.Workflow.App.Mail.Messages;

/// <summary>What the reader will see: subject, page and its plain alternative.</summary>
public sealed record MailContent(string Subject, string Html, string Text)
{
    /// <summary>Files that travel with it, in this order.</summary>
    public ImmutableArray<MailAttachment> Attachments { get; init; } = [];

    /// <summary>Pictures the page shows.</summary>
    public ImmutableArray<MailPicture> Pictures { get; init; } = [];
}

/// <summary>Who the mail is for and what it belongs to.</summary>
/// <param name="MailId">The ledger row; the Message-ID follows from it, so a duplicate can be recognised.</param>
/// <param name="ThreadId">The item whose mails a mail program shows together; null when there is none.</param>
/// <param name="SentAt">The instant of sending, in the town's zone.</param>
public sealed record MailEnvelope(
    Guid MailId, string Name, string Address, string Culture, Guid? ThreadId, DateTimeOffset SentAt)
{
    /// <summary>The items a mail about several tells of.</summary>
    public IReadOnlyList<Guid> Items { get; init; } = [];

    /// <summary>Who sends it; null for the sender of the settings.</summary>
    public MailSender? Sender { get; init; }

    /// <summary>Where an answer goes, one plain address; null for the sender's own rule.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>The token of an answer, which travels among the references: mail programs send those back even when they quote nothing.</summary>
    public string? ReplyToken { get; init; }

    /// <summary>The list (轮次) it belongs to, which mail programs sort by; null when there is none.</summary>
    public (Guid Id, string Name)? List { get; init; }
}

/// <summary>From whom a unit's mails come (发件人), and where answers go when that is somewhere else.</summary>
public sealed record MailSender(string Address, string Name, string? ReplyTo = null);

/// <summary>Builds the message that goes over the wire.</summary>
public static class MailMessages
{
    private const int LongestSubject = 200;
    private const int LongestListName = 60;
    private const int MostThreads = 20;

    /// <summary>The Message-ID of a ledger row, without the angle brackets.</summary>
    public static string IdOf(Guid mailId, string from) => $"{mailId:N}@{DomainOf(from)}";

    /// <summary>
    /// True when the text is one plain mail address and nothing else. Before the @ stands what RFC 5322 §3.2.3 lets stand
    /// there without quotes: a quoted name can hide a second address from whoever reads it less carefully than we do.
    /// </summary>
    public static bool IsAddress(string? address) =>
        address is { Length: > 2 and <= 320 } && address.LastIndexOf('@') is > 0 and var at
        && address[..at].All(letter => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-/=?^_`{|}~.".Contains(letter, StringComparison.Ordinal)) && address[(at + 1)..].All(letter => char.IsLetterOrDigit(letter) || letter is '.' or '-')
        && MailboxAddress.TryParse(address, out var mailbox) && mailbox.Address == address;

    public static MimeMessage Build(MailEnvelope envelope, MailContent content, MailOptions options)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        if (!IsAddress(envelope.Address))
        {
            throw new ArgumentException($"Mail {envelope.MailId} has no usable address.", nameof(envelope));
        }

        var message = new MimeMessage
        {
            Subject = OneLine(content.Subject, LongestSubject) is { Length: > 0 } subject ? subject : "(无主题)",
            Date = envelope.SentAt,
            MessageId = IdOf(envelope.MailId, options.From),
            Body = MailParts.Of(content),
        };
        var sender = envelope.Sender is { } own && IsAddress(own.Address) ? own : new MailSender(options.From, options.FromName);
        message.From.Add(new MailboxAddress(Encoding.UTF8, OneLine(sender.Name, 100), sender.Address));
        if ((envelope.ReplyTo ?? sender.ReplyTo) is { } replies && IsAddress(replies))
        {
            message.ReplyTo.Add(new MailboxAddress(Encoding.UTF8, OneLine(sender.Name, 100), replies));
        }

        message.To.Add(new MailboxAddress(Encoding.UTF8, OneLine(envelope.Name, 100), envelope.Address));
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "All");
        message.Body.Headers.Add(HeaderId.ContentLanguage, OneLine(envelope.Culture, 10));
        AddThread(message, envelope, DomainOf(options.From));
        if (envelope.ReplyToken is { } token)
        {
            message.References.Add($"reply-{token}@{DomainOf(options.From)}");
        }

        if (envelope.List is { } list)
        {
            message.Headers.Add(ListIdOf(list.Id, list.Name, DomainOf(options.From)));
        }

        // Old relays take seven bits and lines of at most 998 characters; nothing is left to chance.
        message.Prepare(EncodingConstraint.SevenBit);
        return message;
    }

    /// <summary>
    /// A mail about one item hangs below a message that stands for it. One about several names them as what it answers, but
    /// as no references: those are one chain, and would tie the threads of all its items together for good.
    /// </summary>
    private static void AddThread(MimeMessage message, MailEnvelope envelope, string domain)
    {
        if (envelope.ThreadId is { } thread)
        {
            message.InReplyTo = ItemIdOf(thread, domain);
            message.References.Add(ItemIdOf(thread, domain));
        }
        else if (envelope.Items.Count > 0)
        {
            message.Headers.Add(HeaderId.InReplyTo, string.Join(' ', envelope.Items.Distinct().Take(MostThreads).Select(item => $"<{ItemIdOf(item, domain)}>")));
        }
    }

    private static string ItemIdOf(Guid item, string domain) => string.Create(CultureInfo.InvariantCulture, $"item-{item:N}@{domain}");

    /// <summary>A name for people and an identifier for machines; only the name needs encoding.</summary>
    private static Header ListIdOf(Guid id, string name, string domain)
    {
        var phrase = Encoding.ASCII.GetString(Rfc2047.EncodePhrase(Encoding.UTF8, OneLine(name, LongestListName)));
        return new Header(Encoding.UTF8, HeaderId.ListId, $"{phrase} <round-{id:N}.{domain}>".TrimStart());
    }

    /// <summary>A header is one line, whatever was typed into a name or a title.</summary>
    internal static string OneLine(string text, int longest)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes().Where(rune => !Turns(rune)))
        {
            var blank = Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            if (!blank)
            {
                line.Append(rune.ToString());
            }
            else if (line.Length > 0 && line[^1] != ' ')
            {
                line.Append(' ');
            }
        }

        // Typed in by hand it would be decoded by the reader's program: a full-width mark begins no encoded word.
        var whole = line.ToString().Trim().Replace("=?", "=？", StringComparison.Ordinal);
        if (whole.Length <= longest)
        {
            return whole;
        }

        var cut = char.IsHighSurrogate(whole[longest - 2]) ? longest - 2 : longest - 1;
        return whole[..cut] + "…";
    }

    /// <summary>Marks that turn the direction of what follows: "cod.exe" would read as "exe.doc".</summary>
    private static bool Turns(Rune rune) => rune.Value is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    private static string DomainOf(string from) => from[(from.LastIndexOf('@') + 1)..];
}
