using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Composing;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;
using Rectify.Workflow.Domain.Weekly;

namespace Rectify.Workflow.App.Weekly;

/// <summary>
/// The figures behind a run's summaries. What many readers share, the whole round, is read, counted and drawn once; the items
/// of officials are read for a batch of mails at a time. So the run holds one round and one batch, however many readers there are.
/// </summary>
internal sealed class SummaryBook(RectifyDb db, PeopleDirectory directory, WorkingCalendar calendar)
{
    private const int IdsAtOnce = 500;

    private readonly Dictionary<RoundId, List<WeeklyItem>> _rounds = [];
    private readonly Dictionary<(RoundId, SummaryRhythm), WeeklyPart> _whole = [];
    private readonly Dictionary<RoundId, ILookup<Guid, WeeklyItem>> _own = [];
    private ILookup<ItemId, IssuedRung> _issued = Enumerable.Empty<IssuedRung>().ToLookup(rung => rung.ItemId);
    private readonly Dictionary<Guid, string?> _checkValues = [];
    private DateTimeOffset _asOf;

    /// <summary>Gets ready for a batch. What was read in another minute is read again: it may have changed.</summary>
    public async Task OpenAsync(IReadOnlyList<LedgerMail> mails, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var minute = new DateTimeOffset(now.Ticks - now.Ticks % TimeSpan.TicksPerMinute, TimeSpan.Zero);
        if (minute != _asOf)
        {
            _rounds.Clear();
            _whole.Clear();
            _checkValues.Clear();
            _asOf = minute;
        }

        _own.Clear();
        var summaries = mails.Where(mail => mail.Kind is MailKind.WeeklySummary)
            .Select(mail => (Reader: mail.RecipientId, Data: MailPlan.Read<WeeklyData>(mail))).ToList();
        foreach (var ofRound in summaries.GroupBy(summary => new RoundId(summary.Data.RoundId)))
        {
            var own = ofRound.Where(summary => summary.Data.Scope is WeeklyScope.Own).Select(summary => summary.Reader).Distinct().ToList();
            _own[ofRound.Key] = (own.Count == 0 ? [] : await WeeklyRows.LoadAsync(db, ofRound.Key, own, cancellationToken))
                .ToLookup(item => item.Official ?? Guid.Empty);
        }

        var late = _own.Values.SelectMany(lookup => lookup).SelectMany(items => items)
            .Where(item => item.Row.DueOn is not null).Select(item => item.Row.Id).ToList();
        _issued = await IssuedAsync(late, now, cancellationToken);
    }

    /// <summary>The part of the round a reader's summary shows, and how wide it is by now; null when the round or the reader is gone.</summary>
    public async Task<(WeeklyPart Part, WeeklyScope Scope, Viewer Viewer)?> PartAsync(
        ComposeContext context, WeeklyData data, Round round, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await directory.ViewerAsync(context.Mail.RecipientId, cancellationToken) is not { } viewer)
        {
            return null;
        }

        // Whoever lost an office since the mail was planned is not told any more what went with it.
        var widest = WeeklyReaders.WidestFor(viewer, round);
        var scope = widest < data.Scope ? widest : data.Scope;
        var span = SummarySpan.Of(data.Rhythm, new(context.Today, now), round.FeedbackOn, context.Town, calendar);
        if (scope is WeeklyScope.Own && data.Scope is WeeklyScope.Own)
        {
            return (new(WeeklyFigures.Of([.. _own[round.Id][viewer.Id].Select(item => item.Row)], span), _issued), scope, viewer);
        }

        if (!_rounds.TryGetValue(round.Id, out var items))
        {
            _rounds[round.Id] = items = await WeeklyRows.LoadAsync(db, round.Id, cancellationToken);
        }

        if (scope is not WeeklyScope.Round)
        {
            return (await CountAsync(WeeklyRows.Of(items, scope, viewer, round.TownUnitId), span, cancellationToken), scope, viewer);
        }

        if (!_whole.TryGetValue((round.Id, data.Rhythm), out var whole))
        {
            _whole[(round.Id, data.Rhythm)] = whole = await CountAsync(items, span, cancellationToken);
        }

        return (whole, scope, viewer);
    }

    /// <summary>The journal's check value (日志校验值) of the round's town as of this minute; null when nothing is sealed yet.</summary>
    public async Task<string?> CheckValueAsync(Round round, CancellationToken cancellationToken)
    {
        var town = round.TownUnitId.Value;
        if (!_checkValues.TryGetValue(town, out var value))
        {
            _checkValues[town] = value = (await db.CheckValuesAsync([town], cancellationToken)).GetValueOrDefault(town);
        }

        return value;
    }

    private async Task<WeeklyPart> CountAsync(IEnumerable<WeeklyItem> items, SummarySpan span, CancellationToken cancellationToken)
    {
        var figures = WeeklyFigures.Of([.. items.Select(item => item.Row)], span);
        return new(figures, await IssuedAsync([.. figures.Overdue.Select(line => line.Row.Id)], span.Now.At, cancellationToken));
    }

    private async Task<ILookup<ItemId, IssuedRung>> IssuedAsync(List<ItemId> items, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var issued = new List<IssuedRung>();
        foreach (var ids in items.Chunk(IdsAtOnce))
        {
            issued.AddRange(await (
                from notice in db.Notices
                join found in db.Papers on notice.PaperId equals found.Id into papers
                from paper in papers.DefaultIfEmpty()
                where ids.Contains(notice.ItemId) && notice.Kind != Reminders.NoticeKind.Reminder && notice.FiredAt <= at
                orderby notice.FiredAt, notice.Step
                select new IssuedRung(notice.ItemId, notice.DueOn, notice.Kind, paper == null ? null : paper.Kind, paper == null ? null : paper.NumberText))
                .AsNoTracking().ToListAsync(cancellationToken));
        }

        return issued.ToLookup(rung => rung.ItemId);
    }
}
