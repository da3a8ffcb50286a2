using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Composing;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Forecast;

/// <summary>The mails of the day of the simulated days (每日一封): what joins which, by the rule the sweeps go by.</summary>
internal sealed class DayDesk
{
    private readonly SortedDictionary<DateOnly, Dictionary<Guid, List<Draft>>> _days = [];

    /// <summary>A mail that is in the ledger already, open or gone.</summary>
    public void Known(DateOnly day, Guid person, IEnumerable<(ForecastLine Line, bool Provisional)> lines, DateTimeOffset? openUntil)
    {
        var draft = new Draft { OpenUntil = openUntil ?? DateTimeOffset.MinValue, Counts = openUntil is not null };
        foreach (var (line, provisional) in lines)
        {
            draft.Add(line, provisional);
        }

        Of(day, person).Add(draft);
    }

    /// <summary>Puts a line where a sweep would put it; false when the day's mail has left and the line must wait for the next day's.</summary>
    public bool Put(DateOnly day, Guid person, in ForecastLine line, bool provisional, DateTimeOffset now, DateTimeOffset leavesAt)
    {
        var drafts = Of(day, person);
        var open = drafts.Find(draft => draft.OpenUntil >= now);
        switch (DayMails.PlaceOf(drafts.Count > 0, open is not null, line.Kind is NoticeKind.Rung))
        {
            case DayMailPlace.Joins when open is not null:
                open.Add(line, provisional);
                return true;
            case DayMailPlace.NextDay:
                return false;
            default:
                open = new() { OpenUntil = leavesAt, Counts = true };
                open.Add(line, provisional);
                drafts.Add(open);
                return true;
        }
    }

    /// <summary>What the ledger holds of mails of today and later: those that have left close the day, those still planned go on.</summary>
    public async Task LoadAsync(
        RectifyDb db, IReadOnlyDictionary<RoundId, RoundOutlook> rounds, WorkingCalendar calendar, DateOnly today, CancellationToken cancellationToken)
    {
        var since = MailPlan.DayOccasion(today.AddDays(-1));
#pragma warning disable CA1309 // The database compares: days written alike sort as days in any order of letters.
        var mails = await db.Mails.AsNoTracking()
            .Where(mail => mail.Occasion.StartsWith(MailPlan.DayPrefix) && string.Compare(mail.Occasion, since) >= 0)
            .Select(mail => new { mail.Id, mail.RecipientId, mail.Occasion, mail.Status, mail.ClaimedBy, mail.DueAt }).ToListAsync(cancellationToken);
#pragma warning restore CA1309
        var open = mails.Where(mail => mail is { Status: MailStatus.Planned, ClaimedBy: null }).Select(mail => mail.Id).ToList();
        var told = (await (
                from link in db.MailNotices.AsNoTracking()
                join notice in db.Notices on link.NoticeId equals notice.Id
                join item in db.Items on notice.ItemId equals item.Id
                join paper in db.Papers on notice.PaperId equals paper.Id into papers
                from paper in papers.DefaultIfEmpty()
                where open.Contains(link.MailId) && ItemStatusFacts.Owing.Contains(item.Status) && item.DueOn == notice.DueOn
                select new { link.MailId, link.Copy, Notice = notice, item.Number, item.RoundId, Paper = paper }).ToListAsync(cancellationToken))
            .ToLookup(row => row.MailId);
        foreach (var mail in mails)
        {
            if (MailPlan.DayOf(mail.Occasion) is var day && day < today)
            {
                continue;   // another mail of yesterday, after the first
            }

            Known(day, mail.RecipientId,
                told[mail.Id].Where(row => rounds.ContainsKey(row.RoundId)).Select(row => (
                    new ForecastLine(row.Notice.ItemId, row.Number, row.RoundId, row.Notice.Kind, row.Notice.Step, row.Notice.DueOn, row.Paper?.Kind, row.Notice.Late, row.Copy),
                    calendar.IsProvisional(day, row.Notice.DueOn))),
                open.Contains(mail.Id) ? mail.DueAt : null);
        }
    }

    /// <summary>After the sweeps of an instant: what was made for this day leaves, unless it tells of a round whose sending hour is still to come.</summary>
    public void Release(DateOnly day, DateTimeOffset now, IReadOnlySet<RoundId> early)
    {
        foreach (var draft in _days.TryGetValue(day, out var people) ? people.Values.SelectMany(drafts => drafts).Where(draft => !draft.TellsOf(early)) : [])
        {
            draft.OpenUntil = now < draft.OpenUntil ? now.AddTicks(-1) : draft.OpenUntil;
        }
    }

    /// <summary>The mails of all days up to this one, as they leave; they are forgotten here.</summary>
    public IEnumerable<ForecastMail> Take(DateOnly upTo)
    {
        while (_days.Count > 0 && _days.First() is var (day, people) && day <= upTo)
        {
            foreach (var (person, drafts) in people)
            {
                foreach (var draft in drafts.Where(draft => draft.Counts))
                {
                    if (draft.ToMail(day, person) is { } mail)
                    {
                        yield return mail;
                    }
                }
            }

            _days.Remove(day);
        }
    }

    private List<Draft> Of(DateOnly day, Guid person)
    {
        if (!_days.TryGetValue(day, out var people))
        {
            _days[day] = people = [];
        }

        return people.TryGetValue(person, out var drafts) ? drafts : people[person] = [];
    }

    private sealed class Draft
    {
        private readonly List<ForecastLine> _lines = [];
        private bool _provisional;

        /// <summary>Until when something can still join.</summary>
        public DateTimeOffset OpenUntil { get; set; }

        /// <summary>False for a mail that has left before the forecast begins.</summary>
        public required bool Counts { get; init; }

        public void Add(in ForecastLine line, bool provisional)
        {
            _lines.Add(line);
            _provisional |= provisional;
        }

        public bool TellsOf(IReadOnlySet<RoundId> rounds) => rounds.Count > 0 && _lines.Exists(line => rounds.Contains(line.Round));

        public ForecastMail? ToMail(DateOnly day, Guid person)
        {
            var lines = _lines.FindAll(line => line.Kind is not NoticeKind.Reminder || NoticeMails.IsStillToCome(line.DueOn, day));
            lines.Sort((one, other) => (one.DueOn, one.Number, one.Item.Value, one.Step).CompareTo((other.DueOn, other.Number, other.Item.Value, other.Step)));
            var kind = lines.Exists(line => line.Kind is not NoticeKind.Reminder) ? MailKind.Rung : MailKind.Reminder;
            return lines.Count == 0 ? null : new(day, person, kind, "", lines, _provisional);
        }
    }
}
