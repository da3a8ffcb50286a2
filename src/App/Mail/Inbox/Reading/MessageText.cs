using System.Text;
using MimeKit;

namespace Rectify.Workflow.App.Mail.Inbox.Reading;

/// <summary>Takes the words out of a message, whatever its parts say about their letters.</summary>
public static class MessageText
{
    /// <summary>Longest text kept of one message, in characters.</summary>
    public const int Longest = 100_000;

    private const int MostBytes = 1024 * 1024;
    private const int MostParts = 200;
    private const int MostReturned = 3;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What the sender wrote: the plain text, or the page as text where there is no plain one.</summary>
    public static string Of(MimeMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var texts = PartsOf(message).OfType<TextPart>().Where(part => !part.IsAttachment).ToList();
        var plain = texts.FirstOrDefault(part => part.IsPlain && !IsBlank(part));
        var page = texts.FirstOrDefault(part => part.IsHtml);
        var text = plain is not null ? Decode(plain) : page is not null ? HtmlText.Of(Decode(page)) : "";
        return Clean(text);
    }

    /// <summary>Every readable word of a message, for what is searched rather than read: pages with their quotes, reports, returned mails and heads.</summary>
    public static string Everything(MimeMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var all = new StringBuilder();
        Collect(message, all, MostReturned);
        return all.ToString();
    }

    private static void Collect(MimeMessage message, StringBuilder all, int deeper)
    {
        foreach (var part in PartsOf(message))
        {
            if (all.Length > Longest)
            {
                return;
            }

            switch (part)
            {
                case MessagePart { Message: { } returned } when deeper > 0:
                    foreach (var header in returned.Headers.Take(MostParts))
                    {
                        all.Append(header.Field).Append(": ").Append(header.Value).Append('\n');
                    }

                    Collect(returned, all, deeper - 1);
                    break;
                case MimePart readable when IsReadable(readable):
                    var text = Decode(readable);
                    all.Append(readable is TextPart { IsHtml: true } ? HtmlText.Of(text) : text).Append('\n');
                    break;
            }
        }
    }

    /// <summary>The parts in their order, a mail inside this one as one part; no more than a sane message has.</summary>
    public static IEnumerable<MimeEntity> PartsOf(MimeMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var waiting = new Stack<MimeEntity>();
        if (message.Body is { } body)
        {
            waiting.Push(body);
        }

        for (var seen = 0; waiting.Count > 0 && seen < MostParts; seen++)
        {
            var part = waiting.Pop();
            if (part is Multipart several)
            {
                // The rest of a huge list is never looked at, so it need not wait either.
                foreach (var child in several.Take(MostParts).Reverse())
                {
                    waiting.Push(child);
                }

                continue;
            }

            yield return part;
        }
    }

    /// <summary>The letters of a part: as it says, else as the bytes say, because many a program in China names the wrong set or none.</summary>
    public static string Decode(MimePart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return Decode(Bytes(part, MostBytes), part.ContentType.Charset);
    }

    /// <summary>Bytes as letters; never throws.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, string? charset)
    {
        if (bytes is [0xFF, 0xFE, .. var little])
        {
            return Encoding.Unicode.GetString(little);
        }

        // Chinese text that happens to be right UTF-8 is UTF-8, whatever the part says; the reverse is common.
        var said = bytes.ContainsAnyInRange((byte)0xE3, (byte)0xF4) ? null : Named(charset);
        foreach (var encoding in new[] { said ?? StrictUtf8, Named(charset), StrictUtf8, Strict("GB18030"), Strict("big5") })
        {
            if (encoding is null)
            {
                continue;
            }

            try
            {
                return encoding.GetString(bytes);
            }
            catch (DecoderFallbackException)
            {
                // The next one.
            }
        }

        return Encoding.Latin1.GetString(bytes);
    }

    /// <summary>The first bytes of a part's content, decoded; a broken transfer encoding gives what can be had.</summary>
    internal static byte[] Bytes(MimePart part, int most)
    {
        if (part.Content is not { } content)
        {
            return [];
        }

        using var source = content.Open();
        var buffer = new byte[most];
        var length = source.ReadAtLeast(buffer, most, throwOnEndOfStream: false);
        // A cut through a letter would make a right encoding look wrong.
        var end = length == most ? Array.LastIndexOf(buffer, (byte)'\n') is > 0 and var line ? line : length : length;
        return buffer[..end];
    }

    /// <summary>Letters only: no character that hides, turns or ends what a reader sees.</summary>
    internal static string Clean(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, Longest));
        foreach (var letter in text)
        {
            if (clean.Length >= Longest)
            {
                break;
            }

            var keep = letter is '\n' or '\t' || (!char.IsControl(letter) && letter is not ('\u202A' or '\u202B' or '\u202D' or '\u202E' or '\uFEFF' or '\u2066' or '\u2067' or '\u2068'));
            if (keep && !char.IsSurrogate(letter))
            {
                clean.Append(letter == '\u00A0' ? ' ' : letter);
            }
            else if (char.IsSurrogate(letter))
            {
                clean.Append(letter);
            }
        }

        return WellFormed(clean.ToString()).Trim();
    }

    // Half a pair cannot be stored by PostgreSQL.
    private static string WellFormed(string text) =>
        text.IsNormalizedSafe() ? text : string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));

    private static bool IsBlank(TextPart part) => string.IsNullOrWhiteSpace(Decode(part));

    private static bool IsReadable(MimePart part) => part is TextPart
        || part.ContentType.IsMimeType("message", "*") || part.ContentType.IsMimeType("text", "*");

    private static Encoding? Named(string? charset) => charset?.Trim().ToUpperInvariant() switch
    {
        null or "" => null,
        "GB2312" or "GBK" or "CP936" or "X-GBK" or "GB_2312-80" or "GB18030" => Strict("GB18030"),
        "UTF8" or "UTF-8" or "US-ASCII" or "ASCII" => StrictUtf8,
        var name => Strict(name),
    };

    private static Encoding? Strict(string name)
    {
        try
        {
            return (CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)) switch
            {
                // UTF-7 and the like are how pages are smuggled past filters.
                { CodePage: 65000 } => null,
                var known => known,
            };
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    extension(string text)
    {
        private bool IsNormalizedSafe()
        {
            for (var at = 0; at < text.Length; at++)
            {
                if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
                {
                    at++;
                }
                else if (char.IsSurrogate(text[at]))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
