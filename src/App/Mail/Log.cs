using Microsoft.Extensions.Logging;

namespace Rectify.Workflow.App.Mail;

// Event ids: 1xxx items, 2xxx workflows, 3xxx mail, 4xxx jobs. Ids, never names or addresses, go in the log; a server's
// reply often quotes the address, so it is kept in the ledger only.
internal static partial class Log
{
    [LoggerMessage(3021, LogLevel.Warning, "Message {Key} of the mailbox cannot be read and waits for a person")]
    public static partial void MessageUnreadable(this ILogger log, Exception error, string key);

    [LoggerMessage(3020, LogLevel.Information, "Message {Uid} of the mailbox read: {Verdict}")]
    public static partial void MessageRead(this ILogger log, uint uid, Inbox.InboxVerdict verdict);

    [LoggerMessage(3001, LogLevel.Information, "Mail {MailId} ({Kind}) accepted, attempt {Attempt}")]
    public static partial void MailAccepted(this ILogger log, Guid mailId, MailKind kind, int attempt);

    [LoggerMessage(3002, LogLevel.Warning, "Mail {MailId} ({Kind}) put off after attempt {Attempt}; the ledger says why")]
    public static partial void MailPutOff(this ILogger log, Guid mailId, MailKind kind, int attempt);

    [LoggerMessage(3003, LogLevel.Error, "Mail {MailId} ({Kind}) failed; the ledger says why")]
    public static partial void MailFailed(this ILogger log, Guid mailId, MailKind kind);

    [LoggerMessage(3004, LogLevel.Warning, "Mail {MailId} ({Kind}) is uncertain; the ledger says why")]
    public static partial void MailUncertain(this ILogger log, Guid mailId, MailKind kind);

    [LoggerMessage(3005, LogLevel.Information, "Mail {MailId} ({Kind}) cancelled: it no longer holds")]
    public static partial void MailCancelled(this ILogger log, Guid mailId, MailKind kind);

    [LoggerMessage(3006, LogLevel.Warning, "Mail {MailId} ({Kind}) was left behind by a dead dispatcher; now {Status}")]
    public static partial void MailRecovered(this ILogger log, Guid mailId, MailKind kind, MailStatus status);

    // The reason stays in the database: a server's words may name the account.
    [LoggerMessage(3007, LogLevel.Warning, "The mail server is away since {Since} ({Failures} tries); next try at {RetryAt}")]
    public static partial void ServerAway(this ILogger log, int failures, DateTimeOffset? since, DateTimeOffset? retryAt);
}
