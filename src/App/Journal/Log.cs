using Microsoft.Extensions.Logging;

namespace Rectify.Workflow.App.Journal;

// Event ids: 9xxx journal.
internal static partial class Log
{
    [LoggerMessage(9001, LogLevel.Debug, "{Entries} journal entries sealed")]
    public static partial void JournalSealed(this ILogger log, int entries);
}
