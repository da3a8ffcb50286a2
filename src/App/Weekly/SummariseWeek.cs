using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Rounds;
using Rectify.Workflow.Domain.Weekly;

namespace Rectify.Workflow.App.Weekly;

/// <summary>
/// 每周汇总、每月汇总: on the first working day of the week or month each reader is owed one summary: the whole round to supervisors
/// and secretary, the unit's part to its leader, the own part to an official. Whoever has nothing going on gets none.
/// </summary>
internal sealed class SummariseWeek(
    RectifyDb db, WeeklyReaders readers, WorkingCalendar calendar, OutboxNudge nudge, TimeProvider clock, ILogger<SummariseWeek> log) : IJob
{
    /// <summary>So many mails are owed in one transaction; a killed run goes on where it stopped.</summary>
    private const int AtOnce = 500;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var round in await db.Rounds.AsNoTracking().OrderBy(round => round.Id).ToListAsync(cancellationToken))
        {
            var now = clock.GetUtcNow();
            var today = round.Settings.ToTownTime().DayOf(now);
            foreach (var rhythm in round.Settings.Summaries.Rhythms)
            {
                if (OwedOn(today, round, rhythm, calendar) is { } about)
                {
                    await OweAsync(round, about, now, cancellationToken);
                }
            }
        }
    }

    /// <summary>
    /// Which summary is owed on a day unless it was owed before; null for none. A day the system slept through is made up for later
    /// in the same week or month, never in another one; a day before the round began owes nothing.
    /// </summary>
    internal static WeeklyData? OwedOn(DateOnly today, Round round, SummaryRhythm rhythm, WorkingCalendar calendar) =>
        SummaryDay.Of(rhythm, today, calendar) is { } day && round.FeedbackOn <= day && day <= today && calendar.IsWorked(today)
            ? new(round.Id.Value, PeriodOf(rhythm, day), day, WeeklyScope.Own, rhythm)
            : null;

    /// <summary>The name of a week or month, such as 2024-W01 or 2024-01.</summary>
    internal static string PeriodOf(SummaryRhythm rhythm, DateOnly day) => rhythm is SummaryRhythm.Monthly
        ? day.ToString("yyyy-MM", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture,
            $"{ISOWeek.GetYear(day.ToDateTime(TimeOnly.MinValue))}-W{ISOWeek.GetWeekOfYear(day.ToDateTime(TimeOnly.MinValue)):00}");

    private async Task OweAsync(Round round, WeeklyData about, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var occasion = MailPlan.WeeklyOccasion(about);
        var progress = new SummaryProgress(db, occasion);
        if (await progress.IsDoneAsync(cancellationToken))
        {
            return;   // whoever becomes a reader later in the week waits for the next
        }

        var all = await readers.OfAsync(round, cancellationToken);
        var owed = await OwedAsync(occasion, cancellationToken);
        foreach (var chunk in all.Where(reader => !owed.Contains(reader.Person)).Chunk(AtOnce))
        {
            await OweAsync(chunk, about, now, cancellationToken);
            owed.UnionWith(chunk.Select(reader => reader.Person));
            await progress.TellAsync(owed.Count, all.Count, cancellationToken);
            log.SummariesOwed(round.Id, about.Week, owed.Count, all.Count);
        }

        await progress.EndAsync(owed.Count, cancellationToken);
        log.WeekSummarised(round.Id, about.Week, owed.Count);
        nudge.Nudge();
    }

    private async Task OweAsync(
        (Guid Person, WeeklyScope Scope)[] chunk, WeeklyData about, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (var left = chunk; left.Length > 0;)
        {
            db.Mails.AddRange(left.Select(reader => MailPlan.Weekly(reader.Person, about with { Scope = reader.Scope }, now)));
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                left = [];
            }
            catch (DbUpdateException)
            {
                // Another worker owes the same summaries at the same moment: what it has not, is left.
                db.ChangeTracker.Clear();
                var owed = await OwedAsync(MailPlan.WeeklyOccasion(about), cancellationToken);
                var still = Array.FindAll(left, reader => !owed.Contains(reader.Person));
                if (still.Length == left.Length)
                {
                    throw;
                }

                left = still;
            }
        }

        db.ChangeTracker.Clear();
    }

    private async Task<HashSet<Guid>> OwedAsync(string occasion, CancellationToken cancellationToken) =>
        [.. await db.Mails.Where(mail => mail.Occasion == occasion).Select(mail => mail.RecipientId).ToListAsync(cancellationToken)];
}
