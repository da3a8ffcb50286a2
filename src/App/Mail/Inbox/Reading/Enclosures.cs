using MimeKit;

namespace Rectify.Workflow.App.Mail.Inbox.Reading;

/// <summary>A file of a message under the name its sender gave it.</summary>
public sealed record Enclosure(string Name, MimeEntity Part);

/// <summary>Finds the files of a message: attachments, and pictures put into the text that are more than decoration.</summary>
public static class Enclosures
{
    /// <summary>Most files taken from one message.</summary>
    public const int Most = 20;

    // The logo of a signature is a few kilobytes, a photograph is not.
    private const int Decoration = 8 * 1024;

    /// <summary>The files, in their order.</summary>
    public static IEnumerable<Enclosure> Of(MimeMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return MessageText.PartsOf(message).Where(IsFile).Take(Most + 1).Select((part, at) => new Enclosure(NameOf(part, at + 1), part));
    }

    private static bool IsFile(MimeEntity part) => part switch
    {
        MessagePart => part.IsAttachment || part.ContentDisposition is not null,
        MimePart image when part.ContentType.IsMimeType("image", "*") => part.IsAttachment || (image.Content?.Stream?.Length ?? 0) > Decoration,
        TextPart => part.IsAttachment,
        MimePart other => other.IsAttachment || other.FileName is { Length: > 0 },
        _ => false,
    };

    private static string NameOf(MimeEntity part, int no)
    {
        var name = part is MimePart { FileName: { Length: > 0 } given } ? given : part.ContentType.Name is { Length: > 0 } typed ? typed : null;
        return MessageText.Clean(name ?? "") is { Length: > 0 } clean ? clean
            : $"{no}{(part.ContentType.MimeType.ToUpperInvariant() switch { "IMAGE/JPEG" => ".jpg", "IMAGE/PNG" => ".png", "APPLICATION/PDF" => ".pdf", "MESSAGE/RFC822" => ".eml", _ => "" })}";
    }
}
