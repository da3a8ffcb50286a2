using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Benchmarks;

/// <summary>Starts many instances of one definition, five hundred in a save.</summary>
public static class Waiting
{
    /// <summary>Publishes the definition and starts so many; the ids are those of the instances.</summary>
    public static async Task<IReadOnlyList<Guid>> StartAsync(IServiceProvider services, System.Text.Json.Nodes.JsonObject definition, int count)
    {
        ArgumentNullException.ThrowIfNull(definition);
        await using (var scope = services.CreateAsyncScope())
        {
            if (await scope.ServiceProvider.GetRequiredService<PublishDefinition>().RunAsync(definition.ToJsonString(), CancellationToken.None)
                is not PublishDefinition.Outcome.Done)
            {
                throw new InvalidOperationException($"{definition["name"]} was not published.");
            }
        }

        var ids = new List<Guid>();
        for (var begun = 0; begun < count; begun += 500)
        {
            await BeginAsync(services, (string)definition["definitionId"]!, Math.Min(500, count - begun), ids);
        }

        return ids;
    }

    private static async Task BeginAsync(IServiceProvider services, string definition, int count, List<Guid> ids)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RectifyDb>();
        var (steps, clock) = (scope.ServiceProvider.GetRequiredService<InstanceStep>(), services.GetRequiredService<TimeProvider>());
        for (var number = 0; number < count; number++)
        {
            var (id, at) = (Guid.CreateVersion7(clock.GetUtcNow()), clock.GetUtcNow());
            var instance = new StoredInstance
            {
                Id = id,
                DefinitionId = definition,
                DefinitionVersion = 1,
                State = InstanceStateJson.Serialize(InstanceState.New(id.ToString("N"), definition, 1)),
                Status = InstanceStatus.Running,
                SubStatus = InstanceSubStatus.Pending,
                CreatedAt = at,
                UpdatedAt = at,
            };
            db.Instances.Add(instance);
            await steps.AdvanceAsync(new(instance, null, null, null), Acting.System("bench", clock), _ => new Stimulus.Start(at), CancellationToken.None);
            ids.Add(id);
        }

        await db.SaveChangesAsync();
    }
}
