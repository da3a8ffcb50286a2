using Microsoft.Extensions.Logging;

namespace Rectify.Workflow.App.Workflows;

// Event ids: 1xxx items, 2xxx workflows, 3xxx mail, 4xxx jobs. Ids, never names or addresses, go in the log.
internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Debug, "Instance {InstanceId} went on elsewhere while bookmark {BookmarkId} was resumed")]
    public static partial void StepLostRace(this ILogger log, Guid instanceId, Guid bookmarkId);

    [LoggerMessage(2002, LogLevel.Error, "Instance {InstanceId} could not be resumed at bookmark {BookmarkId}; it will be tried again")]
    public static partial void StepFailed(this ILogger log, Exception error, Guid instanceId, Guid bookmarkId);

    [LoggerMessage(2004, LogLevel.Error, "What starts workflow {DefinitionId} by itself could not be worked out")]
    public static partial void TriggerFailed(this ILogger log, Exception error, string definitionId);

    [LoggerMessage(2005, LogLevel.Debug, "{Count} steps could not be stored together; each is taken by itself")]
    public static partial void StepsParted(this ILogger log, Exception error, int count);

    [LoggerMessage(2003, LogLevel.Information, "Definition {DefinitionId} version {Version} published")]
    public static partial void DefinitionPublished(this ILogger log, string definitionId, int version);
}
