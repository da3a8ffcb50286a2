using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Reminders;

/// <summary>
/// The one mail a person gets a day (每日一封): reminders and rungs join it. Two sweeps fill it, so it is held back until both have
/// nothing left to add; should one of them be broken, it leaves by itself some minutes later.
/// </summary>
internal static class DayMails
{
    /// <summary>How long a mail of the day waits for the other sweep at most.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromMinutes(15);

    /// <summary>How long after the sending hour a mail planned for a later day waits for that day's sweeps, which run every hour.</summary>
    public static readonly TimeSpan HoldOnItsDay = TimeSpan.FromMinutes(75);

    // A rung after the day's mail has left goes in one more; more than a few there never are.
    private const int MostOfADay = 32;

    /// <summary>
    /// Where something goes that a sweep has to tell a person: into the day's mail while it is open; once that has left a rung makes another,
    /// and a reminder waits for the next sending day's.
    /// </summary>
    public static DayMailPlace PlaceOf(bool any, bool open, bool isRung) =>
        open ? DayMailPlace.Joins : isRung ? DayMailPlace.Another : any ? DayMailPlace.NextDay : DayMailPlace.Another;

    extension(RectifyDb db)
    {
        /// <summary>These people's mails of the day, and those of them that can still take something: at most one each.</summary>
        public async Task<(ILookup<Guid, LedgerMail> All, Dictionary<Guid, LedgerMail> Open)> DayMailsAsync(
            List<Guid> people, DateOnly day, CancellationToken cancellationToken)
        {
            var occasions = OccasionsOf(day);
            var there = await db.Mails.AsNoTracking()
                .Where(mail => people.Contains(mail.RecipientId) && occasions.Contains(mail.Occasion)).ToListAsync(cancellationToken);
            var held = await db.HoldAsync(there.ConvertAll(mail => mail.Id), cancellationToken);
            return (there.ToLookup(mail => mail.RecipientId),
                there.Where(mail => held.Contains(mail.Id)).GroupBy(mail => mail.RecipientId).ToDictionary(mails => mails.Key, mails => mails.First()));
        }

        /// <summary>Lets the day's mails go when no reminder and no rung is due any more; says how many there were.</summary>
        public async Task<int> ReleaseDayMailsAsync(
            Dictionary<RoundId, Sweep.RoundToday> rounds, DateTimeOffset now, CancellationToken cancellationToken)
        {
            var (ids, earliest) = (rounds.Keys.ToList(), rounds.Values.Min(round => round.Today));
            if (await db.Watches.AnyAsync(
                watch => ((watch.NextReminderAt <= now && watch.DueOn >= earliest) || watch.NextRungAt <= now)
                    && db.Items.Any(item => item.Id == watch.ItemId && ids.Contains(item.RoundId)), cancellationToken))
            {
                return 0;   // the other sweep has work to do and lets them go afterwards
            }

            // Before the sending hour of a round it tells of, a mail that was put off to this day waits for what the day still brings.
            var sending = rounds.Values.ToLookup(round => round.Town.SendingInstant(round.Today) <= now);
            var occasions = sending[true].Select(round => round.Today).Distinct().SelectMany(OccasionsOf).ToList();
            var early = sending[false].Select(round => round.Round.Id).ToList();
            var leaving = db.Mails
                .Where(mail => occasions.Contains(mail.Occasion) && mail.Status == MailStatus.Planned && mail.Attempts == 0 && mail.DueAt > now);
            return await (early.Count == 0 ? leaving : leaving.Where(mail => !db.MailNotices.Any(link =>
                    link.MailId == mail.Id && db.Items.Any(item => item.Id == link.ItemId && early.Contains(item.RoundId)))))
                .ExecuteUpdateAsync(set => set.SetProperty(mail => mail.DueAt, now), cancellationToken);
        }
    }

    private static List<string> OccasionsOf(DateOnly day) =>
        [.. Enumerable.Range(0, MostOfADay).Select(before => MailPlan.DayOccasion(day, before))];
}

/// <summary>Where a reminder or rung goes on its day.</summary>
internal enum DayMailPlace
{
    /// <summary>Into the mail that is there.</summary>
    Joins,

    /// <summary>Into a mail of its own: the first of the day, or one more.</summary>
    Another,

    /// <summary>Into the mail of the next sending day.</summary>
    NextDay,
}
