using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Starts;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Workflows;

/// <summary>
/// Lets an instance go on where a timer or event woke it: load, advance, store state and effects in one save. A bookmark
/// that is gone already changes nothing.
/// </summary>
public sealed class ResumeBookmark(RectifyDb db, InstanceStep step, TimeProvider clock)
{
    /// <summary>True when the instance went on; false when there was nothing left to resume.</summary>
    public async Task<bool> RunAsync(Command command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        for (var refused = ImmutableDictionary<string, string>.Empty; ;)
        {
            try
            {
                return await GoOnAsync(command, refused, cancellationToken);
            }
            catch (RefusedEffectException error) when (!refused.ContainsKey(error.ActivityId))
            {
                // Nobody stands here to be told, and trying again later would end the same: it becomes an incident.
                db.ChangeTracker.Clear();
                refused = refused.Add(error.ActivityId, error.Message);
            }
        }
    }

    private async Task<bool> GoOnAsync(
        Command command, ImmutableDictionary<string, string> refused, CancellationToken cancellationToken)
    {
        if (await db.LoadByInstanceAsync(command.InstanceId, cancellationToken) is not { } loaded)
        {
            return false;
        }

        var acting = Acting.System(command.Actor, clock);
        var result = await step.AdvanceAsync(loaded, acting, facts => StimulusOf(command, acting, facts, refused), cancellationToken);
        if (!result.Transition.Applied)
        {
            await ForgetAsync(command.BookmarkId, cancellationToken);
            return false;
        }

        Record(db, command, acting, loaded, result);
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    /// <summary>What the engine is told.</summary>
    internal static Stimulus.Resume StimulusOf(
        Command command, Acting acting, JsonObject? facts, ImmutableDictionary<string, string>? refused = null)
    {
        var given = command.Payload is null ? null : JsonNode.Parse(command.Payload);
        var payload = command.IsWholePayload ? given as JsonObject : given is null ? null : new JsonObject { ["payload"] = given };
        return new(acting.At, command.BookmarkId.ToString("N"), payload)
        {
            Facts = facts,
            Refused = refused ?? ImmutableDictionary<string, string>.Empty,
        };
    }

    /// <summary>What the journal is told.</summary>
    internal static void Record(RectifyDb db, Command command, Acting acting, LoadedInstance loaded, StepResult result) =>
        db.Record(acting, "workflow.resumed",
            new() { ["by"] = command.Actor, ["moves"] = JournalWriter.Moves(result.Moves) }, loaded.Item?.Id, loaded.Instance.Id);

    /// <summary>A row whose bookmark is gone would be due for ever.</summary>
    private async Task ForgetAsync(Guid bookmark, CancellationToken cancellationToken)
    {
        if (await db.Timers.FindAsync([bookmark], cancellationToken) is { } timer)
        {
            db.Timers.Remove(timer);
        }

        if (await db.Calls.FindAsync([bookmark], cancellationToken) is { } call)
        {
            db.Calls.Remove(call);
        }

        foreach (var link in await db.StartOrders.Where(row => row.BookmarkId == bookmark && row.Phase == StartPhase.ToReport).ToListAsync(cancellationToken))
        {
            link.Turn(StartPhase.Done, null);
        }

        if (await db.EventWaits.FindAsync([bookmark], cancellationToken) is { } wait)
        {
            db.EventWaits.Remove(wait);
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    /// <param name="BookmarkId">The timer's or event wait's id.</param>
    /// <param name="InstanceId">The instance it belongs to.</param>
    /// <param name="Actor">What woke it: "timer", "event", "child" or "call".</param>
    /// <param name="Payload">What the event carried, as JSON.</param>
    public sealed record Command(Guid BookmarkId, Guid InstanceId, string Actor, string? Payload = null)
    {
        /// <summary>True when the payload is the whole of what the bookmark is resumed with, not only an event's content.</summary>
        public bool IsWholePayload { get; init; }
    }
}
