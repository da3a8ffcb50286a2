using Microsoft.Extensions.Logging;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Journal;
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

        var items = await db.SweepAsync(token => BatchAsync(now, token), cancellationToken);
        if (items > 0)
        {
            log.Reminded(items);
        }

        if (await db.ReleaseDayMailsAsync(rounds, now, cancellationToken) > 0)
        {
            nudge.Nudge();
        }
    }

    private async Task<Sweep.BatchResult> BatchAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rounds = await db.HoldRoundsAtWorkAsync(calendar, now, cancellationToken);
        var due = await db.DueRemindersAsync(now, [.. rounds.Keys], cancellationToken);
        if (due.Count == 0)
        {
            return new(0);
        }

        var fired = await db.FiredAsync(due, NoticeKind.Reminder, cancellationToken);
        var decisions = DecideAlike(due, rounds);
        var notices = due
            .Select(row => (Row: row, Notice: NoticeOf(row, decisions[Alike.Of(row)], rounds[row.RoundId], fired)))
            .Where(pair => pair.Notice is not null)
            .Select(pair => new Told(pair.Row, pair.Notice ?? throw new InvalidOperationException("Filtered above.")))
            .ToList();
        var (links, entries) = (new List<MailNotice>(notices.Count), new List<JournalEntry>(notices.Count));
        foreach (var perDay in notices.GroupBy(told => told.Notice.FiredOn))
        {
            await JoinMailsAsync([.. perDay], rounds, now, (links, entries), cancellationToken);
        }

        await db.AddManyAsync(notices.ConvertAll(told => told.Notice), cancellationToken);
        await db.AddManyAsync(links, cancellationToken);
        await db.AddManyAsync(entries, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return new(due.Count, await AdvanceAsync(due, decisions, cancellationToken));
    }

    // A day has many items of one plan and one due date: what becomes of them is worked out once.
    private Dictionary<Alike, ReminderDecision> DecideAlike(List<DueWatch> due, Dictionary<RoundId, Sweep.RoundToday> rounds) =>
        due.DistinctBy(Alike.Of).ToDictionary(Alike.Of, row => WatchDecision.Reminder(
            row.Watch, row.Owes, rounds[row.RoundId].Round, calendar, rounds[row.RoundId].Now, _ => false));

    private static ItemNotice? NoticeOf(
        DueWatch row, ReminderDecision decision, Sweep.RoundToday round, HashSet<(ItemId, DateOnly, int)> fired)
    {
        if (decision.Fire is not { } fire || fired.Contains((row.Watch.ItemId, row.Watch.DueOn, fire.Reminder.Offset)))
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
        List<Told> notices, Dictionary<RoundId, Sweep.RoundToday> rounds, DateTimeOffset now,
        (List<MailNotice> Links, List<JournalEntry> Entries) rows, CancellationToken cancellationToken)
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
                    rows.Links.Add(Sweep.LinkOf(mail, told.Notice));
                    rows.Entries.Add(Sweep.EntryOf(null, Actor, "item.reminded", told.Notice, new
                    {
                        to = recipient,
                        dueOn = told.Notice.DueOn,
                        workingDaysBefore = ReminderStep.Read(told.Notice.Step) is (var working, false) ? (int?)working : null,
                        calendarDaysBefore = ReminderStep.Read(told.Notice.Step) is (var calendarDays, true) ? (int?)calendarDays : null,
                        plannedOn = told.Notice.PlannedOn,
                        late = told.Notice.Late,
                        mail = mail.Id,
                    }));
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
        List<DueWatch> due, Dictionary<Alike, ReminderDecision> decisions, CancellationToken cancellationToken)
    {
        var moves = due.GroupBy(row => (
            row.Watch.DueOn,
            From: row.Watch.NextReminderAt,
            To: decisions[Alike.Of(row)] with { Fire = null }));
        foreach (var move in moves)
        {
            var (dueOn, from, to) = move.Key;
            if (!await db.AdvanceAsync(
                [.. move.Select(row => row.Watch.ItemId)],
                watch => watch.DueOn == dueOn && watch.NextReminderAt == from,
                set => set.SetProperty(watch => watch.NextReminderAt, to.NextAt).SetProperty(watch => watch.NextReminderStep, to.NextStep),
                cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>All that the decision about a watch rests on, beside the calendar and the instant.</summary>
    private readonly record struct Alike(
        RoundId Round, bool Owes, DateOnly DueOn, DateTimeOffset? At, int? Step, string? Offsets, string? Plan, string? ItemPlan)
    {
        public static Alike Of(DueWatch row) => new(
            row.RoundId, row.Owes, row.Watch.DueOn, row.Watch.NextReminderAt, row.Watch.NextReminderStep,
            row.Watch.ReminderOffsets is { } offsets ? string.Join(' ', offsets) : null, row.Watch.ReminderPlan, row.Watch.ItemPlan);
    }

    /// <summary>A notice and whom it is for: the official, else the leader who answers for the item.</summary>
    private sealed record Told(DueWatch Row, ItemNotice Notice)
    {
        public Guid? Recipient => Row.Duty.Reminded;
    }
}
