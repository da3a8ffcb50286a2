using Rectify.Workflow.App.Runs;

namespace Rectify.Workflow.Web.Elsa.WorkflowInstances;

/// <summary>A condition on an instant; one that is given to the day means the whole day.</summary>
internal sealed record TimestampFilter(string? Column, string? Operator, DateTimeOffset Timestamp)
{
    /// <summary>The span that is meant; null when the column or the operator is none of the contract's.</summary>
    public RunSpan? ToSpan()
    {
        if (ColumnOf() is not { } column)
        {
            return null;
        }

        var (from, before) = (Timestamp, Timestamp + (Timestamp.TimeOfDay == TimeSpan.Zero ? TimeSpan.FromDays(1) : TimeSpan.FromMilliseconds(1)));
        return Operator?.Trim() switch
        {
            null or "" or "Is" => new(column, from, before),
            "IsNot" => new(column, from, before, Outside: true),
            "LessThan" => new(column, DateTimeOffset.MinValue, from),
            "LessThanOrEqual" => new(column, DateTimeOffset.MinValue, before),
            "GreaterThan" => new(column, before, DateTimeOffset.MaxValue),
            "GreaterThanOrEqual" => new(column, from, DateTimeOffset.MaxValue),
            _ => null,
        };
    }

    private RunInstant? ColumnOf() => Column?.Trim().ToUpperInvariant() switch
    {
        "CREATEDAT" or "CREATED" => RunInstant.Created,
        "UPDATEDAT" or "LASTEXECUTED" or "LASTEXECUTEDAT" => RunInstant.Updated,
        "FINISHEDAT" or "FINISHED" => RunInstant.Finished,
        _ => null,
    };
}
