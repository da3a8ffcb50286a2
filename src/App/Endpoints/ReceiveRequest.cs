using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Endpoints;

/// <summary>
/// Hands a request to the workflow that listens (收到请求): a new instance starts or a waiting one goes on, as one step and
/// one save. The answer is sent after that; whoever hangs up meanwhile undoes nothing.
/// </summary>
public sealed class ReceiveRequest(RectifyDb db, InstanceStep step, DefinitionCatalog definitions, TimeProvider clock)
{
    private const int Attempts = 5;

    /// <summary>Takes the step; <paramref name="limit"/> ends before the save or not at all.</summary>
    public async Task<Outcome> RunAsync(Command command, CancellationToken limit)
    {
        ArgumentNullException.ThrowIfNull(command);
        var refused = ImmutableDictionary<string, string>.Empty;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return command.Listener.InstanceId is { } instance
                    ? await GoOnAsync(command, instance, refused, limit)
                    : await StartAsync(command, refused, limit);
            }
            catch (RefusedEffectException error) when (!refused.ContainsKey(error.ActivityId))
            {
                // As when a timer wakes it: what cannot be done as drawn is an incident of that activity.
                refused = refused.Add(error.ActivityId, error.Message);
            }
            catch (DbUpdateException error) when (error.IsLostRace && attempt < Attempts)
            {
                // Another step was first; what listens now is looked at again.
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                return new Outcome.TimedOut();
            }

            db.ChangeTracker.Clear();
        }
    }

    private async Task<Outcome> StartAsync(Command command, ImmutableDictionary<string, string> refused, CancellationToken limit)
    {
        var (listener, acting) = (command.Listener, ActingOf(command));
        var definition = await definitions.GetAsync(db, listener.DefinitionId, listener.Version, limit);
        if (!await db.HttpListeners.AnyAsync(row => row.Id == listener.Id, limit))
        {
            return new Outcome.Gone();
        }

        if (await ActivationRules.ForbidsAsync(db, definition, command.CorrelationId, limit))
        {
            return new Outcome.CannotStart();
        }

        var id = Guid.CreateVersion7(acting.At);
        var instance = new StoredInstance
        {
            Id = id,
            DefinitionId = listener.DefinitionId,
            DefinitionVersion = listener.Version,
            CorrelationId = command.CorrelationId,
            ActivationKey = ActivationRules.KeyOf(definition, command.CorrelationId),
            State = InstanceStateJson.Serialize(InstanceState.New(id.ToString("N"), listener.DefinitionId, listener.Version, command.CorrelationId)),
            Status = InstanceStatus.Running,
            SubStatus = InstanceSubStatus.Pending,
            CreatedAt = acting.At,
            UpdatedAt = acting.At,
        };
        db.Instances.Add(instance);
        var result = await step.AdvanceAsync(new(instance, null, null, null), acting, facts => new Stimulus.Start(acting.At, null, listener.ActivityId)
        {
            Facts = facts,
            Refused = refused,
            CanRespond = true,
            TriggerPayload = (JsonObject)command.Request.DeepClone(),
        }, limit);
        limit.ThrowIfCancellationRequested();
        db.Record(acting, "workflow.started",
            new() { ["definition"] = listener.DefinitionId, ["version"] = listener.Version, ["trigger"] = listener.ActivityId }, null, id);
        await db.SaveChangesAsync(CancellationToken.None);
        return Answered(id, result);
    }

    private async Task<Outcome> GoOnAsync(Command command, Guid id, ImmutableDictionary<string, string> refused, CancellationToken limit)
    {
        var acting = ActingOf(command);
        if (command.Listener.BookmarkId is not { } bookmark || await db.LoadByInstanceAsync(id, limit) is not { } loaded)
        {
            return new Outcome.Gone();
        }

        var result = await step.AdvanceAsync(loaded, acting, facts => new Stimulus.Resume(acting.At, bookmark.ToString("N"), (JsonObject)command.Request.DeepClone())
        {
            Facts = facts,
            Refused = refused,
            CanRespond = true,
        }, limit);
        if (!result.Transition.Applied)
        {
            return new Outcome.Gone();
        }

        limit.ThrowIfCancellationRequested();
        db.Record(acting, "workflow.resumed", new() { ["by"] = "http", ["moves"] = JournalWriter.Moves(result.Moves) }, loaded.Item?.Id, id);
        await db.SaveChangesAsync(CancellationToken.None);
        return Answered(id, result);
    }

    private Acting ActingOf(Command command) => command.By is { } person ? Acting.Person(person, clock) : Acting.System("http", clock);

    private static Outcome.Answered Answered(Guid id, StepResult result) => new(
        id, result.Transition.Effects.OfType<Effect.RespondHttp>().FirstOrDefault()?.Answer, result.Transition.State.Status, result.Transition.State.SubStatus);

    /// <param name="Listener">Who takes it.</param>
    /// <param name="Request">The request (<see cref="HttpExchange"/>).</param>
    /// <param name="CorrelationId">What a new instance is about.</param>
    /// <param name="By">Who calls; null for somebody unknown.</param>
    public sealed record Command(HttpListener Listener, JsonObject Request, string? CorrelationId, Guid? By);

    public abstract record Outcome
    {
        private Outcome() { }

        /// <summary>The step is stored; the answer is the workflow's own, or null when it reached none.</summary>
        public sealed record Answered(Guid InstanceId, HttpAnswer? Answer, InstanceStatus Status, InstanceSubStatus SubStatus) : Outcome;

        /// <summary>Nobody listens any more: another request or a withdrawal was first.</summary>
        public sealed record Gone : Outcome;

        /// <summary>The definition's activation strategy forbids another instance now.</summary>
        public sealed record CannotStart : Outcome;

        /// <summary>The time was over before anything was stored.</summary>
        public sealed record TimedOut : Outcome;
    }
}
