using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MimeKit;

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
    Guid MailId, string Name, string Address, string Culture, Guid? ThreadId, DateTimeOffset SentAt);

/// <summary>Builds the message that goes over the wire.</summary>
public static class MailMessages
{
    private const int LongestSubject = 200;

    /// <summary>The Message-ID of a ledger row, without the angle brackets.</summary>
    public static string IdOf(Guid mailId, string from) => $"{mailId:N}@{DomainOf(from)}";

    /// <summary>True when the text is one plain mail address and nothing else.</summary>
    public static bool IsAddress(string? address) =>
        address is { Length: > 2 and <= 320 } && !address.Any(char.IsControl) && address.Contains('@', StringComparison.Ordinal)
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
        message.From.Add(new MailboxAddress(Encoding.UTF8, OneLine(options.FromName, 100), options.From));
        message.To.Add(new MailboxAddress(Encoding.UTF8, OneLine(envelope.Name, 100), envelope.Address));
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "All");
        message.Body.Headers.Add(HeaderId.ContentLanguage, OneLine(envelope.Culture, 10));
        if (envelope.ThreadId is { } thread)
        {
            message.References.Add(string.Create(CultureInfo.InvariantCulture, $"item-{thread:N}@{DomainOf(options.From)}"));
        }

        // Old relays take seven bits and lines of at most 998 characters; nothing is left to chance.
        message.Prepare(EncodingConstraint.SevenBit);
        return message;
    }

    /// <summary>A header is one line, whatever was typed into a name or a title.</summary>
    internal static string OneLine(string text, int longest)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
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

        var whole = line.ToString().Trim();
        if (whole.Length <= longest)
        {
            return whole;
        }

        var cut = char.IsHighSurrogate(whole[longest - 2]) ? longest - 2 : longest - 1;
        return whole[..cut] + "…";
    }

    private static string DomainOf(string from) => from[(from.LastIndexOf('@') + 1)..];
}
