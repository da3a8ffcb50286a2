using Rectify.Workflow.App.Import;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Demo;

/// <summary>The days the script counts from, all derived from the round (日程).</summary>
internal sealed class DemoDays(FiledRound round, WorkingCalendar calendar)
{
    private readonly TownTime _town = round.Settings.ToTownTime();

    public RoundSettings Settings => round.Settings;

    public DateOnly Feedback => round.FeedbackOn;

    /// <summary>Last day of the concentrated period (集中整改期).</summary>
    public DateOnly PeriodEnd { get; } = round.FeedbackOn.AddMonths(round.Settings.ConcentratedMonths);

    /// <summary>The working day so many working days after (or, negative, before) a day.</summary>
    public DateOnly WorkingDay(DateOnly day, int count) => calendar.AddWorkingDays(day, count);

    /// <summary>The working day closest to a share of the way from one day to another.</summary>
    public DateOnly Between(DateOnly from, DateOnly to, double share) =>
        calendar.NextOrSame(from.AddDays((int)((to.DayNumber - from.DayNumber) * share)));

    /// <summary>An instant on the town's clock; the item's number is the minute, so that no two items share one.</summary>
    public DateTimeOffset At(DateOnly day, int hour, int item, int second = 0) =>
        _town.InstantOf(day, new(hour + (item / 60), item % 60, second));
}
