using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Workflows;

/// <summary>
/// Starts an instance of any definition that is about no item (启动流程), as the designer's Run does. The version is frozen
/// with the first instance, so the instance keeps the graph it started with.
/// </summary>
public sealed class StartWorkflow(RectifyDb db, InstanceStep step, DefinitionQueries queries, ReviewDefinition review, TimeProvider clock)
{
    private const int Attempts = 5;

    /// <summary>Starts the newest of the versions meant.</summary>
    public async Task<Outcome> RunAsync(Command command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (!command.By.Is(Roles.Administrator))
        {
            return new Outcome.NotAllowed();
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await StartAsync(command, cancellationToken);
            }
            catch (FormatException error)
            {
                return new Outcome.Refused([error.Message]);
            }
            catch (DbUpdateException error) when (error.IsLostRace && attempt < Attempts)
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    private async Task<Outcome> StartAsync(Command command, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await queries.FindAsync(command.DefinitionId, command.Versions, cancellationToken) is not { } found)
        {
            return new Outcome.NotFound();
        }

        if ((await review.ReadAsync(found.Json, cancellationToken)).Definition is not { } definition)
        {
            return new Outcome.Refused([.. (await review.RunAsync(found.Json, cancellationToken)).Errors.Select(error => error.ToString())]);
        }

        if (await ActivationRules.ForbidsAsync(db, definition, command.CorrelationId, cancellationToken))
        {
            return new Outcome.CannotStart();
        }

        var acting = Acting.Person(command.By.Id, clock);
        if (found.FrozenAt is null)
        {
            db.Attach(found);
            found.FrozenAt = acting.At;
            found.Revision++;
            await db.SaveChangesAsync(cancellationToken);
        }

        var instance = Instance(command, found, acting);
        instance.ActivationKey = ActivationRules.KeyOf(definition, command.CorrelationId);
        db.Instances.Add(instance);
        await step.AdvanceAsync(
            new(instance, null, null, null), acting,
            facts => new Stimulus.Start(acting.At, command.Input, command.TriggerActivityId) { Facts = facts }, cancellationToken);
        db.Record(acting, "workflow.started", new() { ["definition"] = found.DefinitionId, ["version"] = found.Version }, null, instance.Id);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new Outcome.Started(instance.Id);
    }

    private static StoredInstance Instance(Command command, StoredDefinition definition, Acting acting)
    {
        var id = Guid.CreateVersion7(acting.At);
        return new()
        {
            Id = id,
            DefinitionId = definition.DefinitionId,
            DefinitionVersion = definition.Version,
            Name = command.Name,
            CorrelationId = command.CorrelationId,
            State = InstanceStateJson.Serialize(
                InstanceState.New(id.ToString("N"), definition.DefinitionId, definition.Version, command.CorrelationId)),
            Status = InstanceStatus.Running,
            SubStatus = InstanceSubStatus.Pending,
            CreatedAt = acting.At,
            UpdatedAt = acting.At,
        };
    }

    /// <param name="DefinitionId">The definition's logical id.</param>
    /// <param name="Versions">Which of its versions; the newest of them is started.</param>
    public sealed record Command(string DefinitionId, VersionOptions Versions, Viewer By)
    {
        public string? Name { get; init; }
        public string? CorrelationId { get; init; }

        /// <summary>The trigger it starts from; null takes the start of the drawing.</summary>
        public string? TriggerActivityId { get; init; }

        public JsonObject? Input { get; init; }
    }

    public abstract record Outcome
    {
        private Outcome() { }

        public sealed record Started(Guid InstanceId) : Outcome;

        public sealed record NotFound : Outcome;

        public sealed record NotAllowed : Outcome;

        /// <summary>The definition's activation strategy forbids another instance now.</summary>
        public sealed record CannotStart : Outcome;

        public sealed record Refused(IReadOnlyList<string> Problems) : Outcome;
    }
}
