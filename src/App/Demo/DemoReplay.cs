using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Workflows;

namespace Rectify.Workflow.App.Demo;

/// <summary>
/// Replays the script on the virtual clock: sets it to the next instant at which a job runs, a person acts or a row falls
/// due, does what that instant brings, and goes on. The instant is stored before anything is done at it; a run that was
/// killed does that instant once more, and each of its steps finds what it did already.
/// </summary>
internal sealed class DemoReplay(
    IServiceScopeFactory scopes, VirtualClock clock, JobTimes jobs, IReadOnlyList<DemoAction> script, DateTimeOffset end)
{
    private const int MostRounds = 50;

    private readonly Dictionary<DateTimeOffset, DemoAction> _actions = script.ToDictionary(action => action.At);
    private readonly DateTimeOffset[] _instants = [.. script.Select(action => action.At).Order()];

    /// <summary>Goes on from an instant that may have been done in part, to the end.</summary>
    public async Task RunAsync(DateTimeOffset from, IProgress<DateTimeOffset>? progress, CancellationToken cancellationToken)
    {
        for (DateTimeOffset? instant = from; instant <= end; instant = await NextAfterAsync(instant.Value, cancellationToken))
        {
            clock.MoveTo(instant.Value);
            await StoreAsync(instant.Value, cancellationToken);
            await DoAsync(instant.Value, cancellationToken);
            progress?.Report(instant.Value);
        }

        clock.MoveTo(end);
        await StoreAsync(end, cancellationToken);
        progress?.Report(end);
    }

    private async Task DoAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        foreach (var job in jobs.At(instant))
        {
            await RunJobAsync(job, instant, cancellationToken);
        }

        if (_actions.TryGetValue(instant, out var action))
        {
            using var step = StepScope.Begin($"demo-{instant:yyyyMMddHHmmss}");
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<DemoActor>().ActAsync(action, cancellationToken);
        }

        await SettleAsync(instant, cancellationToken);
    }

    /// <summary>Runs timers and outbox until nothing is due: what production does every minute and after each commit.</summary>
    public async Task SettleAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        for (var round = 0; await WithDbAsync(db => AnythingDueAsync(db, instant, cancellationToken)); round++)
        {
            if (round == MostRounds)
            {
                throw new DemoException($"At {instant:O} something stays due after {MostRounds} rounds of timers and outbox.");
            }

            foreach (var job in JobSchedule.Entries.Where(job => job.Id is "timers" or "outbox"))
            {
                await RunJobAsync(job, instant, cancellationToken);
            }
        }
    }

    private async Task RunJobAsync(JobEntry job, DateTimeOffset instant, CancellationToken cancellationToken)
    {
        using var step = StepScope.Begin($"demo-{instant:yyyyMMddHHmmss}-{job.Id}");
        await using var scope = scopes.CreateAsyncScope();
        await job.RunAsync(scope.ServiceProvider, cancellationToken);
    }

    private async Task<DateTimeOffset?> NextAfterAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        var at = Array.BinarySearch(_instants, instant);
        var index = at < 0 ? ~at : at + 1;
        DateTimeOffset? acted = index < _instants.Length ? _instants[index] : null;
        var (swept, waking) = await WithDbAsync(db => NextDueAsync(db, instant, cancellationToken));
        return new[] { jobs.NextAfter(instant, swept), acted, waking }.Min();
    }

    /// <summary>When a row for one of the hourly sweeps falls due, and when one for timers or outbox does.</summary>
    private static async Task<(DateTimeOffset? Swept, DateTimeOffset? Waking)> NextDueAsync(
        RectifyDb db, DateTimeOffset after, CancellationToken cancellationToken)
    {
        var reminder = await db.Watches.MinAsync(row => row.NextReminderAt, cancellationToken);
        var rung = await db.Watches.MinAsync(row => row.NextRungAt, cancellationToken);
        var review = await db.Timers.Where(row => row.Purpose == WakeTimers.LongTermReview)
            .MinAsync(row => (DateTimeOffset?)row.DueAt, cancellationToken);
        var timer = await db.Timers.Where(row => row.Purpose != WakeTimers.LongTermReview && row.DueAt > after)
            .MinAsync(row => (DateTimeOffset?)row.DueAt, cancellationToken);
        var mail = await db.Mails.Where(row => row.Status == MailStatus.Planned && row.DueAt > after)
            .MinAsync(row => (DateTimeOffset?)row.DueAt, cancellationToken);
        return (new[] { reminder, rung, review }.Min(), new[] { timer, mail }.Min());
    }

    private static async Task<bool> AnythingDueAsync(RectifyDb db, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Mails.AnyAsync(row => row.Status == MailStatus.Planned && row.DueAt <= now, cancellationToken)
        || await db.Timers.AnyAsync(row => row.DueAt <= now && row.Purpose != WakeTimers.LongTermReview, cancellationToken)
        || await db.EventWaits.AnyAsync(row => row.PublishedAt <= now, cancellationToken);

    private async Task<T> WithDbAsync<T>(Func<RectifyDb, Task<T>> use)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<RectifyDb>());
    }

    private async Task StoreAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await new DemoPosition(instant).SaveAsync(scope.ServiceProvider.GetRequiredService<RectifyDb>(), cancellationToken);
    }
}
