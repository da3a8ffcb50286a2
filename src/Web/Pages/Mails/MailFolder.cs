using Ganss.Xss;
using Microsoft.Extensions.Options;
using MimeKit;
using Rectify.Workflow.App.Mail;

namespace Rectify.Workflow.Web.Pages.Mails;

/// <summary>A mail as a reader sees it, without its HTML.</summary>
public sealed record ReadMail(
    string From, string To, DateTimeOffset Date, IReadOnlyList<(string Name, string Value)> Headers,
    bool HasHtml, string? Text, IReadOnlyList<(string Name, long Size)> Attachments);

/// <summary>Reads mails as they were sent: from the ledger, or when it keeps them no longer from the folder transport's files.</summary>
public sealed class MailFolder(MailQueries mails, IOptions<MailOptions> options)
{
    private static readonly string[] ShownHeaders =
        ["Message-ID", "Date", "Subject", "From", "Reply-To", "To", "References", "In-Reply-To", "Auto-Submitted", "List-Id"];

    /// <summary>The mail; null when neither holds it.</summary>
    public async Task<ReadMail?> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is not { } message)
        {
            return null;
        }

        using (message)
        {
            return new ReadMail(
                message.From.ToString(), message.To.ToString(), message.Date,
                [.. message.Headers.Where(header => ShownHeaders.Contains(header.Field, StringComparer.OrdinalIgnoreCase))
                    .Select(header => (header.Field, header.Value))],
                message.HtmlBody is not null, message.TextBody,
                [.. message.Attachments.OfType<MimePart>().Select(part => (NameOf(part), part.Content?.Stream?.Length ?? 0))]);
        }
    }

    /// <summary>The mail's HTML, cleaned and with its own pictures inside; null when it has none.</summary>
    public async Task<string?> ReadHtmlAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is not { } message)
        {
            return null;
        }

        using (message)
        {
            return await PageOfAsync(message, cancellationToken);
        }
    }

    /// <summary>A message's HTML, cleaned and with its own pictures inside; null when it has none.</summary>
    public static async Task<string?> PageOfAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.HtmlBody is { } html ? Clean(html, await PicturesAsync(message, cancellationToken)) : null;
    }

    /// <summary>One attachment; null when there is none at this place.</summary>
    public async Task<(string Name, byte[] Content)?> ReadAttachmentAsync(Guid id, int at, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is not { } message)
        {
            return null;
        }

        using (message)
        {
            if (message.Attachments.OfType<MimePart>().ElementAtOrDefault(at) is not { Content: not null } part)
            {
                return null;
            }

            return (NameOf(part), await BytesAsync(part, cancellationToken));
        }
    }

    private async Task<MimeMessage?> LoadAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await mails.SourceAsync(id, sending: null, cancellationToken) is { } source)
        {
            return await MimeMessage.LoadAsync(new MemoryStream(source.Read()), cancellationToken);
        }

        // The name is made from the id alone, so no request can lead out of the folder.
        var path = Path.Combine(Path.GetFullPath(options.Value.Folder), $"{id:N}.eml");
        return options.Value.Transport is MailTransportKind.Folder && File.Exists(path)
            ? await MimeMessage.LoadAsync(path, cancellationToken)
            : null;
    }

    internal static string Clean(string html, Dictionary<string, string> pictures)
    {
        var sanitizer = new HtmlSanitizer();
        sanitizer.AllowedTags.Add("style");
        // On a phone and in the dark a mail looks otherwise, and so it does here.
        sanitizer.AllowedAtRules.Add(AngleSharp.Css.Dom.CssRuleType.Media);
        sanitizer.AllowedAttributes.Add("class");
        sanitizer.AllowedTags.Remove("form");
        sanitizer.AllowedTags.Remove("input");
        sanitizer.AllowedTags.Remove("button");
        sanitizer.AllowedSchemes.Add("data");
        sanitizer.AllowedSchemes.Add("cid");
        sanitizer.AllowedSchemes.Add("mailto");
        sanitizer.FilterUrl += (_, url) =>
        {
            // A framed document has no origin and sends no cookies: pictures travel inside it.
            url.SanitizedUrl = url.OriginalUrl.StartsWith("cid:", StringComparison.OrdinalIgnoreCase)
                ? pictures.GetValueOrDefault(url.OriginalUrl[4..])
                : url.Tag.LocalName == "img" && !url.OriginalUrl.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase)
                    ? null
                    : url.SanitizedUrl;
        };
        sanitizer.PostProcessNode += (_, node) =>
        {
            if (node.Node is AngleSharp.Html.Dom.IHtmlAnchorElement anchor)
            {
                anchor.SetAttribute("target", "_blank");
                anchor.SetAttribute("rel", "noopener noreferrer");
            }
        };
        return sanitizer.SanitizeDocument(html);
    }

    private static async Task<Dictionary<string, string>> PicturesAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        var pictures = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in message.BodyParts.OfType<MimePart>())
        {
            if (part is { ContentId: { } id, Content: not null } && part.ContentType.IsMimeType("image", "*"))
            {
                pictures[id] = $"data:{part.ContentType.MimeType};base64,{Convert.ToBase64String(await BytesAsync(part, cancellationToken))}";
            }
        }

        return pictures;
    }

    private static async Task<byte[]> BytesAsync(MimePart part, CancellationToken cancellationToken)
    {
        using var memory = new MemoryStream();
        if (part.Content is { } content)
        {
            await content.DecodeToAsync(memory, cancellationToken);
        }

        return memory.ToArray();
    }

    private static string NameOf(MimePart part) => string.IsNullOrWhiteSpace(part.FileName) ? "attachment" : part.FileName;
}
