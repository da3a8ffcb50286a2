using System.Text.RegularExpressions;
using MimeKit;

namespace Rectify.Workflow.App.Mail.Inbox.Reading;

/// <summary>Tells what a machine wrote from what a person wrote: out-of-office notes, receipts, lists.</summary>
public static partial class AutoReplies
{
    /// <summary>True when no person wrote it.</summary>
    public static bool Is(MimeMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var headers = message.Headers;
        return (headers[HeaderId.AutoSubmitted] is { } how && !how.Trim().StartsWith("no", StringComparison.OrdinalIgnoreCase))
            || headers["X-Autoreply"] is not null || headers["X-Autorespond"] is not null || headers["X-AutoReply-From"] is not null
            || headers[HeaderId.ListId] is not null || headers[HeaderId.ListUnsubscribe] is not null
            || headers[HeaderId.Precedence]?.Trim().ToUpperInvariant() is "BULK" or "LIST" or "JUNK" or "AUTO_REPLY"
            || message.Body?.ContentType is { } type && type.IsMimeType("multipart", "report")
            || MessageText.PartsOf(message).OfType<MessageDispositionNotification>().Any()
            || Subject().IsMatch(message.Subject ?? "");
    }

    [GeneratedRegex(@"^\s*(\[?(自动回复|自动答复|自動回覆|外出|休假|已读回执|已读[:：])|(Automatic reply|Auto(matic)?[- ]?(reply|response)|Out of (the )?office|Autoreply|Read receipt|Read:|Not read:))", RegexOptions.IgnoreCase)]
    private static partial Regex Subject();
}
