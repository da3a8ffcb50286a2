using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Papers;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Escalation;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Papers;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Reminders;

/// <summary>
/// 催办、督办、约谈: late items take the next rung of their ladder, which issues its numbered paper and owes its mails.
/// Each rung happens once per item and due date, and a rung missed while nothing ran comes late, one a working day.
/// </summary>
public sealed class EscalateOverdue(
    RectifyDb db, RungAudience audience, WorkingCalendar calendar, OutboxNudge nudge, TimeProvider clock, ILogger<EscalateOverdue> log) : IJob
{
    /// <summary>How the journal names this job.</summary>
    public const string Actor = "job:escalations";

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
            log.Escalated(items);
        }

        if (await db.ReleaseDayMailsAsync(rounds, now, cancellationToken) > 0)
        {
            nudge.Nudge();
        }
    }

    private async Task<Sweep.BatchResult> BatchAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rounds = await db.HoldRoundsAtWorkAsync(calendar, now, cancellationToken);
        var due = await db.DueRungsAsync(now, [.. rounds.Keys], cancellationToken);
        if (due.Count == 0)
        {
            return new(0);
        }

        var fired = await db.FiredAsync(due, NoticeKind.Rung, cancellationToken);
        var decided = due.ConvertAll(row => Decide(row, rounds[row.RoundId], fired));
        var rungs = decided.Where(decision => decision.Said.Fire is not null).OrderBy(decision => decision.Row.DueOn)
            .ThenBy(decision => decision.Row.Number).ToList();
        if (rungs.Count > 0)
        {
            await IssueAsync(rungs, rounds, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await db.CountUrgesAsync(rungs.ConvertAll(decision => decision.Row.Watch.ItemId), cancellationToken);
        }

        return new(due.Count, await AdvanceAsync(decided, cancellationToken));
    }

    private DecidedRung Decide(DueWatch row, Sweep.RoundToday round, HashSet<(ItemId, DateOnly, int)> fired) => new(row, WatchDecision.Rung(
        row.Watch, row.Owes, round.Round, calendar, round.Today, step => fired.Contains((row.Watch.ItemId, row.Watch.DueOn, step))));

    private async Task IssueAsync(
        List<DecidedRung> rungs, Dictionary<RoundId, Sweep.RoundToday> rounds, CancellationToken cancellationToken)
    {
        var words = await audience.NamesAsync(rungs.ConvertAll(rung => rung.Row), cancellationToken);
        var values = await db.CheckValuesAsync(rounds.Values.Select(round => round.Round.TownUnitId.Value), cancellationToken);
        var issued = new List<IssuedRung>(rungs.Count);
        var groups = rungs
            .GroupBy(rung => (rounds[rung.Row.RoundId].Round.Settings.IssuingBody, rung.FireNow.Rung.Paper, rounds[rung.Row.RoundId].Today))
            .OrderBy(group => group.Key);   // counters are locked in one order by everybody
        foreach (var group in groups)
        {
            var (body, kind, today) = group.Key;
            var members = group.ToList();
            var numbers = kind is { } paper
                ? await db.TakeNumbersAsync(body, paper, today.Year, members.Count, cancellationToken)
                : [];
            for (var index = 0; index < members.Count; index++)
            {
                var round = rounds[members[index].Row.RoundId];
                issued.Add(AddNotice(members[index], round, kind is null ? null : numbers[index], words, values));
            }
        }

        await OweMailsAsync(issued, rounds, cancellationToken);
    }

    private IssuedRung AddNotice(DecidedRung rung, Sweep.RoundToday round, PaperNumber? number, AudienceNames names, IReadOnlyDictionary<Guid, string> checkValues)
    {
        var row = rung.Row;
        var paper = number is null ? null : db.Papers.Add(Paper.Of(
            number, row.Watch.ItemId, round.Today,
            PaperText.Of(number.Kind, new(
                row.Number, row.Title, names.Unit(row.Unit), names.Person(row.Official), row.Watch.DueOn, row.OriginalDueOn, round.Today)
            {
                Leader = names.Known(row.Leader),
                CopyTo = rung.FireNow.Rung.CopyTo,
            },
                round.Round.Settings, calendar) with
            { CheckValue = checkValues.GetValueOrDefault(round.Round.TownUnitId.Value) },
            round.Now)).Entity;
        var notice = db.Notices.Add(new()
        {
            Id = Guid.CreateVersion7(round.Now),
            ItemId = row.Watch.ItemId,
            DueOn = row.Watch.DueOn,
            Kind = NoticeKind.Rung,
            Step = rung.FireNow.RungNo,
            PlannedOn = WatchPlan.LadderOf(row.Watch, round.Round)
                .PlannedOn(row.Watch.DueOn, rung.FireNow.RungNo, round.Round.Settings.ToSendingDays(calendar)),
            FiredOn = round.Today,
            FiredAt = round.Now,
            PaperId = paper?.Id,
        }).Entity;
        return new(rung, notice, paper);
    }

    /// <summary>Everything joins the person's mail of the day, whatever the number of items and kinds of paper.</summary>
    private async Task OweMailsAsync(
        List<IssuedRung> issued, Dictionary<RoundId, Sweep.RoundToday> rounds, CancellationToken cancellationToken)
    {
        foreach (var sameMail in issued.GroupBy(rung => rung.Notice.FiredOn))
        {
            var readers = new List<(IssuedRung Rung, Guid Person, bool Copy)>();
            foreach (var rung in sameMail)
            {
                var round = rounds[rung.Rung.Row.RoundId].Round;
                readers.AddRange((await audience.OfAsync(rung.Rung.Row.Duty, round, rung.Rung.FireNow.Rung, cancellationToken))
                    .Select(reader => (rung, reader.Person, reader.Copy)));
            }

            var mails = await DayMailsAsync(readers, sameMail.Key, cancellationToken);
            foreach (var (rung, person, copy) in readers)
            {
                db.Tell(mails[person], rung.Notice, copy);
            }

            foreach (var rung in sameMail)
            {
                Record(rung, readers, mails);
            }
        }
    }

    private void Record(IssuedRung rung, List<(IssuedRung Rung, Guid Person, bool Copy)> readers, Dictionary<Guid, LedgerMail> mails)
    {
        var mine = readers.Where(reader => reader.Rung == rung).ToList();
        db.RecordNotice(Actor, "item.urged", rung.Notice, new
        {
            rung = rung.Notice.Step,
            dueOn = rung.Notice.DueOn,
            plannedOn = rung.Notice.PlannedOn,
            late = rung.Notice.Late,
            paper = rung.Paper?.NumberText,
            to = mine.Where(reader => !reader.Copy).Select(reader => reader.Person),
            copyTo = mine.Where(reader => reader.Copy).Select(reader => reader.Person),
            mails = mine.Select(reader => mails[reader.Person].Id).Distinct(),
        });
    }

    private async Task<Dictionary<Guid, LedgerMail>> DayMailsAsync(
        List<(IssuedRung Rung, Guid Person, bool Copy)> readers, DateOnly day, CancellationToken cancellationToken)
    {
        var people = readers.ConvertAll(reader => reader.Person).Distinct().ToList();
        if (people.Count == 0)
        {
            return [];
        }

        var (there, mails) = await db.DayMailsAsync(people, day, cancellationToken);
        var begun = mails.Values.Where(mail => mail.Kind is MailKind.Reminder).Select(mail => mail.Id).ToList();
        await db.Mails.Where(mail => begun.Contains(mail.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(mail => mail.Kind, MailKind.Rung), cancellationToken);
        var now = readers[0].Rung.Notice.FiredAt;
        foreach (var person in people.Where(person =>
            DayMails.PlaceOf(there.Contains(person), mails.ContainsKey(person), isRung: true) is DayMailPlace.Another))
        {
            mails[person] = db.Mails.Add(MailPlan.OfDay(MailKind.Rung, person, day, there[person].Count(), now, now + DayMails.Hold)).Entity;
        }

        return mails;
    }

    private async Task<bool> AdvanceAsync(List<DecidedRung> decided, CancellationToken cancellationToken)
    {
        var moves = decided.GroupBy(decision => (
            decision.Row.Watch.DueOn, decision.Row.Watch.RungsDone, From: decision.Row.Watch.NextRungAt,
            decision.Said.Done, decision.Said.LastRungOn, To: decision.Said.NextAt));
        foreach (var move in moves)
        {
            var (dueOn, rungsDone, from, done, last, to) = move.Key;
            if (!await db.AdvanceAsync(
                [.. move.Select(decision => decision.Row.Watch.ItemId)],
                watch => watch.DueOn == dueOn && watch.RungsDone == rungsDone && watch.NextRungAt == from,
                set => set
                    .SetProperty(watch => watch.RungsDone, done)
                    .SetProperty(watch => watch.LastRungOn, last)
                    .SetProperty(watch => watch.NextRungAt, to),
                cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private sealed record DecidedRung(DueWatch Row, RungDecision Said)
    {
        public LadderDecision.Fire FireNow => Said.Fire ?? throw new InvalidOperationException($"No rung fires for item {Row.Watch.ItemId}.");
    }

    private sealed record IssuedRung(DecidedRung Rung, ItemNotice Notice, Paper? Paper);
}
