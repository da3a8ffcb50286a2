using Microsoft.Extensions.Logging;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Weekly;

// Event ids: 1xxx items.
internal static partial class Log
{
    [LoggerMessage(1201, LogLevel.Information, "Weekly summary of round {RoundId}, week {Week}: {Readers} readers")]
    public static partial void WeekSummarised(this ILogger log, RoundId roundId, string week, int readers);

    [LoggerMessage(1202, LogLevel.Information, "Summary of round {RoundId}, {Period}: {Owed} of {Readers} mails owed")]
    public static partial void SummariesOwed(this ILogger log, RoundId roundId, string period, int owed, int readers);
}
