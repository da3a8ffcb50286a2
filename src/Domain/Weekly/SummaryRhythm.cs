namespace Rectify.Workflow.Domain.Weekly;

/// <summary>How far apart two summaries of one kind are.</summary>
public enum SummaryRhythm
{
    /// <summary>周报: on each week's first working day, against the week before.</summary>
    Weekly,

    /// <summary>月报: on each month's first working day, against the month before.</summary>
    Monthly,
}

/// <summary>Which summaries a round sends; a round may send both.</summary>
[Flags]
public enum SummaryPlan
{
    None = 0,
    Weekly = 1,
    Monthly = 2,
    Both = Weekly | Monthly,
}

/// <summary>What a plan means.</summary>
public static class SummaryPlans
{
    extension(SummaryPlan plan)
    {
        /// <summary>The rhythms in which the round sends.</summary>
        public IReadOnlyList<SummaryRhythm> Rhythms =>
        [
            .. plan.HasFlag(SummaryPlan.Weekly) ? [SummaryRhythm.Weekly] : Array.Empty<SummaryRhythm>(),
            .. plan.HasFlag(SummaryPlan.Monthly) ? [SummaryRhythm.Monthly] : Array.Empty<SummaryRhythm>(),
        ];
    }
}
