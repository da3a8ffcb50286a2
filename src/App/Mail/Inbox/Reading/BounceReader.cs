using System.Text.RegularExpressions;
using MimeKit;

namespace Rectify.Workflow.App.Mail.Inbox.Reading;

/// <summary>What became of a mail according to a report of some mail server.</summary>
public enum BounceKind
{
    /// <summary>永久退信: the address does not work.</summary>
    Hard,

    /// <summary>暂时退信: delayed, mailbox full, given up after trying; the address may work again.</summary>
    Soft,

    /// <summary>Delivered or passed on: no bounce at all.</summary>
    Delivered,
}

/// <summary>A delivery report (退信) as it was read.</summary>
/// <param name="MailIds">Ids of the ledger that it names, those of returned heads first.</param>
/// <param name="Address">The address that was not reached, as the report names it.</param>
/// <param name="Code">The enhanced status code, such as 5.1.1; null when the report has none.</param>
/// <param name="Diagnostic">The server's words.</param>
public sealed record BounceReport(BounceKind Kind, IReadOnlyList<Guid> MailIds, string? Address, string? Code, string Diagnostic);

/// <summary>
/// Reads delivery reports: those of RFC 3464, and the letters that providers write instead, told by who sent them or by
/// their subject together with a Message-ID of ours inside.
/// </summary>
public static partial class BounceReader
{
    private const int LongestDiagnostic = 1000;

    private static readonly HashSet<string> Daemons = new(StringComparer.OrdinalIgnoreCase)
    {
        "mailer-daemon", "mail-daemon", "maildaemon", "postmaster", "mailerdaemon", "mdaemon", "mail_delivery", "microsoftexchange",
    };

    /// <summary>The report; null when the message is none.</summary>
    public static BounceReport? Read(MimeMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Standard(message) ?? (LooksLikeOne(message) ? Letter(message) : null);
    }

    private static BounceReport? Standard(MimeMessage message)
    {
        var parts = MessageText.PartsOf(message).ToList();
        if (parts.OfType<MessageDeliveryStatus>().FirstOrDefault() is not { } status)
        {
            return null;
        }

        var recipients = Groups(status).Where(group => group["Action"] is not null || group["Status"] is not null || group["Final-Recipient"] is not null).ToList();
        if (recipients.Count == 0)
        {
            return null;
        }

        // The worst of several: one mail of ours has one recipient, but a forwarder may report more.
        var (kind, code, group) = recipients.Select(each => (Kind: KindOf(each), Code: CodeIn(each["Status"]) ?? CodeIn(each["Diagnostic-Code"]), Group: each))
            .OrderBy(each => each.Kind).First();
        var diagnostic = group["Diagnostic-Code"] is { } said ? said[(said.IndexOf(';', StringComparison.Ordinal) + 1)..] : group["Action"] ?? "";
        return new(kind, MailIds(message), AddressIn(group["Final-Recipient"]) ?? AddressIn(group["Original-Recipient"]), code, Short(diagnostic));
    }

    private static BounceReport? Letter(MimeMessage message)
    {
        var ids = MailIds(message);
        if (ids.Count == 0)
        {
            return null;
        }

        var text = MessageText.Of(message);
        var words = $"{message.Subject}\n{BeforeReturned(text)}";
        var code = CodeIn(words);
        var delivered = SaysDelivered().IsMatch(message.Subject ?? "") && code is null;
        var kind = delivered ? BounceKind.Delivered
            : code is not null && !code.EndsWith(".0.0", StringComparison.Ordinal) ? OfCode(code, words)
            : IsSoft(words) ? BounceKind.Soft
            : BounceKind.Hard;
        return new(kind, ids, Reached().Match(words) is { Success: true } found ? found.Groups[1].Value : null, code, Short(Reason(words)));
    }

    private static bool LooksLikeOne(MimeMessage message)
    {
        var sender = message.From.Mailboxes.FirstOrDefault()?.Address ?? "";
        var local = sender.Split('@', 2)[0];
        return Daemons.Contains(local)
            || local.StartsWith("MicrosoftExchange", StringComparison.OrdinalIgnoreCase)
            || message.Headers["X-Failed-Recipients"] is not null
            || message.ReturnPath() == "" && SaysBounce().IsMatch(message.Subject ?? "")
            || SaysBounceForSure().IsMatch(message.Subject ?? "");
    }

    private static BounceKind KindOf(HeaderList group)
    {
        var action = group["Action"]?.Trim().ToUpperInvariant() ?? "";
        var said = $"{group["Status"]}\n{group["Diagnostic-Code"]}";
        return action switch
        {
            "DELIVERED" or "RELAYED" or "EXPANDED" => BounceKind.Delivered,
            "DELAYED" => BounceKind.Soft,
            _ => CodeIn(group["Status"]) is { } code ? OfCode(code, said) : IsSoft(said) ? BounceKind.Soft : BounceKind.Hard,
        };
    }

    // A full mailbox is refused as permanent by many, and is empty again tomorrow.
    private static BounceKind OfCode(string code, string words) => code[0] switch
    {
        '2' => BounceKind.Delivered,
        '4' => BounceKind.Soft,
        _ when code.EndsWith(".2.2", StringComparison.Ordinal) || SaysFull().IsMatch(words) => BounceKind.Soft,
        _ => BounceKind.Hard,
    };

    private static bool IsSoft(string words) => SaysFull().IsMatch(words) || SaysLater().IsMatch(words)
        || (Reply().Match(words) is { Success: true } reply && reply.Value[0] == '4');

    private static string? CodeIn(string? text) => text is null ? null : Enhanced().Match(text) is { Success: true } match ? match.Value : null;

    private static string? AddressIn(string? field) =>
        field is null ? null : field[(field.IndexOf(';', StringComparison.Ordinal) + 1)..].Trim().Trim('<', '>') is { Length: > 2 and < 320 } address ? address : null;

    /// <summary>Ids of ledger mails: first from the heads that came back, then from any text.</summary>
    private static List<Guid> MailIds(MimeMessage message)
    {
        var sources = new List<string>();
        foreach (var returned in MessageText.PartsOf(message).OfType<MessagePart>().Select(part => part.Message).OfType<MimeMessage>())
        {
            sources.Add($"<{returned.MessageId}>");
        }

        sources.Add(string.Join(' ', message.References.Append(message.InReplyTo ?? "").Select(id => $"<{id}>")));
        sources.Add(MessageText.Everything(message));
        return [.. sources.SelectMany(LedgerIds.In).Distinct().Take(20)];
    }

    private static IEnumerable<HeaderList> Groups(MessageDeliveryStatus status)
    {
        try
        {
            return [.. status.StatusGroups.Take(50)];
        }
        catch (Exception error) when (error is FormatException or IOException or ArgumentException)
        {
            return [];
        }
    }

    private static string BeforeReturned(string text) => Returned().Match(text) is { Success: true, Index: > 0 } match ? text[..match.Index] : text;

    private static string Reason(string words)
    {
        var lines = words.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).ToList();
        return lines.FirstOrDefault(line => Enhanced().IsMatch(line) || Reply().IsMatch(line))
            ?? lines.Skip(1).FirstOrDefault(line => SaysWhy().IsMatch(line))
            ?? string.Join(' ', lines.Take(3));
    }

    private static string Short(string text)
    {
        var clean = MessageText.Clean(text.ReplaceLineEndings(" "));
        return clean.Length > LongestDiagnostic ? clean[..LongestDiagnostic] : clean;
    }

    extension(MimeMessage message)
    {
        /// <summary>The envelope's sender as the server noted it; empty for a report, null when it did not note one.</summary>
        private string? ReturnPath() => message.Headers[HeaderId.ReturnPath]?.Trim().Trim('<', '>');
    }

    [GeneratedRegex(@"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)")]
    private static partial Regex Enhanced();

    [GeneratedRegex(@"(?<![\d.])[45][0-5]\d(?=[ \-:]|$)", RegexOptions.Multiline)]
    private static partial Regex Reply();

    [GeneratedRegex(@"退信|退件|未送达|无法送达|无法投递|投递失败|发送失败|未能送达|undeliver|delivery (status|failure|has failed|problem|incomplete)|failure notice|returned (mail|to sender)|mail delivery (failed|system)|delayed|warning: message", RegexOptions.IgnoreCase)]
    private static partial Regex SaysBounce();

    [GeneratedRegex(@"^(系统退信|退信通知|邮件退信|未送达[:：]|无法投递|投递失败|Undeliverable:|Undelivered Mail Returned|Mail delivery failed|failure notice|Delivery Status Notification)", RegexOptions.IgnoreCase)]
    private static partial Regex SaysBounceForSure();

    [GeneratedRegex(@"^(Delivered:|Successful|已送达|投递成功)|\(Success\)|\(Relay\)", RegexOptions.IgnoreCase)]
    private static partial Regex SaysDelivered();

    [GeneratedRegex(@"(邮箱|信箱|空间|容量|配额)[^\n]{0,12}(已满|满了|不足|超出|超过|超限)|mailbox\s(is\s)?(full|over quota)|over\s?quota|quota exceeded|out of storage|not enough (disk )?space", RegexOptions.IgnoreCase)]
    private static partial Regex SaysFull();

    [GeneratedRegex(@"暂时|稍后(重试|再试)|延迟|延误|将继续尝试|temporar|will (keep trying|retry)|try again|delayed|greylist|灰名单|timed? ?out|超时", RegexOptions.IgnoreCase)]
    private static partial Regex SaysLater();

    [GeneratedRegex(@"不存在|无此|已停用|被拒|拒收|拒绝|禁用|退回|原因|unknown user|no such|does not exist|rejected|disabled|because|reason", RegexOptions.IgnoreCase)]
    private static partial Regex SaysWhy();

    [GeneratedRegex(@"(?:收件人|recipient|无法(?:发送|投递|送达)到|to|<)\s*[:：(（<\[]*\s*([A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{3,200}\.[A-Za-z]{2,20})", RegexOptions.IgnoreCase)]
    private static partial Regex Reached();

    [GeneratedRegex(@"^(-{3,}.{0,40}(原邮件|原始|Original|copy of|returned).{0,60}-*|Original message headers|原始邮件(头|标头)|Reporting-MTA:|Return-Path:|Received:)", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Returned();
}
