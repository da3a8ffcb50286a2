using System.Runtime.CompilerServices;
using Cronos;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Calendars;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.People.Deputies;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Forecast;

/// <summary>
/// 预告: who will get what on which day if nobody acts. It goes through the jobs' instants to come and asks the very functions the jobs
/// ask; nothing is written. What it keeps is small and bounded: items that stand alike are decided together, and each day's mails are
/// given away before the next day begins.
/// </summary>
internal sealed class Forecaster(
    RectifyDb db, CalendarBook book, RungAudience audience, PeopleDirectory directory, ForecastSummaries summaries, ForecastReviews reviews,
    TownZone zone, TimeProvider clock)
{
    private const string Reviews = "long-term-reviews";
    private const string Reminders = "reminders";
    private const string Escalations = "escalations";

    private const string Weekly = "weekly-summary";

    private static readonly string[] Asked = [Reviews, Reminders, Escalations, Weekly];

    /// <summary>The mails to come, day by day; those of one day in no particular order.</summary>
    /// <param name="range">How far ahead, and of which round.</param>
    /// <param name="change">A change that is thought of; null for things as they are.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async IAsyncEnumerable<ForecastMail> MakeAsync(
        ForecastRange range, ForecastChange? change, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var mail in OwedAsync(range, change, cancellationToken))
        {
            var standIn = await directory.DeputyOfAsync(mail.Recipient, mail.Day, cancellationToken);
            if (standIn is not { Mode: DeputyMode.DeputyOnly })
            {
                yield return mail;
            }

            if (standIn is not null && !mail.Told.Contains(standIn.Deputy))
            {
                yield return mail with { Recipient = standIn.Deputy, OnBehalfOf = mail.Recipient, About = $"{mail.About}:{mail.Recipient:N}" };
            }
        }
    }

    private async IAsyncEnumerable<ForecastMail> OwedAsync(
        ForecastRange range, ForecastChange? change, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(range);
        ArgumentOutOfRangeException.ThrowIfLessThan(range.Weeks, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(range.Weeks, ForecastRange.MostWeeks);
        summaries.Begin();
        await book.RefreshAsync(db, cancellationToken);
        var (now, what, town) = (clock.GetUtcNow(), change ?? new(), zone.Usual.ToTownTime());
        var calendar = what.Table is { } table ? book.Calendar.With(table) : book.Calendar;
        var rounds = await RoundsAsync(range, what, cancellationToken);
        await WatchedItems.LoadAsync(db, rounds, calendar, what, now, cancellationToken);
        var (day, last) = (town.DayOf(now), town.DayOf(now).AddDays((7 * range.Weeks) - 1));
        var end = town.InstantOf(last.AddDays(1), TimeOnly.MinValue);
        var reviewsDue = await ForecastReviews.LoadAsync(db, rounds, calendar, what, (now, end), cancellationToken);
        var (desk, readers) = (new DayDesk(), new ForecastAudience(audience, directory, what));
        await desk.LoadAsync(db, rounds, calendar, day, cancellationToken);
        var sweeps = new ForecastSweeps(rounds.Values, calendar, readers, desk);
        foreach (var tick in Ticks(now, end))
        {
            for (var today = town.DayOf(tick.At); day < today; day = day.AddDays(1))
            {
                await foreach (var mail in ThereAsync(desk.Take(day), readers, cancellationToken))
                {
                    yield return mail;
                }
            }

            await foreach (var mail in AtAsync(tick).WithCancellation(cancellationToken))
            {
                yield return mail;
            }
        }

        await foreach (var mail in ThereAsync(desk.Take(last), readers, cancellationToken))
        {
            yield return mail;
        }

        async IAsyncEnumerable<ForecastMail> AtAsync(Tick tick)
        {
            if (tick.Asks(Reviews))
            {
                await foreach (var mail in reviews.AtAsync(reviewsDue, tick.At, rounds, calendar, what, cancellationToken).WithCancellation(cancellationToken))
                {
                    yield return mail;
                }
            }

            if (tick.Asks(Reminders))
            {
                await sweeps.RemindAsync(tick.At, cancellationToken);
            }

            if (tick.Asks(Escalations))
            {
                await sweeps.EscalateAsync(tick.At, cancellationToken);
            }

            sweeps.Release(tick.At);
            if (tick.Asks(Weekly))
            {
                foreach (var mail in await summaries.AtAsync(tick.At, rounds.Values, calendar, what, cancellationToken))
                {
                    if (await readers.IsThereAsync(mail.Recipient, cancellationToken))
                    {
                        yield return mail;
                    }
                }
            }
        }
    }

    private static async IAsyncEnumerable<ForecastMail> ThereAsync(
        IEnumerable<ForecastMail> mails, ForecastAudience readers, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var mail in mails)
        {
            if (await readers.IsThereAsync(mail.Recipient, cancellationToken))
            {
                yield return mail;
            }
        }
    }

    private async Task<Dictionary<RoundId, RoundOutlook>> RoundsAsync(ForecastRange range, ForecastChange what, CancellationToken cancellationToken)
    {
        var rounds = await db.Rounds.AsNoTracking().Where(round => range.Round == null || round.Id == range.Round).ToListAsync(cancellationToken);
        foreach (var round in rounds)
        {
            if (what.Settings.TryGetValue(round.Id, out var settings))
            {
                round.Change(settings);
            }
        }

        return rounds.ToDictionary(round => round.Id, round => new RoundOutlook(round));
    }

    /// <summary>When the jobs that owe mails are asked, by the schedule they run by.</summary>
    private IEnumerable<Tick> Ticks(DateTimeOffset now, DateTimeOffset end)
    {
        var jobs = Asked.Select(job => (Job: job, Cron: CronExpression.Parse(JobSchedule.Find(job).Cron))).ToList();
        for (var at = now; ;)
        {
            var next = jobs.ConvertAll(job => (job.Job, At: job.Cron.GetNextOccurrence(at, zone.Zone)?.ToUniversalTime()));
            if (next.Min(job => job.At) is not { } first || first >= end)
            {
                yield break;
            }

            yield return new(first, [.. next.Where(job => job.At == first).Select(job => job.Job)]);
            at = first;
        }
    }

    private sealed record Tick(DateTimeOffset At, string[] Jobs)
    {
        public bool Asks(string job) => Array.IndexOf(Jobs, job) >= 0;
    }
}
