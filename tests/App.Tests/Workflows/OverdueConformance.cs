using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Tests.Workflows;

/// <summary>After downtime everything overdue fires exactly once. RECTIFY_SOAK=1 takes ten thousand and tells how long it took.</summary>
public abstract class OverdueConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static int Many => Environment.GetEnvironmentVariable("RECTIFY_SOAK") == "1" ? 10_000 : 450;

    [Fact]
    public async Task Timers_that_fell_due_while_nothing_ran_each_fire_once()
    {
        await using var world = await World.BuildAsync(Database);
        var definition = $"overdue-{Guid.NewGuid():N}";
        await world.RunAsync<PublishDefinition>(async publish => Assert.IsType<PublishDefinition.Outcome.Done>(await publish.RunAsync($$"""
            {"id":"{{definition}}1","definitionId":"{{definition}}","name":"x","version":1,
             "root":{"type":"Elsa.Delay","version":1,"id":"d","timeSpan":"1.00:00:00"} }
            """, Cancel)));
        for (var begun = 0; begun < Many; begun += 500)
        {
            await BeginAsync(world, definition, Math.Min(500, Many - begun));
        }

        world.Clock.Advance(TimeSpan.FromDays(3));
        var wake = world.Services.GetRequiredService<WakeTimers>();
        var watch = Stopwatch.StartNew();
        await (Many > 1_000 ? wake.RunAsync(Cancel) : Task.WhenAll(wake.RunAsync(Cancel), wake.RunAsync(Cancel)));
        TestContext.Current.TestOutputHelper?.WriteLine($"{Many} overdue timers fired in {watch.Elapsed.TotalSeconds:0.0} s.");
        await wake.RunAsync(Cancel);

        Assert.Equal(Many, await world.ReadAsync(db => db.Instances.CountAsync(
            row => row.DefinitionId == definition && row.SubStatus == InstanceSubStatus.Finished && row.Version == 2, Cancel)));
        Assert.Equal(Many, await world.ReadAsync(db => db.Journal.CountAsync(
            entry => entry.Kind == "workflow.resumed" && db.Instances.Any(row => row.Id == entry.InstanceId && row.DefinitionId == definition), Cancel)));
        Assert.False(await world.ReadAsync(db => db.Timers.AnyAsync(
            timer => db.Instances.Any(row => row.Id == timer.InstanceId && row.DefinitionId == definition), Cancel)));
    }

    private static async Task BeginAsync(World world, string definition, int count)
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
                DefinitionId = definition,
                DefinitionVersion = 1,
                State = InstanceStateJson.Serialize(InstanceState.New(id.ToString("N"), definition, 1)),
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

public sealed class OverdueOnSqlite(SqliteDatabase database) : OverdueConformance<SqliteDatabase>(database);

public sealed class OverdueOnPostgres(PostgresDatabase database) : OverdueConformance<PostgresDatabase>(database);
