using Microsoft.Extensions.Logging;

namespace Rectify.Workflow.App.Jobs;

// Event ids: 4xxx jobs.
internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Debug, "Job {JobId} succeeded")]
    public static partial void JobSucceeded(this ILogger log, string jobId);

    [LoggerMessage(4002, LogLevel.Error, "Job {JobId} failed; its next run asks again what is due")]
    public static partial void JobFailed(this ILogger log, Exception error, string jobId);

    [LoggerMessage(4003, LogLevel.Information, "Recurring job {JobId} is no longer in the schedule and was removed")]
    public static partial void JobRemoved(this ILogger log, string jobId);

    [LoggerMessage(4005, LogLevel.Warning, "Job {JobId} has not succeeded since {Since} although it should have")]
    public static partial void JobSilent(this ILogger log, string jobId, DateTimeOffset? since);

    [LoggerMessage(4006, LogLevel.Warning, "The outbox does not send: the watchdog sent {Mails} mails itself")]
    public static partial void SentPastTheOutbox(this ILogger log, int mails);

    [LoggerMessage(4007, LogLevel.Error, "The watchdog could not look after the jobs; it looks again")]
    public static partial void WatchdogBlind(this ILogger log, Exception error);

    [LoggerMessage(4004, LogLevel.Information, "Engine log: {Rows} bursts older than {Days} days deleted")]
    public static partial void EngineLogTrimmed(this ILogger log, int rows, int days);

    [LoggerMessage(4014, LogLevel.Information, "Mail sources: {Rows} older than {Days} days deleted")]
    public static partial void MailSourcesTrimmed(this ILogger log, int rows, int days);
}
