using MimeKit;

namespace Rectify.Workflow.App.Mail.Inbox.Reading;

/// <summary>Where a reply may carry its token, the surest place first: what the sender chose stands before what was quoted.</summary>
public static class ReplyTokenPlaces
{
    private static readonly string[] Recipients = ["To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Forwarded-To"];

    /// <summary>The texts to search, in order.</summary>
    public static IEnumerable<string> Of(MimeMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        yield return string.Join(' ', message.Headers.Where(header => Recipients.Contains(header.Field, StringComparer.OrdinalIgnoreCase))
            .Take(20).Select(header => header.Value));
        yield return message.Subject ?? "";
        yield return string.Join(' ', message.References.Append(message.InReplyTo ?? ""));
        yield return MessageText.Of(message);
        yield return MessageText.Everything(message);
    }
}
