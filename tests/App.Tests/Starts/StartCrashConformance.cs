using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Starts;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Workflows;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Tests.Starts;

/// <summary>
/// A parent has ordered its children, and the process that starts them is killed between any two statements. Whatever the
/// moment, each child is there exactly once in the end, and its parent has heard of it once.
/// </summary>
public abstract class StartCrashConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private readonly string _id = $"crash-{Guid.NewGuid():N}";

    // Not every statement where a child begins as in the first case: each point is a process, and takes its time.
    [Theory]
    [InlineData("Dispatch", 1, 1)]
    [InlineData("Execute", 1, 2)]
    [InlineData("Bulk", 2, 5)]
    public async Task A_process_killed_between_any_two_statements_starts_each_child_once(string how, int children, int stride)
    {
        await using var world = await World.BuildAsync(Database);
        var administrator = await PublishAsync(world, how);
        var wake = world.Services.GetRequiredService<WakeTimers>();
        var (before, after) = (0, 0);
        for (var point = 1; ; point += stride)
        {
            Assert.True(point < 100, "The child is killed for ever: it counts something that never ends.");
            var parent = await StartAsync(world, administrator);

            var finished = await ChildProcess.RunAsync(GetType(), nameof(Child), Database, point, world.Clock.GetUtcNow());

            var orders = await world.ReadAsync(db => db.StartOrders.Where(row => row.ParentId == parent).Select(row => row.Id).ToListAsync(Cancel));
            (before, after) = await BegunAsync(world, orders) < children ? (before + 1, after) : (before, after + 1);
            await wake.RunAsync(Cancel);
            await wake.RunAsync(Cancel);

            Assert.Equal((children, children, children), (orders.Count, await BegunAsync(world, orders), await StartedAsync(world, orders)));
            Assert.Equal(InstanceSubStatus.Finished, await world.ReadAsync(db => db.Instances.Where(row => row.Id == parent).Select(row => row.SubStatus).SingleAsync(Cancel)));
            Assert.Equal(how == "Dispatch" ? 0 : children, await world.ReadAsync(db =>
                db.Journal.CountAsync(entry => entry.Kind == "workflow.resumed" && entry.InstanceId == parent, Cancel)));
            Assert.Equal(0, await world.ReadAsync(db => db.StartOrders.CountAsync(row => row.ParentId == parent && row.Phase != StartPhase.Done, Cancel)));
            if (finished)
            {
                break;
            }
        }

        // The proof means something only if it was killed before a child began, and, beside the one that came through, after all had.
        Assert.True(before >= 2 && after >= 2, $"{before} kills came before the children, {after} after them.");
    }

    /// <summary>Not a test: the process that the test above starts and kills.</summary>
    [Fact(Explicit = true)]
    public Task Child() => ChildProcess.ActAsync(async (product, _) =>
    {
        var wake = product.GetRequiredService<WakeTimers>();
        await wake.RunAsync(Cancel);
        await wake.RunAsync(Cancel);
    });

    private async Task<Viewer> PublishAsync(World world, string how)
    {
        var parent = how switch
        {
            "Bulk" => $$"""{"type":"Elsa.BulkDispatchWorkflows","version":1,"id":"b","workflowDefinitionId":{{Literal(_id)}},"items":{"typeName":"Object","expression":{"type":"Object","value":"[1,2]"} } }""",
            "Execute" => $$"""{"type":"Elsa.ExecuteWorkflow","version":1,"id":"x","workflowDefinitionId":{{Literal(_id)}},"waitForCompletion":{"typeName":"Boolean","expression":{"type":"Literal","value":true} } }""",
            _ => $$"""{"type":"Elsa.DispatchWorkflow","version":1,"id":"x","workflowDefinitionId":{{Literal(_id)}} }""",
        };
        foreach (var (id, root) in new[] { (_id, """{"type":"Elsa.Sequence","version":1,"id":"s","activities":[]}"""), ($"{_id}-parent", parent) })
        {
            await world.RunAsync<PublishDefinition>(async publish => Assert.IsType<PublishDefinition.Outcome.Done>(await publish.RunAsync(
                $$"""{"id":"{{id}}","definitionId":"{{id}}","name":"{{id}}","version":1,"root":{{root}} }""", Cancel)));
        }

        var administrator = await world.Services.GetRequiredService<PeopleDirectory>().ViewerAsync(world.Administrator, Cancel);
        Assert.NotNull(administrator);
        return administrator;
    }

    private async Task<Guid> StartAsync(World world, Viewer administrator)
    {
        await using var scope = world.Services.CreateAsyncScope();
        return Assert.IsType<StartWorkflow.Outcome.Started>(await scope.ServiceProvider.GetRequiredService<StartWorkflow>().RunAsync(
            new($"{_id}-parent", new(VersionKind.Published), administrator), Cancel)).InstanceId;
    }

    private static Task<int> BegunAsync(World world, List<Guid> orders) => world.ReadAsync(db => db.Instances.CountAsync(row => orders.Contains(row.Id), Cancel));

    private static Task<int> StartedAsync(World world, List<Guid> orders) => world.ReadAsync(db =>
        db.Journal.CountAsync(entry => entry.Kind == "workflow.started" && orders.Contains(entry.InstanceId ?? Guid.Empty), Cancel));

    private static string Literal(string text) => $$"""{"typeName":"Object","expression":{"type":"Literal","value":"{{text}}"} }""";
}

public sealed class StartCrashOnSqlite(SqliteDatabase database) : StartCrashConformance<SqliteDatabase>(database);

public sealed class StartCrashOnPostgres(PostgresDatabase database) : StartCrashConformance<PostgresDatabase>(database);
