using Cronos;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.App.Expressions;

/// <summary>
/// Cron expressions by Cronos: five fields, or six with seconds first as Elsa writes them. They mean the town's wall clock.
/// </summary>
public sealed class CronosSchedule(TimeZoneInfo? zone = null) : ICronSchedule
{
    private readonly TimeZoneInfo _zone = zone ?? TimeZoneInfo.FindSystemTimeZoneById(TownZone.Standard);

    public string? Check(string expression)
    {
        try
        {
            Parse(expression);
            return null;
        }
        catch (CronFormatException error)
        {
            return error.Message;
        }
    }

    public DateTimeOffset? Next(string expression, DateTimeOffset after)
    {
        try
        {
            return Parse(expression).GetNextOccurrence(after.ToUniversalTime(), _zone)?.ToUniversalTime();
        }
        catch (CronFormatException error)
        {
            throw new ExpressionException($"Cron '{expression}': {error.Message}", error);
        }
    }

    private static CronExpression Parse(string expression) => CronExpression.Parse(expression, HasFiveFields(expression) ? CronFormat.Standard : CronFormat.IncludeSeconds);

    private static bool HasFiveFields(string expression) =>
        expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length == 5;
}
