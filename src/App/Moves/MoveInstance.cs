using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Endpoints;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Moves;

/// <summary>
/// Moves one instance of a confirmed order: state, tasks, timers, waits, journal, the mails owed and the order's own row
/// are one save. So it has happened whole or not at all, and asking again changes nothing.
/// </summary>
public sealed class MoveInstance(RectifyDb db, PlanMove plan, WorkingCalendar calendar, OutboxNudge nudge, TimeProvider clock)
{
    private const int Attempts = 5;

    /// <summary>Moves it, or says in its row why not.</summary>
    public async Task RunAsync(Guid orderId, Guid instanceId, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await TryAsync(orderId, instanceId, cancellationToken);
                return;
            }
            catch (DbUpdateException error) when (error.IsLostRace && attempt < Attempts)
            {
                // A step or another worker was faster: look again at what stands there now.
            }
            finally
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    private async Task TryAsync(Guid orderId, Guid instanceId, CancellationToken cancellationToken)
    {
        var order = await db.MoveOrders.AsNoTracking().SingleAsync(row => row.Id == orderId, cancellationToken);
        var move = await db.Moves.SingleAsync(row => row.OrderId == orderId && row.InstanceId == instanceId, cancellationToken);
        if (order.Phase is not MovePhase.Applying || move.State is not MoveState.Movable)
        {
            return;
        }

        var acting = Acting.Person(order.By, clock);
        move.At = acting.At;
        if (await db.LoadByInstanceAsync(instanceId, cancellationToken) is not { } loaded || loaded.Instance.Version != move.Seen)
        {
            move.State = MoveState.WentOn;
            await db.SaveChangesAsync(cancellationToken);
            return;
        }

        var rows = await db.RowsOfAsync(instanceId, cancellationToken);
        var planned = await plan.RunAsync(loaded, rows, MoveJson.Read<MoveChoice>(order.Choice), acting.At, cancellationToken);
        move.Preview = MoveJson.Write(planned.Preview);
        if (planned.After is not { } after)
        {
            move.State = MoveState.Refused;
            await db.SaveChangesAsync(cancellationToken);
            return;
        }

        var stage = Stage(loaded.Instance, planned.Before, acting.At);
        db.Stages.Add(stage);
        move.Before = MoveJson.Write(Memory(stage.Id, loaded, planned));
        db.Place(loaded.Instance, planned.To, after, acting.At);
        Change(loaded, planned, acting);
        db.Record(acting, "workflow.migrated", Particulars(order, planned), loaded.Item?.Id, instanceId);
        (move.State, move.After) = (MoveState.Moved, loaded.Instance.Version);
        await db.SaveChangesAsync(cancellationToken);
        if (planned.Tasks.Any(task => task.Told.Count > 0))
        {
            nudge.Nudge();
        }

        if (planned.Timers.Any(timer => timer.Time.DueAt <= acting.At))
        {
            nudge.Nudge(Jobs.JobSchedule.Timers);
        }
    }

    private void Change(LoadedInstance loaded, MovePlan planned, Acting acting)
    {
        foreach (var change in planned.Tasks)
        {
            var row = change.Row;
            (row.Kind, row.ActivityId, row.Title) = (change.Asks.Kind, change.ActivityId, change.Asks.Title);
            (row.PersonId, row.Role, row.UnitId) = (change.Assignee.Person, change.Assignee.Role, change.Assignee.Unit);
            (row.Request, row.DueOn) = (TaskOpening.Stored(change.Asks), change.DueOn);
            db.Mails.AddRange(change.Told.Select(person => MailPlan.TaskOpened(person, row, acting.At)));
            if (change.TouchesReminders)
            {
                Watch(loaded, new(change.Asks.ReminderOffsets, change.Asks.Ladder, change.Asks.ReminderPlan), calendar, acting.At);
            }
        }

        foreach (var change in planned.Timers)
        {
            (change.Row.DueAt, change.Row.Day, change.Row.WorkingDays) = (change.Time.DueAt, change.Time.Day, change.Time.WorkingDays);
        }

        foreach (var change in planned.Waits)
        {
            change.Row.EventName = change.EventName;
        }

        foreach (var change in planned.Listeners)
        {
            db.HttpListeners.RemoveRange(change.Rows);
            db.HttpListeners.AddRange(Listening.Rows(
                change.Route, (planned.To.DefinitionId, planned.To.Version, change.ActivityId), acting.At, (loaded.Instance.Id, change.BookmarkId)));
        }
    }

    /// <summary>Sets the item's own reminders and ladder, and with them when the next of each comes.</summary>
    internal static void Watch(LoadedInstance loaded, WatchMemory own, WorkingCalendar calendar, DateTimeOffset at)
    {
        if (loaded is { Item: { } item, Round: { } round, Watch: { } watch })
        {
            (watch.ReminderOffsets, watch.Ladder, watch.ReminderPlan) = (own.ReminderOffsets is { } offsets ? [.. offsets] : null, own.Ladder, own.Plan);
            WatchPlan.Update(watch, item, round, calendar, at);
        }
    }

    private static InstanceStage Stage(StoredInstance instance, InstanceState before, DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(at),
        InstanceId = instance.Id,
        DefinitionVersion = instance.DefinitionVersion,
        LastEntry = before.Counters.LogEntries,
        State = instance.State,
        Status = instance.Status,
        SubStatus = instance.SubStatus,
        IncidentCount = instance.IncidentCount,
        Name = instance.Name,
        CorrelationId = instance.CorrelationId,
        UpdatedAt = instance.UpdatedAt,
        FinishedAt = instance.FinishedAt,
        LeftAt = at,
    };

    private static MoveMemory Memory(Guid stage, LoadedInstance loaded, MovePlan planned) => new(stage)
    {
        Tasks = [.. planned.Tasks.Select(change => change.Row).Select(row => new TaskMemory(
            row.Id, row.Kind, row.ActivityId, row.Title, row.PersonId, row.Role, row.UnitId, row.Request, row.DueOn))],
        Timers = [.. planned.Timers.Select(change => change.Row).Select(row => new TimerMemory(row.Id, row.DueAt, row.Day, row.WorkingDays))],
        Waits = [.. planned.Waits.Select(change => new WaitMemory(change.Row.Id, change.Row.EventName))],
        Listeners = [.. planned.Listeners.Select(change => new ListenerMemory(change.BookmarkId, change.Rows[0].ActivityId, change.Rows[0].Route))],
        Watch = planned.Tasks.Any(change => change.TouchesReminders) && loaded.Watch is { } watch ? new(watch.ReminderOffsets, watch.Ladder, watch.ReminderPlan) : null,
    };

    private static JsonObject Particulars(MoveOrder order, MovePlan planned) => new()
    {
        ["order"] = order.Id.ToString("N"),
        ["definition"] = order.DefinitionId,
        ["from"] = planned.From.Version,
        ["to"] = planned.To.Version,
        ["at"] = new JsonArray([.. planned.Preview.To.Select(place => (JsonNode?)place.Title)]),
        ["changes"] = new JsonArray([.. planned.Preview.Changes.Select(change => (JsonNode?)change.Kind.ToString())]),
    };
}

/// <summary>Only this file reads the rows of an instance that a move may change.</summary>
internal static class MoveRowQueries
{
    extension(RectifyDb db)
    {
        public async Task<MoveRows> RowsOfAsync(Guid instanceId, CancellationToken cancellationToken) => new(
            await db.Tasks.Where(row => row.InstanceId == instanceId && row.Status == WorkTaskStatus.Open).ToListAsync(cancellationToken),
            await db.Timers.Where(row => row.InstanceId == instanceId).ToListAsync(cancellationToken),
            await db.EventWaits.Where(row => row.InstanceId == instanceId).ToListAsync(cancellationToken),
            await db.HttpListeners.Where(row => row.InstanceId == instanceId).ToListAsync(cancellationToken));
    }
}
