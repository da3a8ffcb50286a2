using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Endpoints;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Moves;

/// <summary>
/// Puts a moved instance back to the version and the rows it had (撤销迁移), as long as it has not gone on since: a step
/// under the new version cannot be taken back.
/// </summary>
public sealed class UndoMove(RectifyDb db, DefinitionCatalog definitions, WorkingCalendar calendar, TimeProvider clock)
{
    /// <summary>Puts one instance back, or says why not; nothing is changed unless the answer is Done.</summary>
    public async Task<Outcome> RunAsync(Guid orderId, Guid instanceId, Viewer by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (!by.Is(Roles.Administrator))
        {
            return new Outcome.NotAllowed();
        }

        try
        {
            return await TryAsync(orderId, instanceId, by, cancellationToken);
        }
        catch (DbUpdateException error) when (error.IsLostRace)
        {
            return new Outcome.WentOn();
        }
        finally
        {
            db.ChangeTracker.Clear();
        }
    }

    /// <summary>Puts back every instance of the order that can be; tells how many were and how many could not.</summary>
    public async Task<(int Done, int Refused)> RunAsync(Guid orderId, Viewer by, CancellationToken cancellationToken)
    {
        var (done, refused) = (0, 0);
        foreach (var id in await db.Moves.AsNoTracking().Where(row => row.OrderId == orderId && row.State == MoveState.Moved)
            .OrderBy(row => row.Position).Select(row => row.InstanceId).ToListAsync(cancellationToken))
        {
            (done, refused) = await RunAsync(orderId, id, by, cancellationToken) is Outcome.Done ? (done + 1, refused) : (done, refused + 1);
        }

        return (done, refused);
    }

    private async Task<Outcome> TryAsync(Guid orderId, Guid instanceId, Viewer by, CancellationToken cancellationToken)
    {
        if (await db.Moves.SingleOrDefaultAsync(row => row.OrderId == orderId && row.InstanceId == instanceId, cancellationToken)
            is not { State: MoveState.Moved, Before: { } stored } move)
        {
            return new Outcome.NotMoved();
        }

        if (await db.LoadByInstanceAsync(instanceId, cancellationToken) is not { } loaded)
        {
            return new Outcome.NotMoved();
        }

        var (memory, rows) = (MoveJson.Read<MoveMemory>(stored), await db.RowsOfAsync(instanceId, cancellationToken));
        if (loaded.Instance.Version != move.After || rows.Waits.Any(row => row.PublishedAt is not null && memory.Waits.Any(wait => wait.Id == row.Id)))
        {
            return new Outcome.WentOn();
        }

        var acting = Acting.Person(by.Id, clock);
        var (left, back) = (loaded.Instance.DefinitionVersion, await definitions.GetAsync(db, loaded.Instance.DefinitionId, move.FromVersion, cancellationToken));
        var stage = await db.Stages.SingleAsync(row => row.Id == memory.Stage, cancellationToken);
        var state = InstanceStateJson.Deserialize(stage.State);
        var counted = InstanceStateJson.Deserialize(loaded.Instance.State).Counters.LogEntries;
        db.Place(loaded.Instance, back, state with { Counters = state.Counters with { LogEntries = counted } }, acting.At);
        Restore(memory, rows, loaded, acting.At);
        db.Stages.Remove(stage);
        (move.State, move.Before, move.At) = (MoveState.Undone, null, acting.At);
        db.Record(acting, "workflow.migration.undone", new()
        {
            ["order"] = orderId.ToString("N"),
            ["definition"] = loaded.Instance.DefinitionId,
            ["from"] = left,
            ["to"] = back.Version,
        }, loaded.Item?.Id, instanceId);
        await db.SaveChangesAsync(cancellationToken);
        return new Outcome.Done();
    }

    private void Restore(MoveMemory memory, MoveRows rows, LoadedInstance loaded, DateTimeOffset at)
    {
        foreach (var (row, was) in rows.Tasks.Join(memory.Tasks, row => row.Id, was => was.Id, (row, was) => (row, was)))
        {
            (row.Kind, row.ActivityId, row.Title, row.Request, row.DueOn) = (was.Kind, was.ActivityId, was.Title, was.Request, was.DueOn);
            (row.PersonId, row.Role, row.UnitId) = (was.PersonId, was.Role, was.UnitId);
        }

        foreach (var (row, was) in rows.Timers.Join(memory.Timers, row => row.Id, was => was.Id, (row, was) => (row, was)))
        {
            (row.DueAt, row.Day, row.WorkingDays) = (was.DueAt, was.Day, was.WorkingDays);
        }

        foreach (var (row, was) in rows.Waits.Join(memory.Waits, row => row.Id, was => was.Id, (row, was) => (row, was)))
        {
            row.EventName = was.EventName;
        }

        foreach (var was in memory.Listeners)
        {
            var route = JsonSerializer.Deserialize<HttpRoute>(was.Route) ?? throw new InvalidOperationException("A stored route is empty.");
            db.HttpListeners.RemoveRange(rows.Listeners.Where(row => row.BookmarkId == was.BookmarkId));
            db.HttpListeners.AddRange(Listening.Rows(
                route, (loaded.Instance.DefinitionId, loaded.Instance.DefinitionVersion, was.ActivityId), at, (loaded.Instance.Id, was.BookmarkId)));
        }

        if (memory.Watch is { } watch)
        {
            MoveInstance.Watch(loaded, watch, calendar, at);
        }
    }

    public abstract record Outcome
    {
        private Outcome() { }

        public sealed record Done : Outcome;

        public sealed record NotAllowed : Outcome;

        /// <summary>The order has not moved it, or it was put back already.</summary>
        public sealed record NotMoved : Outcome;

        /// <summary>It has taken a step since, or what it waits for has come.</summary>
        public sealed record WentOn : Outcome;
    }
}
