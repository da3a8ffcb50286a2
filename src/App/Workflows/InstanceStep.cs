using System.Text.Json.Nodes;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Starts;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Workflows;

/// <summary>
/// One burst of one instance: the engine computes what follows, and everything that follows is added to the caller's
/// context. The caller saves once; so state, tasks, timers, item, journal and mails commit together or not at all.
/// </summary>
public sealed class InstanceStep(
    RectifyDb db, DefinitionCatalog definitions, Interpreter interpreter, StepEffects effects, WorkingCalendar calendar, TownZone town,
    FaultMails faults)
{
    /// <summary>Advances the instance; <see cref="Transition.Applied"/> is false when the stimulus came too late.</summary>
    public async Task<StepResult> AdvanceAsync(
        LoadedInstance loaded, Acting acting, Func<JsonObject?, Stimulus> stimulus, CancellationToken cancellationToken)
    {
        var computed = await ComputeAsync(loaded, acting, stimulus, cancellationToken);
        return computed.Transition.Applied ? await ApplyAsync(computed, cancellationToken) : new(computed.Transition, []);
    }

    /// <summary>Computes what follows and changes nothing: neither the instance nor the context.</summary>
    internal async Task<ComputedStep> ComputeAsync(
        LoadedInstance loaded, Acting acting, Func<JsonObject?, Stimulus> stimulus, CancellationToken cancellationToken)
    {
        var definition = await definitions.GetAsync(
            db, loaded.Instance.DefinitionId, loaded.Instance.DefinitionVersion, cancellationToken);
        var state = InstanceStateJson.Deserialize(loaded.Instance.State);
        var frame = new StepFrame(acting, town.Of(loaded.Round), calendar, state.Bookmarks);
        var facts = loaded is { Item: { } item, Round: { } round } ? ItemFacts.Of(item, round, frame.Today) : null;
        var happened = stimulus(facts);
        return new(loaded, frame, definition, state, happened, interpreter.Advance(definition, state, happened));
    }

    /// <summary>Adds everything that follows to the context.</summary>
    internal async Task<StepResult> ApplyAsync(ComputedStep computed, CancellationToken cancellationToken)
    {
        var (loaded, frame, definition, before, happened, transition) = computed;
        var moves = await effects.ApplyAsync(loaded, frame, transition, cancellationToken);
        var owed = await db.TellFamilyAsync(transition.State, happened is Stimulus.Start, frame.Acting.At, cancellationToken);
        Store(loaded.Instance, definition, transition, frame.Acting);
        await faults.OweAsync(loaded, definition, frame.Acting, before, transition.State, cancellationToken);
        effects.Hurry(transition, owed);
        return new(transition, moves);
    }

    private void Store(StoredInstance instance, Definition definition, Transition transition, Acting acting)
    {
        var state = transition.State;
        instance.State = InstanceStateJson.Serialize(state);
        (instance.Status, instance.SubStatus) = (state.Status, state.SubStatus);
        if (instance.Status is InstanceStatus.Finished || instance.CorrelationId != state.CorrelationId)
        {
            // Over, or no longer about what it was started for: it stands in nobody's way.
            instance.ActivationKey = null;
        }

        (instance.Name, instance.CorrelationId) = (state.Name ?? instance.Name, state.CorrelationId);
        instance.IncidentCount = state.Incidents.Length;
        instance.UpdatedAt = acting.At;
        instance.FinishedAt = state.Status is InstanceStatus.Finished ? acting.At : null;
        instance.Version++;
        if (transition.Log is [var first, ..])
        {
            db.EngineLog.Add(new()
            {
                InstanceId = instance.Id,
                FirstSequence = first.Sequence,
                At = acting.At,
                Entries = EngineLogJson.Write(transition.Log, definition),
            });
        }
    }
}

/// <summary>What a step did: the engine's transition and the moves of the item.</summary>
public sealed record StepResult(Transition Transition, IReadOnlyList<MovedItem> Moves);

/// <summary>A step that is computed and not yet applied.</summary>
internal sealed record ComputedStep(
    LoadedInstance Loaded, StepFrame Frame, Definition Definition, InstanceState Before, Stimulus Stimulus, Transition Transition);
