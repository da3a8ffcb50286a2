using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Workflows;

/// <summary>Whether a definition lets another instance start while others run (激活策略): always, singleton, by correlation.</summary>
internal static class ActivationRules
{
    /// <summary>True when the strategy the definition names forbids it now.</summary>
    public static Task<bool> ForbidsAsync(RectifyDb db, StoredDefinition definition, string? correlationId, CancellationToken cancellationToken)
    {
        var options = DefinitionText.Read(definition.Json)?["options"] as JsonObject;
        var strategy = options is null ? null : ActivityTree.Text(options, "activationStrategyType");
        var running = db.Instances.Where(instance => instance.Status == InstanceStatus.Running);
        return Kind(strategy) switch
        {
            "Singleton" => running.AnyAsync(instance => instance.DefinitionId == definition.DefinitionId, cancellationToken),
            "CorrelatedSingleton" => running.AnyAsync(
                instance => instance.DefinitionId == definition.DefinitionId && instance.CorrelationId == correlationId, cancellationToken),
            "Correlation" when correlationId is not null => running.AnyAsync(instance => instance.CorrelationId == correlationId, cancellationToken),
            _ => Task.FromResult(false),
        };
    }

    // "Elsa.Workflows.Runtime.ActivationValidators.SingletonStrategy, Elsa.Workflows.Runtime" and "Singleton" mean the same.
    private static string Kind(string? strategy)
    {
        var name = (strategy ?? "").Split(',')[0];
        name = name[(name.LastIndexOf('.') + 1)..];
        return name.EndsWith("Strategy", StringComparison.Ordinal) ? name[..^"Strategy".Length] : name;
    }
}
