using System.Text.Json.Nodes;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Starts;

/// <summary>Starts an instance that was ordered (启动子流程), about the same item as its parent if it has one: one save.</summary>
public sealed class StartOrdered(RectifyDb db, InstanceStep step, DefinitionCatalog definitions, TimeProvider clock)
{
    /// <summary>Starts it, or tells the parent why it cannot be; nothing when that was done already.</summary>
    public async Task RunAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await db.StartOrders.FindAsync([id], cancellationToken) is not { Phase: StartPhase.ToStart } link)
        {
            return;
        }

        var acting = Acting.System("child", clock);
        if (await DefinitionCatalog.PublishedVersionAsync(db, link.DefinitionId, cancellationToken) is not { } version)
        {
            StartOrders.Owe(link, ChildReports.Missing(link.DefinitionId), acting.At);
        }
        else if (await definitions.GetAsync(db, link.DefinitionId, version, cancellationToken) is var definition
            && await ActivationRules.ForbidsAsync(db, definition, link.CorrelationId, cancellationToken))
        {
            StartOrders.Owe(link, ChildReports.NotStarted(
                $"The activation strategy of '{link.DefinitionId}' allows no other instance while one runs. Wait until it has ended, then retry."), acting.At);
        }
        else
        {
            await StartAsync(link, definition, acting, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Gives up: the parent's activity faults with the reason, and can be retried.</summary>
    public async Task RefuseAsync(Guid id, string reason, CancellationToken cancellationToken)
    {
        if (await db.StartOrders.FindAsync([id], cancellationToken) is { Phase: StartPhase.ToStart } link)
        {
            StartOrders.Owe(link, ChildReports.NotStarted(reason), clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    private async Task StartAsync(StartOrder link, Definition definition, Acting acting, CancellationToken cancellationToken)
    {
        var version = definition.Version;
        var parent = link.ParentId is { } parentId ? await db.LoadByInstanceAsync(parentId, cancellationToken) : null;
        var instance = new StoredInstance
        {
            Id = link.Id,
            DefinitionId = link.DefinitionId,
            DefinitionVersion = version,
            ItemId = parent?.Instance.ItemId,
            CorrelationId = link.CorrelationId,
            ActivationKey = ActivationRules.KeyOf(definition, link.CorrelationId),
            State = InstanceStateJson.Serialize(InstanceState.New(link.Id.ToString("N"), link.DefinitionId, version, link.CorrelationId)),
            Status = InstanceStatus.Running,
            SubStatus = InstanceSubStatus.Pending,
            CreatedAt = acting.At,
            UpdatedAt = acting.At,
        };
        db.Instances.Add(instance);
        var input = JsonNode.Parse(link.Input) as JsonObject;
        var payload = link.TriggerPayload is null ? null : JsonNode.Parse(link.TriggerPayload) as JsonObject;
        await step.AdvanceAsync(new(instance, parent?.Item, parent?.Round, parent?.Watch), acting,
            facts => new Stimulus.Start(acting.At, input, link.TriggerActivityId) { Facts = facts, TriggerPayload = payload }, cancellationToken);
        if (link.Phase is StartPhase.ToStart)
        {
            link.Turn(link.ParentId is null ? StartPhase.Done : StartPhase.Running, null);
        }

        db.Record(acting, "workflow.started",
            new() { ["definition"] = link.DefinitionId, ["version"] = version, ["parent"] = link.ParentId?.ToString("N"), ["trigger"] = link.TriggerActivityId }, instance.ItemId, link.Id);
    }
}
