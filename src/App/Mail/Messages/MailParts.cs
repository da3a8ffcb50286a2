using System.Collections.Immutable;
using System.Text;
using MimeKit;

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

    public static MimeEntity Of(MailContent content)
    {
        var plain = new TextPart("plain");
        plain.SetText(Encoding.UTF8, Lines(content.Text));
        var page = new TextPart("html");
        page.SetText(Encoding.UTF8, Lines(content.Html));
        var readable = new MultipartAlternative { plain, WithPictures(page, content.Pictures) };
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

    /// <summary>Only whole line breaks and no other control: what one server takes for an end of line, the next must not take for more.</summary>
    private static string Lines(string text) => string.Concat(text.ReplaceLineEndings("\n").Where(letter => !char.IsControl(letter) || letter is '\n' or '\t'));

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

    private static MimePart Part(string contentType, ReadOnlyMemory<byte> bytes) => new(ContentType.Parse(contentType))
    {
        Content = new MimeContent(new MemoryStream(bytes.ToArray(), writable: false)),
        ContentTransferEncoding = ContentEncoding.Base64,
    };
}
