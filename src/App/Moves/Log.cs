using Microsoft.Extensions.Logging;

namespace Rectify.Workflow.App.Moves;

// Event ids: 2xxx workflows.
internal static partial class Log
{
    [LoggerMessage(2101, LogLevel.Error, "Instance {InstanceId} could not be moved by order {OrderId}; it is as it was")]
    public static partial void MoveFailed(this ILogger log, Exception error, Guid instanceId, Guid orderId);
}
