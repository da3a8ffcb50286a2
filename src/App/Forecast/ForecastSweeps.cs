using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Escalation;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Forecast;

/// <summary>The two sweeps at an instant to come, item by item that stands alike: the decisions are those of the jobs.</summary>
internal sealed class ForecastSweeps(
    IReadOnlyCollection<RoundOutlook> rounds, WorkingCalendar calendar, ForecastAudience audience, DayDesk desk)
{
    /// <summary>What the job of reminders would do.</summary>
    public async Task RemindAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var round in AtWork(now))
        {
            var today = round.Town.DayOf(now);
            foreach (var cohort in Due(round.Reminders, now))
            {
                var said = WatchDecision.Reminder(
                    cohort.Watch, owes: true, round.Round, calendar, now, step => cohort.HasFired(NoticeKind.Reminder, step));
                if (said.Fire is { } fire)
                {
                    await TellAsync(cohort, fire, today, now, cancellationToken);
                }

                (cohort.Watch.NextReminderAt, cohort.Watch.NextReminderStep) = (said.NextAt, said.NextStep);
                Ask(round.Reminders, cohort, said.NextAt);
            }
        }
    }

    /// <summary>What the job of the ladder would do.</summary>
    public async Task EscalateAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var round in AtWork(now))
        {
            var today = round.Town.DayOf(now);
            foreach (var cohort in Due(round.Rungs, now))
            {
                var said = WatchDecision.Rung(
                    cohort.Watch, owes: true, round.Round, calendar, today, step => cohort.HasFired(NoticeKind.Rung, step));
                if (said.Fire is { } fire)
                {
                    await TellAsync(cohort, fire, today, now, cancellationToken);
                }

                (cohort.Watch.RungsDone, cohort.Watch.LastRungOn, cohort.Watch.NextRungAt) = (said.Done, said.LastRungOn, said.NextAt);
                Ask(round.Rungs, cohort, said.NextAt);
            }
        }
    }

    /// <summary>What both jobs do last: the day's mails may leave.</summary>
    public void Release(DateTimeOffset now)
    {
        var sending = AtWork(now).ToLookup(round => round.Town.SendingInstant(round.Town.DayOf(now)) <= now);
        var early = sending[false].Select(round => round.Round.Id).ToHashSet();
        foreach (var day in sending[true].Select(round => round.Town.DayOf(now)).Distinct())
        {
            desk.Release(day, now, early);
        }
    }

    private IEnumerable<RoundOutlook> AtWork(DateTimeOffset now) =>
        rounds.Where(round => Sweep.IsAtWork(round.Round, round.Town.DayOf(now), calendar));

    private static List<Cohort> Due(PriorityQueue<Cohort, DateTimeOffset> queue, DateTimeOffset now)
    {
        var due = new List<Cohort>();
        while (queue.TryPeek(out _, out var at) && at <= now)
        {
            due.Add(queue.Dequeue());
        }

        return due;
    }

    private static void Ask(PriorityQueue<Cohort, DateTimeOffset> queue, Cohort cohort, DateTimeOffset? at)
    {
        if (at is { } next)
        {
            queue.Enqueue(cohort, next);
        }
    }

    private async Task TellAsync(Cohort cohort, FiredReminder fire, DateOnly today, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var days = cohort.Round.Round.Settings.ToSendingDays(calendar);
        foreach (var item in cohort.Items)
        {
            foreach (var person in await audience.OfReminderAsync(item.Duty, cancellationToken))
            {
                var line = new ForecastLine(
                    item.Id, item.Number, cohort.Round.Round.Id, NoticeKind.Reminder, fire.Reminder.Offset, cohort.Watch.DueOn, null, fire.Late, false);
                var (day, leavesAt) = (today, now + DayMails.Hold);
                while (!desk.Put(day, person, line, calendar.IsProvisional(day, cohort.Watch.DueOn), now, leavesAt))
                {
                    day = days.After(day);
                    leavesAt = cohort.Round.Town.SendingInstant(day) + DayMails.HoldOnItsDay;
                }
            }
        }
    }

    private async Task TellAsync(Cohort cohort, LadderDecision.Fire fire, DateOnly today, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var item in cohort.Items)
        {
            foreach (var (person, copy) in await audience.OfRungAsync(item.Duty, cohort.Round.Round, fire.Rung, cancellationToken))
            {
                desk.Put(today, person, new(
                    item.Id, item.Number, cohort.Round.Round.Id, NoticeKind.Rung, fire.RungNo, cohort.Watch.DueOn, fire.Rung.Paper, fire.Late, copy),
                    calendar.IsProvisional(today, cohort.Watch.DueOn), now, now + DayMails.Hold);
            }
        }
    }
}
