using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.Domain.Deadlines;

/// <summary>Due dates from a round's settings. Calendar days and months: a holiday never moves a due date.</summary>
public static class DueDates
{
    /// <summary>The due date of an item; null only for a fixed date that the ledger leaves open.</summary>
    public static DateOnly? Of(TimeLimitKind limit, DateOnly? fixedOn, DateOnly feedbackOn, RoundSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return limit switch
        {
            TimeLimitKind.AtOnce => feedbackOn.AddDays(settings.AtOnceDays),
            TimeLimitKind.Concentrated or TimeLimitKind.LongTerm => feedbackOn.AddMonths(settings.ConcentratedMonths),
            TimeLimitKind.FixedDate => fixedOn,
            _ => throw new ArgumentOutOfRangeException(nameof(limit), limit, "No such time limit."),
        };
    }

    /// <summary>The due date of an item that a failed review reopens (二次整改): as short as 立行立改.</summary>
    public static DateOnly AfterReopening(DateOnly reopenedOn, RoundSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return reopenedOn.AddDays(settings.AtOnceDays);
    }

    /// <summary>The day of the next review of a long-term item (回头看).</summary>
    public static DateOnly NextReview(DateOnly reviewedOn, RoundSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return reviewedOn.AddMonths(settings.ReviewEveryMonths);
    }
}
