using Microsoft.Extensions.Logging;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Reminders;

/// <summary>
/// 到期提醒: items whose next reminder has come join their official's one mail of the day. What was missed while nothing
/// ran is made up for once, marked late.
/// </summary>
public sealed class SendReminders(
    RectifyDb db, WorkingCalendar calendar, OutboxNudge nudge, TimeProvider clock, ILogger<SendReminders> log) : IJob
{
    /// <summary>How the journal names this job.</summary>
    public const string Actor = "job:reminders";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var rounds = await db.RoundsAtWorkAsync(calendar, now, cancellationToken);
        if (rounds.Count == 0)
        {
            return;
        }

        var items = await db.SweepAsync(token => BatchAsync(rounds, now, token), cancellationToken);
        if (items > 0)
        {
            log.Reminded(items);
        }

        if (await db.ReleaseDayMailsAsync(rounds, now, cancellationToken) > 0)
        {
            nudge.Nudge();
        }
    }

    private async Task<Sweep.BatchResult> BatchAsync(
        Dictionary<RoundId, Sweep.RoundToday> rounds, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = await db.DueRemindersAsync(now, [.. rounds.Keys], cancellationToken);
        if (due.Count == 0)
        {
            return new(0);
        }

        var fired = await db.FiredAsync(due, NoticeKind.Reminder, cancellationToken);
        var notices = due
            .Select(row => (Row: row, Notice: Decide(row, rounds[row.RoundId], fired)))
            .Where(pair => pair.Notice is not null)
            .Select(pair => new Told(pair.Row, pair.Notice ?? throw new InvalidOperationException("Filtered above.")))
            .ToList();
        db.Notices.AddRange(notices.Select(told => told.Notice));
        foreach (var perDay in notices.GroupBy(told => told.Notice.FiredOn))
        {
            await JoinMailsAsync([.. perDay], rounds, now, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        return new(due.Count, await AdvanceAsync(due, rounds, now, cancellationToken));
    }

    private ItemNotice? Decide(DueWatch row, Sweep.RoundToday round, HashSet<(ItemId, DateOnly, int)> fired)
    {
        if (WatchDecision.Reminder(row.Watch, row.Owes, round.Round, calendar, round.Now,
            step => fired.Contains((row.Watch.ItemId, row.Watch.DueOn, step))).Fire is not { } fire)
        {
            return null;
        }

        return new()
        {
            Id = Guid.CreateVersion7(round.Now),
            ItemId = row.Watch.ItemId,
            DueOn = row.Watch.DueOn,
            Kind = NoticeKind.Reminder,
            Step = fire.Reminder.Offset,
            PlannedOn = fire.Reminder.Day,
            FiredOn = round.Today,
            FiredAt = round.Now,
        };
    }

    /// <summary>
    /// Adds each notice to its official's mail of the day. When that mail has left already, the notice waits for the next
    /// sending day's: nobody gets two reminders on one day.
    /// </summary>
    private async Task JoinMailsAsync(
        List<Told> notices, Dictionary<RoundId, Sweep.RoundToday> rounds, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var waiting = notices.Where(told => told.Recipient is not null).ToList();
        var day = notices[0].Notice.FiredOn;
        var dueAt = now + DayMails.Hold;
        while (waiting.Count > 0)
        {
            var mails = await MailsOfDayAsync(waiting, day, dueAt, now, cancellationToken);
            foreach (var told in waiting)
            {
                if (told.Recipient is { } recipient && mails.TryGetValue(recipient, out var mail))
                {
                    db.Tell(mail, told.Notice);
                    db.RecordNotice(Actor, "item.reminded", told.Notice, new
                    {
                        to = recipient,
                        dueOn = told.Notice.DueOn,
                        workingDaysBefore = ReminderStep.Read(told.Notice.Step) is (var working, false) ? (int?)working : null,
                        calendarDaysBefore = ReminderStep.Read(told.Notice.Step) is (var calendarDays, true) ? (int?)calendarDays : null,
                        plannedOn = told.Notice.PlannedOn,
                        late = told.Notice.Late,
                        mail = mail.Id,
                    });
                }
            }

            waiting = [.. waiting.Where(told => told.Recipient is { } recipient && !mails.ContainsKey(recipient))];
            if (waiting.Count > 0)
            {
                var round = rounds[waiting[0].Row.RoundId];
                day = round.Round.Settings.ToSendingDays(calendar).After(day);
                dueAt = round.Town.SendingInstant(day) + DayMails.HoldOnItsDay;
            }
        }
    }

    /// <summary>Each person's mail of that day that can still take notices; people whose mail has left are absent.</summary>
    private async Task<Dictionary<Guid, LedgerMail>> MailsOfDayAsync(
        List<Told> notices, DateOnly day, DateTimeOffset dueAt, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var people = notices.Select(told => told.Recipient).OfType<Guid>().Distinct().ToList();
        var (there, mails) = await db.DayMailsAsync(people, day, cancellationToken);
        foreach (var person in people.Where(person =>
            DayMails.PlaceOf(there.Contains(person), mails.ContainsKey(person), isRung: false) is DayMailPlace.Another))
        {
            mails[person] = db.Mails.Add(MailPlan.OfDay(MailKind.Reminder, person, day, 0, now, dueAt)).Entity;
        }

        return mails;
    }

    private async Task<bool> AdvanceAsync(
        List<DueWatch> due, Dictionary<RoundId, Sweep.RoundToday> rounds, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var moves = due.GroupBy(row => (
            row.Watch.DueOn,
            From: row.Watch.NextReminderAt,
            To: row.Owes
                ? WatchPlan.NextReminder(row.Watch, rounds[row.RoundId].Round, calendar, now)
                : (null, null)));
        foreach (var move in moves)
        {
            var (dueOn, from, to) = move.Key;
            if (!await db.AdvanceAsync(
                [.. move.Select(row => row.Watch.ItemId)],
                watch => watch.DueOn == dueOn && watch.NextReminderAt == from,
                set => set.SetProperty(watch => watch.NextReminderAt, to.At).SetProperty(watch => watch.NextReminderStep, to.Step),
                cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A notice and whom it is for: the official, else the leader who answers for the item.</summary>
    private sealed record Told(DueWatch Row, ItemNotice Notice)
    {
        public Guid? Recipient => Row.Duty.Reminded;
    }
}
