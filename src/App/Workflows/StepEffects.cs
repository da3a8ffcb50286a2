using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Calls;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Endpoints;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Papers;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Starts;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Workflows;

/// <summary>What the effects of one step have in common.</summary>
public sealed record StepFrame(Acting Acting, TownTime Town, WorkingCalendar Calendar, ImmutableArray<Bookmark> BookmarksBefore)
{
    /// <summary>The town's day of the step.</summary>
    public DateOnly Today => Town.DayOf(Acting.At);
}

/// <summary>Turns the engine's effects into rows of the caller's context; saves nothing itself.</summary>
public sealed class StepEffects(RectifyDb db, TaskOpening opening, StepMails mails, WorkflowCommands commands, OutboxNudge nudge, IOptions<EndpointOptions> endpoints)
{
    public async Task<IReadOnlyList<MovedItem>> ApplyAsync(
        LoadedInstance loaded, StepFrame frame, Transition transition, CancellationToken cancellationToken)
    {
        var moves = new List<MovedItem>();
        var opened = new List<WorkTask>();
        TaskRequest? ownPlan = null;
        await CloseBookmarksAsync(loaded, frame, transition, cancellationToken);
        foreach (var effect in transition.Effects)
        {
            switch (effect)
            {
                case Effect.OpenTask open:
                    opened.Add(await opening.OpenAsync(loaded, frame, open, cancellationToken));
                    ownPlan = SetsPlan(open) ? open.Task : ownPlan;
                    break;
                case Effect.WakeAt wake:
                    AddTimer(loaded, wake.BookmarkId, new(wake.DueAt.ToUniversalTime()), wake.Purpose);
                    break;
                case Effect.WakeOn wake:
                    AddTimer(loaded, wake.BookmarkId, TimerTime.Of(loaded, frame.Town, frame.Calendar, new(wake.Day, wake.Months, wake.WorkingDays, wake.Purpose)), wake.Purpose);
                    break;
                case Effect.AwaitEvent wait:
                    AddWait(loaded, wait);
                    break;
                case Effect.AwaitHttp wait:
                    Listen(loaded, frame, wait);
                    break;
                case Effect.SendHttp send:
                    db.Calls.Add(new()
                    {
                        Id = Guid.Parse(send.BookmarkId),
                        InstanceId = loaded.Instance.Id,
                        Request = JsonSerializer.Serialize(send.Call),
                        Phase = CallPhase.ToSend,
                        DueAt = frame.Acting.At,
                    });
                    break;
                case Effect.StartChild start:
                    db.OrderChild(loaded.Instance.Id, start, frame.Acting.At);
                    break;
                case Effect.Command { Name: ItemMoves.Command } command when loaded is { Item: { } item, Round: { } round }:
                    moves.Add(ItemMoves.Apply(item, round, command.Arguments, frame.Acting.ToMove(frame.Today)));
                    break;
                case Effect.Command command:
                    await commands.RunAsync(loaded, frame, command, cancellationToken);
                    break;
                default:
                    // Closed bookmarks were dealt with first, events are published last; written lines are in the engine's log.
                    break;
            }
        }

        foreach (var published in transition.Effects.OfType<Effect.Publish>())
        {
            await PublishAsync(loaded, frame, published, cancellationToken);
        }

        if (moves.Count > 0 || ownPlan is not null)
        {
            UpdateWatch(loaded, frame, ownPlan);
        }

        await mails.OweAsync(loaded, frame, opened, moves, cancellationToken);
        return moves;
    }

    /// <summary>What others wait for should not wait for the next full minute; the rows are the record all the same.</summary>
    public void Hurry(Transition transition, bool owed)
    {
        if (owed || transition.Effects.Any(effect => effect is Effect.StartChild or Effect.Publish))
        {
            nudge.Nudge(JobSchedule.Timers);
        }

        if (transition.Effects.Any(effect => effect is Effect.SendHttp))
        {
            nudge.Nudge(JobSchedule.Calls);
        }
    }

    private async Task CloseBookmarksAsync(
        LoadedInstance loaded, StepFrame frame, Transition transition, CancellationToken cancellationToken)
    {
        var closed = transition.Effects.OfType<Effect.CloseBookmark>()
            .Join(frame.BookmarksBefore, effect => effect.BookmarkId, bookmark => bookmark.Id,
                (effect, bookmark) => (Id: Guid.Parse(effect.BookmarkId), bookmark.Kind, effect.Used))
            .ToList();
        var tasks = closed.Where(bookmark => bookmark.Kind == "Task" && bookmark.Id != loaded.Task?.Id)
            .Select(bookmark => bookmark.Id).ToList();
        if (tasks.Count > 0)
        {
            foreach (var task in await db.Tasks.Where(task => tasks.Contains(task.Id)).ToListAsync(cancellationToken))
            {
                (task.Status, task.ClosedAt) = (WorkTaskStatus.Cancelled, frame.Acting.At);
            }
        }

        var timers = closed.Where(bookmark => bookmark.Kind == "Timer").Select(bookmark => bookmark.Id).ToList();
        if (timers.Count > 0)
        {
            db.RemoveRange(timers is [var timer]
                ? await FoundAsync(db.Timers, timer, cancellationToken)
                : await db.Timers.Where(row => timers.Contains(row.Id)).ToListAsync(cancellationToken));
        }

        var calls = closed.Where(bookmark => bookmark.Kind == BookmarkKinds.Answer).Select(bookmark => bookmark.Id).ToList();
        if (calls.Count > 0)
        {
            db.RemoveRange(await db.Calls.Where(call => calls.Contains(call.Id)).ToListAsync(cancellationToken));
        }

        var children = closed.Where(bookmark => bookmark.Kind == BookmarkKinds.Child).Select(bookmark => (bookmark.Id, bookmark.Used)).ToList();
        if (children.Count > 0)
        {
            await db.CloseChildWaitsAsync(children, cancellationToken);
        }

        var listening = closed.Where(bookmark => bookmark.Kind == BookmarkKinds.Http).Select(bookmark => (Guid?)bookmark.Id).ToList();
        if (listening.Count > 0)
        {
            db.RemoveRange(await db.HttpListeners.Where(row => listening.Contains(row.BookmarkId)).ToListAsync(cancellationToken));
        }

        var waits = closed.Where(bookmark => bookmark.Kind == "Event").Select(bookmark => bookmark.Id).ToList();
        if (waits.Count > 0)
        {
            db.RemoveRange(waits is [var wait]
                ? await FoundAsync(db.EventWaits, wait, cancellationToken)
                : await db.EventWaits.Where(row => waits.Contains(row.Id)).ToListAsync(cancellationToken));
        }
    }

    /// <summary>One row by its key: no question when the context knows it already, as it does of what is due.</summary>
    private static async Task<IReadOnlyList<TRow>> FoundAsync<TRow>(DbSet<TRow> rows, Guid id, CancellationToken cancellationToken)
        where TRow : class => await rows.FindAsync([id], cancellationToken) is { } row ? [row] : [];

    private void AddTimer(LoadedInstance loaded, string bookmarkId, TimerTime time, string purpose) => db.Timers.Add(new()
    {
        Id = Guid.Parse(bookmarkId),
        InstanceId = loaded.Instance.Id,
        DueAt = time.DueAt,
        Day = time.Day,
        WorkingDays = time.WorkingDays,
        Purpose = purpose,
    });

    private void AddWait(LoadedInstance loaded, Effect.AwaitEvent wait) => db.EventWaits.Add(new()
    {
        Id = Guid.Parse(wait.BookmarkId),
        InstanceId = loaded.Instance.Id,
        EventName = wait.EventName,
        CorrelationId = wait.CorrelationId,
    });

    private void Listen(LoadedInstance loaded, StepFrame frame, Effect.AwaitHttp wait)
    {
        if (Listening.Problem(wait.Route, endpoints.Value) is { } problem)
        {
            throw new RefusedEffectException(wait.ActivityId, new FormatException(problem.Chinese));
        }

        var instance = loaded.Instance;
        db.HttpListeners.AddRange(Listening.Rows(wait.Route, (instance.DefinitionId, instance.DefinitionVersion, wait.ActivityId),
            frame.Acting.At, (instance.Id, Guid.Parse(wait.BookmarkId))));
    }

    /// <summary>
    /// Whoever waits when the burst ends gets the event, this instance included; an event nobody waits for is gone, as
    /// with Elsa.
    /// </summary>
    private async Task PublishAsync(
        LoadedInstance loaded, StepFrame frame, Effect.Publish published, CancellationToken cancellationToken)
    {
        var waiting = await db.EventWaits
            .Where(wait => wait.EventName == published.EventName && wait.PublishedAt == null
                && (wait.CorrelationId == null || published.CorrelationId == null || wait.CorrelationId == published.CorrelationId)
                && (!published.OnlyThisInstance || wait.InstanceId == loaded.Instance.Id))
            .ToListAsync(cancellationToken);
        var begun = db.ChangeTracker.Entries<EventWait>()
            .Where(entry => entry.State is EntityState.Added && entry.Entity.EventName == published.EventName)
            .Select(entry => entry.Entity);
        if (!published.OnlyThisInstance)
        {
            var payload = published.Payload is null ? null : new JsonObject { ["payload"] = published.Payload.DeepClone() };
            foreach (var trigger in await db.Triggers.AsNoTracking().Where(row => row.EventName == published.EventName).ToListAsync(cancellationToken))
            {
                db.OrderStart(trigger, payload, published.CorrelationId, frame.Acting.At);
            }
        }

        foreach (var wait in waiting.Concat(begun).Where(wait => db.Entry(wait).State is not EntityState.Deleted))
        {
            (wait.PublishedAt, wait.Payload) = (frame.Acting.At, published.Payload?.ToJsonString());
        }
    }

    /// <summary>True when a task brings its own reminders or ladder; one that cannot be read stops the activity, not the sweeps.</summary>
    private static bool SetsPlan(Effect.OpenTask open)
    {
        try
        {
            OwnPlan.Read(open.Task.ReminderPlan);
            WatchPlan.ReadLadder(open.Task.Ladder);
        }
        catch (FormatException error)
        {
            throw new RefusedEffectException(open.ActivityId, error);
        }

        return open.Task is not { ReminderOffsets: null, ReminderPlan: null, Ladder: null };
    }

    private void UpdateWatch(LoadedInstance loaded, StepFrame frame, TaskRequest? ownPlan)
    {
        if (loaded is not { Item: { DueOn: { } dueOn } item, Round: { } round })
        {
            return;
        }

        var watch = loaded.Watch ?? db.Watches.Add(new() { ItemId = item.Id, DueOn = dueOn }).Entity;
        if (!item.Status.IsOpen)
        {
            db.Watches.Remove(watch);
            return;
        }

        if (ownPlan is not null)
        {
            watch.ReminderOffsets = ownPlan.ReminderOffsets is { } offsets ? [.. offsets] : null;
            (watch.Ladder, watch.ReminderPlan) = (ownPlan.Ladder, ownPlan.ReminderPlan);
        }

        WatchPlan.Update(watch, item, round, frame.Calendar, frame.Acting.At);
    }
}
