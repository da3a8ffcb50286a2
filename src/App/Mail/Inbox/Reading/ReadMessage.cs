using System.Security.Cryptography;
using System.Text;
using MimeKit;

namespace Rectify.Workflow.App.Mail.Inbox.Reading;

/// <summary>Reads the bytes of a message as a mail, and says by which key it is known.</summary>
public static class ReadMessage
{
    private static readonly ParserOptions Options = CreateOptions();

    /// <summary>The mail; null when the bytes are none.</summary>
    public static MimeMessage? Parse(byte[] content)
    {
        try
        {
            using var stream = new MemoryStream(content, writable: false);
            return new MimeParser(Options, stream, MimeFormat.Entity, persistent: false).ParseMessage();
        }
        catch (Exception error) when (error is FormatException or IOException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>By its Message-ID, sender, date and subject; without a Message-ID by every byte of its head.</summary>
    public static string KeyOf(byte[] content, MimeMessage? message)
    {
        return Convert.ToHexStringLower(SHA256.HashData(Named(message) ?? content.AsSpan(0, EndOfHead(content)).ToArray()));
    }

    private static byte[]? Named(MimeMessage? message)
    {
        try
        {
            return message?.Headers[HeaderId.MessageId] is { Length: > 3 } id
                ? Encoding.UTF8.GetBytes(string.Join('\n', id.Trim(), message.Headers[HeaderId.From], message.Headers[HeaderId.Date], message.Headers[HeaderId.Subject]))
                : null;
        }
        catch (Exception error) when (error is FormatException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static ParserOptions CreateOptions()
    {
        // The parser finds the sets of Chinese letters by their number, which only registered providers know.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return new()
        {
            // Programs in China put raw GB 18030 into heads; nothing sane nests deeper.
            CharsetEncoding = Encoding.GetEncoding("GB18030"),
            MaxMimeDepth = 20,
        };
    }

    private static int EndOfHead(ReadOnlySpan<byte> content)
    {
        var end = content.IndexOf("\r\n\r\n"u8);
        return end >= 0 ? end : content.Length;
    }
}
