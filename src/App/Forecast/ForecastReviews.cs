using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Rounds;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Forecast;

/// <summary>
/// The reviews of long-term items (回头看) that will open: the engine computes the very step the job will take, and the tasks it would
/// open say whom they are for. Nothing of it is applied.
/// </summary>
public sealed class ForecastReviews(IServiceScopeFactory scopes, PeopleDirectory people)
{
    private const int BatchSize = 100;

    /// <summary>The timers of reviews within a span, by the calendar asked about, soonest first.</summary>
    internal static async Task<Queue<ReviewDue>> LoadAsync(
        RectifyDb db, IReadOnlyDictionary<RoundId, RoundOutlook> rounds, WorkingCalendar calendar, ForecastChange change,
        (DateTimeOffset Now, DateTimeOffset End) span, CancellationToken cancellationToken)
    {
        // A table moves a review by some days at most.
        var until = span.End + TimeSpan.FromDays(31);
        var all = rounds.Keys.ToList();
        var due = new List<ReviewDue>();
        await foreach (var row in (
            from timer in db.Timers.AsNoTracking()
            join instance in db.Instances on timer.InstanceId equals instance.Id
            join item in db.Items on instance.ItemId equals item.Id
            where timer.Purpose == WakeTimers.LongTermReview && timer.DueAt < until && all.Contains(item.RoundId)
            select new { timer.Id, timer.InstanceId, timer.DueAt, timer.Day, timer.WorkingDays, item.RoundId }).AsAsyncEnumerable()
            .WithCancellation(cancellationToken))
        {
            var at = change.Table is not null && row.DueAt > span.Now && row.Day is { } day
                ? TimerTime.InstantOf(WakeTimers.LongTermReview, day, row.WorkingDays, calendar, rounds[row.RoundId].Town)
                : row.DueAt;
            due.Add(new(row.Id, row.InstanceId, at, row.RoundId));
        }

        return new(due.OrderBy(review => review.At).ThenBy(review => review.Timer));
    }

    /// <summary>The mails of the reviews that open at an instant.</summary>
    internal async IAsyncEnumerable<ForecastMail> AtAsync(
        Queue<ReviewDue> due, DateTimeOffset now, IReadOnlyDictionary<RoundId, RoundOutlook> rounds, WorkingCalendar calendar,
        ForecastChange change, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var open = new List<ReviewDue>();
        while (due.TryPeek(out var next) && next.At <= now)
        {
            open.Add(due.Dequeue());
        }

        foreach (var batch in open.Chunk(BatchSize))
        {
            // A scope of its own: what the engine reads is tracked, and forgotten with it.
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<RectifyDb>();
            var step = scope.ServiceProvider.GetRequiredService<InstanceStep>();
            var loaded = (await db.LoadByInstancesAsync([.. batch.Select(review => review.Instance)], [], cancellationToken))
                .ToDictionary(one => one.Instance.Id);
            foreach (var review in batch.Where(review => loaded.ContainsKey(review.Instance)))
            {
                foreach (var mail in await OpenAsync(step, loaded[review.Instance], review, now, rounds[review.Round], calendar, change, cancellationToken))
                {
                    yield return mail;
                }
            }
        }
    }

    private async Task<List<ForecastMail>> OpenAsync(
        InstanceStep step, LoadedInstance loaded, ReviewDue review, DateTimeOffset now, RoundOutlook round, WorkingCalendar calendar,
        ForecastChange change, CancellationToken cancellationToken)
    {
        var mails = new List<ForecastMail>();
        var acting = new Acting(null, "timer", now, "forecast");
        var computed = await step.ComputeAsync(
            loaded, acting, facts => ResumeBookmark.StimulusOf(new(review.Timer, review.Instance, "timer"), acting, facts), cancellationToken);
        foreach (var open in computed.Transition.Effects.OfType<Effect.OpenTask>())
        {
            var assignee = await Assignee.FindAsync(people, open.Task.Assignee, loaded.Item, cancellationToken);
            var told = (await assignee.PeopleAsync(people, loaded.Item, cancellationToken))
                .Select(change.Instead).Distinct().Where(person => !change.Leaves(person)).ToList();
            foreach (var person in told)
            {
                if (loaded.Item is { } item)
                {
                    var day = round.Town.DayOf(now);
                    mails.Add(new(day, person, MailKind.TaskOpened, open.BookmarkId,
                        [new(item.Id, item.Number, item.RoundId, null, 0, day, null, false, false)], calendar.IsProvisional(day))
                    { Told = told });
                }
            }
        }

        return mails;
    }
}

/// <summary>A review whose timer will wake its instance.</summary>
internal sealed record ReviewDue(Guid Timer, Guid Instance, DateTimeOffset At, RoundId Round);
