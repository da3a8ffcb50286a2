using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Tests.Workflows;

/// <summary>Many instances of one small definition that wait: for their time or for an event.</summary>
internal sealed class DelayedInstances(World world)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The definition; every test has its own.</summary>
    public string Definition { get; } = $"waits-{Guid.NewGuid():N}";

    /// <summary>Publishes a definition whose root is this activity.</summary>
    public Task PublishAsync(string root) =>
        world.RunAsync<PublishDefinition>(async publish => Assert.IsType<PublishDefinition.Outcome.Done>(await publish.RunAsync(
            $$"""{"id":"{{Definition}}1","definitionId":"{{Definition}}","name":"x","version":1,"root":{{root}} }""", Cancel)));

    /// <summary>Starts so many, five hundred in a save.</summary>
    public async Task StartAsync(int count)
    {
        for (var begun = 0; begun < count; begun += 500)
        {
            await BeginAsync(Math.Min(500, count - begun));
        }
    }

    /// <summary>Instances that went on once and ended.</summary>
    public Task<int> EndedAsync() => world.ReadAsync(db => db.Instances.CountAsync(
        row => row.DefinitionId == Definition && row.SubStatus == InstanceSubStatus.Finished && row.Version == 2, Cancel));

    /// <summary>How often the journal says that one of them went on.</summary>
    public Task<int> ResumedAsync() => world.ReadAsync(db => db.Journal.CountAsync(
        entry => entry.Kind == "workflow.resumed" && db.Instances.Any(row => row.Id == entry.InstanceId && row.DefinitionId == Definition), Cancel));

    /// <summary>Their timers that are still there.</summary>
    public Task<List<InstanceTimer>> TimersAsync() => world.ReadAsync(db => db.Timers.AsNoTracking()
        .Where(timer => db.Instances.Any(row => row.Id == timer.InstanceId && row.DefinitionId == Definition)).ToListAsync(Cancel));

    private async Task BeginAsync(int count)
    {
        await using var scope = world.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RectifyDb>();
        var (steps, at) = (scope.ServiceProvider.GetRequiredService<InstanceStep>(), world.Clock.GetUtcNow());
        for (var number = 0; number < count; number++)
        {
            var id = Guid.NewGuid();
            var instance = new StoredInstance
            {
                Id = id,
                DefinitionId = Definition,
                DefinitionVersion = 1,
                State = InstanceStateJson.Serialize(InstanceState.New(id.ToString("N"), Definition, 1)),
                Status = InstanceStatus.Running,
                SubStatus = InstanceSubStatus.Pending,
                CreatedAt = at,
                UpdatedAt = at,
            };
            db.Instances.Add(instance);
            await steps.AdvanceAsync(new(instance, null, null, null), Acting.System("test", world.Clock), _ => new Stimulus.Start(at), Cancel);
        }

        await db.SaveChangesAsync(Cancel);
    }
}
