using Microsoft.Extensions.Logging;

namespace Rectify.Workflow.App.Reminders;

// Event ids: 1xxx items.
internal static partial class Log
{
    [LoggerMessage(1101, LogLevel.Information, "Reminders of {Items} items are planned")]
    public static partial void Reminded(this ILogger log, int items);

    [LoggerMessage(1102, LogLevel.Information, "The ladder dealt with {Items} overdue items")]
    public static partial void Escalated(this ILogger log, int items);
}
