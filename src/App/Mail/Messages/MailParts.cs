using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using MimeKit;
using MimeKit.IO;
using MimeKit.IO.Filters;

namespace Rectify.Workflow.App.Mail.Messages;

/// <summary>A file that travels with a mail (附件).</summary>
/// <param name="Name">The file's name as the reader will save it; Chinese is fine.</param>
/// <param name="ContentType">Such as "application/pdf".</param>
/// <param name="Bytes">The file.</param>
public sealed record MailAttachment(string Name, string ContentType, ReadOnlyMemory<byte> Bytes);

/// <summary>A picture the page shows as <c>cid:Cid@picture</c> (内嵌图片); the text alternative has to say what it shows.</summary>
/// <param name="Cid">The picture's name within the mail: letters, digits and hyphens.</param>
/// <param name="ContentType">Such as "image/png".</param>
/// <param name="Bytes">The picture.</param>
public sealed record MailPicture(string Cid, string ContentType, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>What an image tag has as its source.</summary>
    public string Source => $"cid:{Cid}@picture";
}

/// <summary>Puts a mail's text, page, pictures and files together the way mail programs expect.</summary>
internal static class MailParts
{
    private const int LongestName = 120;

    private static readonly SearchValues<char> Unseen = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(letter => char.IsControl(letter) && letter is not ('\r' or '\n' or '\t'))]);

    public static MimeEntity Of(MailContent content)
    {
        var readable = new MultipartAlternative { Text("plain", content.Text), WithPictures(Text("html", content.Html), content.Pictures) };
        if (content.Attachments.IsDefaultOrEmpty)
        {
            return readable;
        }

        var mixed = new Multipart("mixed") { readable };
        foreach (var file in content.Attachments)
        {
            mixed.Add(PartOf(file));
        }

        return mixed;
    }

    private static TextPart Text(string subtype, string text)
    {
        var part = new TextPart(subtype);
        part.ContentType.Charset = "utf-8";
        var bytes = Encoding.UTF8.GetBytes(Lines(text));
        if (Ascii.IsValid(bytes))
        {
            part.Content = new MimeContent(new MemoryStream(bytes, writable: false));
        }
        else
        {
            Encode(part, bytes);
        }

        return part;
    }

    /// <summary>Only whole line breaks and no other control: what one server takes for an end of line, the next must not take for more.</summary>
    private static string Lines(string text)
    {
        var lines = text.ReplaceLineEndings("\r\n");
        return lines.AsSpan().ContainsAny(Unseen) ? string.Concat(lines.Where(letter => !Unseen.Contains(letter))) : lines;
    }

    /// <summary>Puts the bytes into the form they travel in, once: a mail is written twice, into the ledger and onto the wire.</summary>
    private static void Encode(MimePart part, ReadOnlySpan<byte> bytes)
    {
        var encoded = new MemoryStream();
        using (var encoder = new FilteredStream(encoded))   // closes what it writes to
        {
            encoder.Add(EncoderFilter.Create(ContentEncoding.Base64));
            encoder.Write(bytes);
            encoder.Flush();
        }

        part.Content = new MimeContent(new MemoryStream(encoded.ToArray(), writable: false), ContentEncoding.Base64);
        part.ContentTransferEncoding = ContentEncoding.Base64;
    }

    private static MimeEntity WithPictures(TextPart page, ImmutableArray<MailPicture> pictures)
    {
        if (pictures.IsDefaultOrEmpty)
        {
            return page;
        }

        var related = new MultipartRelated { page };
        foreach (var picture in pictures)
        {
            var part = Part(picture.ContentType, picture.Bytes);
            part.ContentDisposition = new ContentDisposition(ContentDisposition.Inline);
            part.ContentId = $"{picture.Cid}@picture";
            related.Add(part);
        }

        return related;
    }

    /// <summary>
    /// The name stands twice: old Chinese mail programs read the encoded word at the content type, all others the
    /// parameter of the disposition.
    /// </summary>
    private static MimePart PartOf(MailAttachment file)
    {
        var name = MailMessages.OneLine(file.Name, LongestName) is { Length: > 0 } given ? given : "attachment";
        var part = Part(file.ContentType, file.Bytes);
        FileNameHeaders.Write(part, name);
        return part;
    }

    private static MimePart Part(string contentType, ReadOnlyMemory<byte> bytes)
    {
        var part = new MimePart(ContentType.Parse(contentType));
        Encode(part, bytes.Span);
        return part;
    }
}
