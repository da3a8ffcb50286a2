using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Workflows;

/// <summary>Whether a definition lets another instance start while others run (激活策略): always, singleton, by correlation.</summary>
internal static class ActivationRules
{
    /// <summary>What of the new instance must be unique while it runs; two starts that both looked in the same moment meet there.</summary>
    public static string? KeyOf(Definition definition, string? correlationId) => definition.Options.Activation switch
    {
        ActivationStrategy.Singleton => $"singleton:{definition.DefinitionId}",
        ActivationStrategy.CorrelatedSingleton => $"correlated:{definition.DefinitionId}:{correlationId}",
        ActivationStrategy.Correlation when correlationId is not null => $"correlation:{correlationId}",
        _ => null,
    };

    /// <summary>True when the strategy the definition names forbids it now.</summary>
    public static Task<bool> ForbidsAsync(RectifyDb db, Definition definition, string? correlationId, CancellationToken cancellationToken)
    {
        var running = db.Instances.Where(instance => instance.Status == InstanceStatus.Running);
        return definition.Options.Activation switch
        {
            ActivationStrategy.Singleton => running.AnyAsync(instance => instance.DefinitionId == definition.DefinitionId, cancellationToken),
            ActivationStrategy.CorrelatedSingleton => running.AnyAsync(
                instance => instance.DefinitionId == definition.DefinitionId && instance.CorrelationId == correlationId, cancellationToken),
            ActivationStrategy.Correlation when correlationId is not null => running.AnyAsync(
                instance => instance.CorrelationId == correlationId, cancellationToken),
            _ => Task.FromResult(false),
        };
    }
}
