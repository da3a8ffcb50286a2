using System.Data;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Calendars;

/// <summary>
/// After a day table was imported: reminders, rungs, timers and deadlines of tasks that lie near its year are planned anew, and
/// the journal keeps the old and the new of each. It asks what differs, so running it twice, or being killed in it, harms nothing.
/// </summary>
public sealed partial class RecomputeDays(RectifyDb db, CalendarBook book, TownZone zone, OutboxNudge nudge, TimeProvider clock, ILogger<RecomputeDays> log) : IJob
{
    /// <summary>How the journal names this job.</summary>
    public const string Actor = "job:calendar";

    /// <summary>The kind of its journal entries.</summary>
    public const string Entry = "deadline.recomputed";

    private const string ProgressKey = "calendar.recomputed";
    private const int BatchSize = 200;

    // Offsets and rungs reach at most 250 working days: a year, and some.
    private const int ReachDays = 400;

    // Another process may have planned by the old calendar for some seconds after the import; so all is looked at once more.
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await book.RefreshAsync(db, cancellationToken);
        var (revision, now) = (book.Revision, clock.GetUtcNow());
        var row = await db.KeyValues.AsNoTracking().SingleOrDefaultAsync(row => row.Id == ProgressKey, cancellationToken);
        var progress = row is null ? new(0, 0, null) : JsonSerializer.Deserialize<Progress>(row.Value) ?? new(0, 0, null);
        var isNew = progress.Done != revision;
        if (!isNew && !(progress.AgainAt <= now))
        {
            return;
        }

        var since = isNew ? progress.Done : progress.Since;
        var span = await SpanAsync(since, cancellationToken);
        var changed = await WatchesAsync(span, cancellationToken) + await TimersAsync(span, cancellationToken) + await TasksAsync(span, cancellationToken);
        await RememberAsync(new(revision, since, isNew ? clock.GetUtcNow() + LookAgainAfter : null), cancellationToken);
        if (changed > 0)
        {
            Recomputed(log, changed, revision);
            nudge.Nudge(JobSchedule.Timers);
        }
    }

    private async Task<Span> SpanAsync(int since, CancellationToken cancellationToken)
    {
        var years = await db.CalendarTables.Where(table => table.Revision > since).Select(table => table.Year).ToListAsync(cancellationToken);
        return new(new(years.Min() - 1, 12, 24), new(years.Max(), 12, 31));
    }

    private async Task<int> WatchesAsync(Span span, CancellationToken cancellationToken)
    {
        var (from, to) = (span.First.AddDays(-ReachDays), span.Last.AddDays(ReachDays));
        var ids = await db.Watches
            .Where(watch => (watch.NextReminderAt != null || watch.NextRungAt != null) && watch.DueOn >= from && watch.DueOn <= to)
            .Select(watch => watch.ItemId).ToListAsync(cancellationToken);
        return await InBatchesAsync(ids, ReplanAsync, cancellationToken);
    }

    private async Task<int> ReplanAsync(ItemId[] ids, IReadOnlyDictionary<RoundId, Round> rounds, CancellationToken cancellationToken)
    {
        var rows = await (from watch in db.Watches.AsNoTracking()
                          join item in db.Items on watch.ItemId equals item.Id
                          where ids.Contains(watch.ItemId)
                          select new { Watch = watch, item.RoundId, item.DueOn, item.Status }).ToListAsync(cancellationToken);
        var changed = 0;
        foreach (var row in rows.Where(row => row.Status.OwesWork && row.DueOn == row.Watch.DueOn))
        {
            var old = row.Watch;
            var (reminderAt, rungAt) = WatchPlan.Replan(old, rounds[row.RoundId], book.Calendar, clock.GetUtcNow());
            if ((reminderAt, rungAt) == (old.NextReminderAt, old.NextRungAt))
            {
                continue;
            }

            await AtOnceAsync(db.Watches.Where(watch => watch.ItemId == old.ItemId && watch.DueOn == old.DueOn && watch.RungsDone == old.RungsDone
                    && watch.NextReminderAt == old.NextReminderAt && watch.NextRungAt == old.NextRungAt)
                .ExecuteUpdateAsync(set => set.SetProperty(watch => watch.NextReminderAt, reminderAt).SetProperty(watch => watch.NextRungAt, rungAt), cancellationToken));
            Record("reminder", old.NextReminderAt, reminderAt, old.ItemId);
            Record("rung", old.NextRungAt, rungAt, old.ItemId);
            changed++;
        }

        return changed;
    }

    private async Task<int> TimersAsync(Span span, CancellationToken cancellationToken)
    {
        var (from, to) = (span.First.AddDays(-ReachDays), span.Last.AddDays(ReachDays));
        var ids = await db.Timers.Where(timer => timer.Day >= from && timer.Day <= to).Select(timer => timer.Id).ToListAsync(cancellationToken);
        return await InBatchesAsync(ids, RetimeAsync, cancellationToken);
    }

    private async Task<int> RetimeAsync(Guid[] ids, IReadOnlyDictionary<RoundId, Round> rounds, CancellationToken cancellationToken)
    {
        var rows = await (from timer in db.Timers.AsNoTracking()
                          join instance in db.Instances on timer.InstanceId equals instance.Id
                          join item in db.Items on instance.ItemId equals item.Id into items
                          from item in items.DefaultIfEmpty()
                          where ids.Contains(timer.Id)
                          select new { Timer = timer, instance.ItemId, RoundId = (RoundId?)item.RoundId }).ToListAsync(cancellationToken);
        var (changed, now) = (0, clock.GetUtcNow());
        foreach (var row in rows.Where(row => row.Timer.DueAt > now))
        {
            var old = row.Timer;
            var town = zone.Of(row.RoundId is { } round ? rounds[round] : null);
            if (old.Day is not { } day || TimerTime.InstantOf(old.Purpose, day, old.WorkingDays, book.Calendar, town) is var dueAt && dueAt == old.DueAt)
            {
                continue;
            }

            await AtOnceAsync(db.Timers.Where(timer => timer.Id == old.Id && timer.DueAt == old.DueAt)
                .ExecuteUpdateAsync(set => set.SetProperty(timer => timer.DueAt, dueAt), cancellationToken));
            Record("timer", old.DueAt, dueAt, row.ItemId, old.InstanceId);
            changed++;
        }

        return changed;
    }

    private async Task<int> TasksAsync(Span span, CancellationToken cancellationToken)
    {
        var from = span.First.AddDays(-1);
        var ids = await db.Tasks.Where(task => task.Status == WorkTaskStatus.Open && task.DueOn >= from).Select(task => task.Id).ToListAsync(cancellationToken);
        return await InBatchesAsync(ids, PutOffAsync, cancellationToken);
    }

    private async Task<int> PutOffAsync(Guid[] ids, IReadOnlyDictionary<RoundId, Round> rounds, CancellationToken cancellationToken)
    {
        var rows = await (from task in db.Tasks.AsNoTracking()
                          join item in db.Items on task.ItemId equals item.Id into items
                          from item in items.DefaultIfEmpty()
                          where ids.Contains(task.Id)
                          select new { Task = task, RoundId = (RoundId?)item.RoundId }).ToListAsync(cancellationToken);
        var changed = 0;
        foreach (var row in rows)
        {
            var (old, request) = (row.Task, TaskOpening.RequestOf(row.Task));
            if (request.DueOn is not null || request.DueInWorkingDays is not { } days)
            {
                continue;
            }

            var town = zone.Of(row.RoundId is { } round ? rounds[round] : null);
            var dueOn = book.Calendar.AddWorkingDays(town.DayOf(old.OpenedAt), days);
            if (dueOn == old.DueOn)
            {
                continue;
            }

            await AtOnceAsync(db.Tasks.Where(task => task.Id == old.Id && task.Status == WorkTaskStatus.Open && task.DueOn == old.DueOn)
                .ExecuteUpdateAsync(set => set.SetProperty(task => task.DueOn, dueOn), cancellationToken));
            Record("task", Text(old.DueOn), Text(dueOn), old.ItemId, old.InstanceId, old.Id);
            changed++;
        }

        return changed;
    }

    /// <summary>Each batch in a transaction of its own; one that met somebody else's change is read again.</summary>
    private async Task<int> InBatchesAsync<TId>(
        List<TId> ids, Func<TId[], IReadOnlyDictionary<RoundId, Round>, CancellationToken, Task<int>> batch, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return 0;
        }

        var changed = 0;
        var rounds = await db.Rounds.AsNoTracking().ToDictionaryAsync(round => round.Id, cancellationToken);
        foreach (var some in ids.Chunk(BatchSize))
        {
            changed += await db.OnceMoreWhenOvertakenAsync(token => batch(some, rounds, token), cancellationToken);
        }

        return changed;
    }

    private static async Task AtOnceAsync(Task<int> update)
    {
        if (await update != 1)
        {
            throw new DbUpdateConcurrencyException("A row was changed while its day was recomputed.");
        }
    }

    private void Record(string what, DateTimeOffset? from, DateTimeOffset? to, ItemId? item, Guid? instance = null)
    {
        if (from != to)
        {
            Record(what, Text(from), Text(to), item, instance);
        }
    }

    private void Record(string what, string? from, string? to, ItemId? item, Guid? instance, Guid? task = null) => db.Record(
        Acting.System(Actor, clock), Entry, new JsonObject { ["what"] = what, ["from"] = from, ["to"] = to, ["revision"] = book.Revision }, item, instance, task);

    private async Task RememberAsync(Progress progress, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        var value = JsonSerializer.Serialize(progress);
        if (await db.KeyValues.SingleOrDefaultAsync(row => row.Id == ProgressKey, cancellationToken) is { } row)
        {
            row.Value = value;
        }
        else
        {
            db.KeyValues.Add(new() { Id = ProgressKey, Value = value });
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    private static string? Text(DateTimeOffset? at) => at?.ToString("O", CultureInfo.InvariantCulture);

    private static string? Text(DateOnly? day) => day?.ToString("O", CultureInfo.InvariantCulture);

    [LoggerMessage(1103, LogLevel.Information, "{Changed} deadlines were recomputed after calendar import {Revision}")]
    private static partial void Recomputed(ILogger log, int changed, int revision);

    /// <summary>How far this job is.</summary>
    /// <param name="Done">The last import that was dealt with.</param>
    /// <param name="Since">The import before those that the last run dealt with.</param>
    /// <param name="AgainAt">When all is looked at once more; null when it was.</param>
    private sealed record Progress(int Done, int Since, DateTimeOffset? AgainAt);

    private sealed record Span(DateOnly First, DateOnly Last);
}
