using System.Collections.Immutable;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Papers;

namespace Rectify.Workflow.Domain.Escalation;

/// <summary>How a late item is chased, rung by rung (催办、督办、约谈).</summary>
public sealed record Ladder(ImmutableArray<Rung> Rungs)
{
    /// <summary>+1 提醒函; +3 催办单; +7 督办单; +15 约谈通知.</summary>
    public static Ladder Default { get; } = new(
    [
        new(1, [Audience.Official, Audience.UnitLeader], PaperKind.ReminderLetter),
        new(3, [Audience.Official, Audience.UnitLeader], PaperKind.UrgeNote) { CopyTo = [Audience.LeadLeader] },
        new(7, [Audience.Official, Audience.UnitLeader], PaperKind.SuperviseNote) { CopyTo = [Audience.LeadLeader, Audience.Secretary] },
        new(15, [Audience.Official, Audience.UnitLeader], PaperKind.TalkNotice) { CopyTo = [Audience.LeadLeader, Audience.Secretary] },
    ]);

    /// <summary>Everything wrong with the ladder, Chinese first; empty when it can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        for (var index = 0; index < Rungs.Length; index++)
        {
            var rung = Rungs[index];
            if (rung.AfterWorkingDays < 1)
            {
                problems.Add($"第 {index + 1} 级：逾期工作日数须为正数 (rung {index + 1} must fire at least one working day after the due date)");
            }

            if (index > 0 && rung.AfterWorkingDays <= Rungs[index - 1].AfterWorkingDays)
            {
                problems.Add($"第 {index + 1} 级须晚于上一级 (rung {index + 1} must fire later than the one before)");
            }

            if (rung.Audience.IsDefaultOrEmpty)
            {
                problems.Add($"第 {index + 1} 级没有对象 (rung {index + 1} tells nobody)");
            }
        }

        return problems;
    }

    /// <summary>
    /// The day a rung is planned for, counted from 1. What falls on a quiet day waits for the next sending day, and of two rungs that
    /// meet there the second waits one more.
    /// </summary>
    public DateOnly PlannedOn(DateOnly dueOn, int rungNo, SendingDays days)
    {
        ArgumentNullException.ThrowIfNull(days);
        var planned = dueOn;
        for (var index = 0; index < rungNo; index++)
        {
            var own = days.OnOrAfter(days.Calendar.AddWorkingDays(dueOn, Rungs[index].AfterWorkingDays));
            planned = index > 0 && own <= planned ? days.After(planned) : own;
        }

        return planned;
    }

    /// <summary>
    /// What the ladder asks for today. Pure: the caller fires, counts the rung as done for this item and due date, and
    /// asks again. Rungs missed while nothing ran come one a working day, marked late, never several at once.
    /// </summary>
    /// <param name="dueOn">The due date that passed; a granted extension starts a new count.</param>
    /// <param name="rungsDone">Rungs already fired for this item and due date.</param>
    /// <param name="today">The town's day.</param>
    /// <param name="days">The days on which rungs may fire.</param>
    /// <param name="lastFiredOn">The day the last rung was fired; null when none was.</param>
    public LadderDecision Decide(
        DateOnly dueOn, int rungsDone, DateOnly today, SendingDays days, DateOnly? lastFiredOn = null)
    {
        ArgumentNullException.ThrowIfNull(days);
        ArgumentOutOfRangeException.ThrowIfNegative(rungsDone);
        if (rungsDone >= Rungs.Length)
        {
            return LadderDecision.Nothing;
        }

        var planned = PlannedOn(dueOn, rungsDone + 1, days);
        var earliest = lastFiredOn is { } last && last >= planned ? days.After(last) : planned;
        if (today < earliest)
        {
            return new LadderDecision.WaitUntil(earliest);
        }

        return days.IsOpen(today)
            ? new LadderDecision.Fire(rungsDone + 1, Rungs[rungsDone], Late: today > planned)
            : new LadderDecision.WaitUntil(days.OnOrAfter(today));
    }
}

/// <summary>What the ladder asks for: a closed set.</summary>
public abstract record LadderDecision
{
    private LadderDecision() { }

    /// <summary>Every rung was fired.</summary>
    public static LadderDecision Nothing { get; } = new None();

    /// <summary>Every rung was fired.</summary>
    public sealed record None : LadderDecision;

    /// <summary>Ask again on this sending day.</summary>
    public sealed record WaitUntil(DateOnly Day) : LadderDecision;

    /// <summary>Fire this rung today.</summary>
    /// <param name="RungNo">Position on the ladder, from 1.</param>
    /// <param name="Rung">Whom to tell and which paper to issue.</param>
    /// <param name="Late">True when its planned day has passed.</param>
    public sealed record Fire(int RungNo, Rung Rung, bool Late) : LadderDecision;
}
