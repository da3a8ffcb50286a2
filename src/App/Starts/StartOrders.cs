using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Starts;

/// <summary>What a step changes about children; every method belongs to the caller's save.</summary>
internal static class StartOrders
{
    // Every child has it among its inputs, so nothing is asked of the database about instances that are none.
    private const string ParentInput = "ParentInstanceId";

    extension(RectifyDb db)
    {
        /// <summary>Notes the order to start a child.</summary>
        public void OrderChild(Guid parent, Effect.StartChild start, DateTimeOffset at) => db.StartOrders.Add(new()
        {
            Id = Guid.Parse(start.ChildId),
            ParentId = parent,
            BookmarkId = start.BookmarkId is { } bookmark ? Guid.Parse(bookmark) : null,
            DefinitionId = start.Request.DefinitionId,
            Input = start.Request.Input.ToJsonString(),
            CorrelationId = start.Request.CorrelationId,
            Report = start.Request.Report,
            Phase = StartPhase.ToStart,
            DueAt = at,
        });

        /// <summary>Notes the order to start an instance from a trigger.</summary>
        public void OrderStart(WorkflowTrigger trigger, JsonObject? payload, string? correlationId, DateTimeOffset at) => db.StartOrders.Add(new()
        {
            Id = Guid.CreateVersion7(at),
            DefinitionId = trigger.DefinitionId,
            TriggerActivityId = trigger.ActivityId,
            TriggerPayload = payload?.ToJsonString(),
            Input = "{}",
            CorrelationId = correlationId,
            Phase = StartPhase.ToStart,
            DueAt = at,
        });

        /// <summary>Waits for children that ended: heard, or no longer wanted.</summary>
        public async Task CloseChildWaitsAsync(IReadOnlyList<(Guid Id, bool Used)> bookmarks, CancellationToken cancellationToken)
        {
            var ids = bookmarks.Select(bookmark => (Guid?)bookmark.Id).ToList();
            foreach (var link in await db.StartOrders.Where(row => ids.Contains(row.BookmarkId)).ToListAsync(cancellationToken))
            {
                var heard = bookmarks.Any(bookmark => bookmark.Id == link.BookmarkId && bookmark.Used);
                link.BookmarkId = null;
                if (link.Phase is StartPhase.ToStart && !heard)
                {
                    db.StartOrders.Remove(link);
                }
                else if (link.Phase is StartPhase.ToReport)
                {
                    link.Turn(StartPhase.Done, null);
                }
            }
        }

        /// <summary>Tells a parent that its child rested or ended, and children that their parent was cancelled; true when something is due now.</summary>
        public async Task<bool> TellFamilyAsync(InstanceState state, bool isFirstRest, DateTimeOffset at, CancellationToken cancellationToken)
        {
            var (id, owed) = (Guid.Parse(state.Id), false);
            if (state.Input.ContainsKey(ParentInput) && (isFirstRest || state.Status is InstanceStatus.Finished)
                && await db.StartOrders.FindAsync([id], cancellationToken) is { } link)
            {
                Tell(link, state, isFirstRest, at);
                owed = link.Phase is StartPhase.ToReport;
            }

            if (state.SubStatus is InstanceSubStatus.Cancelled)
            {
                foreach (var child in await db.StartOrders.Where(row => row.ParentId == id && row.Phase != StartPhase.Done).ToListAsync(cancellationToken))
                {
                    child.BookmarkId = null;
                    child.Turn(child.Phase is StartPhase.ToStart ? StartPhase.Done : StartPhase.ToCancel, child.Phase is StartPhase.ToStart ? null : at);
                    owed = true;
                }
            }

            return owed;
        }
    }

    /// <summary>Owes the parent an answer; nothing when nobody waits.</summary>
    public static void Owe(StartOrder link, JsonObject answer, DateTimeOffset at)
    {
        link.Answer = answer.ToJsonString();
        link.Turn(link.BookmarkId is null ? StartPhase.Done : StartPhase.ToReport, link.BookmarkId is null ? null : at);
    }

    private static void Tell(StartOrder link, InstanceState state, bool isFirstRest, DateTimeOffset at)
    {
        if (link.Phase is StartPhase.ToStart or StartPhase.Running && link.BookmarkId is not null && ChildReports.IsDue(link.Report, state))
        {
            Owe(link, ChildReports.Of(state, isFirstRest), at);
        }
        else if (state.Status is InstanceStatus.Finished && link.Phase is not StartPhase.ToReport)
        {
            link.Turn(StartPhase.Done, null);
        }
        else if (link.Phase is StartPhase.ToStart)
        {
            link.Turn(StartPhase.Running, null);
        }
    }
}
