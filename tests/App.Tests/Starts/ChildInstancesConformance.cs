using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Starts;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Workflows;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Tests.Starts;

/// <summary>What instances that start others are promised, on every database.</summary>
public abstract class ChildInstancesConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private readonly string _child = $"child-{Guid.NewGuid():N}";

    [Fact]
    public async Task A_parent_waits_for_its_child_and_gets_its_output_once()
    {
        await using var world = await World.BuildAsync(Database);
        await PublishAsync(world, _child, Sequence(Wait("01:00:00"), SetOutput("Answer", 42)));
        var parent = await BeginAsync(world, Sequence(Execute(_child, wait: true)), """[]""");
        var wake = world.Services.GetRequiredService<WakeTimers>();

        await Task.WhenAll(wake.RunAsync(Cancel), wake.RunAsync(Cancel));
        var child = Assert.Single(await ChildrenAsync(world, parent));
        Assert.Equal((InstanceStatus.Running, InstanceStatus.Running), (await StatusAsync(world, parent), await StatusAsync(world, child.Id)));

        world.Clock.Advance(TimeSpan.FromHours(2));
        await Task.WhenAll(wake.RunAsync(Cancel), wake.RunAsync(Cancel));
        await wake.RunAsync(Cancel);

        Assert.Equal(InstanceStatus.Finished, await StatusAsync(world, parent));
        Assert.Equal("""{"Answer":42}""", (await StateAsync(world, parent)).LastResult?.ToJsonString());
        Assert.Equal(StartPhase.Done, Assert.Single(await ChildrenAsync(world, parent)).Phase);
        Assert.Equal(1, await world.ReadAsync(db => db.Journal.CountAsync(entry => entry.InstanceId == child.Id && entry.Kind == "workflow.started", Cancel)));
    }

    [Fact]
    public async Task A_workflow_that_is_not_published_is_an_incident_and_starts_when_it_was_published_and_retried()
    {
        await using var world = await World.BuildAsync(Database);
        var parent = await BeginAsync(world, Sequence(Execute(_child, wait: true)));
        var wake = world.Services.GetRequiredService<WakeTimers>();
        await wake.RunAsync(Cancel);
        Assert.Contains(_child, Assert.Single((await StateAsync(world, parent)).Incidents).Message, StringComparison.Ordinal);

        await PublishAsync(world, _child, SetOutput("Answer", 1));
        var administrator = await world.Services.GetRequiredService<PeopleDirectory>().ViewerAsync(world.Administrator, Cancel);
        Assert.NotNull(administrator);
        await world.RunAsync<SteerInstance>(async steer => Assert.IsType<SteerInstance.Outcome.Done>(await steer.RetryAsync(parent, administrator, Cancel)));
        await wake.RunAsync(Cancel);

        Assert.Equal(InstanceSubStatus.Finished, (await StateAsync(world, parent)).SubStatus);
    }

    [Fact]
    public async Task One_child_is_started_for_each_element_and_all_are_awaited()
    {
        await using var world = await World.BuildAsync(Database);
        await PublishAsync(world, _child, SetOutput("Answer", 1));
        var parent = await BeginAsync(world, $$"""
            {"type":"Elsa.BulkDispatchWorkflows","version":1,"id":"b","workflowDefinitionId":{{Literal(_child)}} ,
             "items":{"typeName":"Object","expression":{"type":"Object","value":"[1,2,3,4,5]"} } }
            """);

        await world.Services.GetRequiredService<WakeTimers>().RunAsync(Cancel);

        Assert.Equal(5, (await ChildrenAsync(world, parent)).Count(child => child.Phase is StartPhase.Done));
        Assert.Equal(InstanceSubStatus.Finished, (await StateAsync(world, parent)).SubStatus);
    }

    [Fact]
    public async Task A_singleton_is_not_started_twice()
    {
        await using var world = await World.BuildAsync(Database);
        await PublishAsync(world, _child, Wait("400.00:00:00"), """{"activationStrategyType":"Elsa.Workflows.Runtime.ActivationValidators.SingletonStrategy, Elsa.Workflows.Runtime"}""");
        var first = await BeginAsync(world, Execute(_child, wait: true));
        var wake = world.Services.GetRequiredService<WakeTimers>();
        await wake.RunAsync(Cancel);
        var second = await BeginAsync(world, Execute(_child, wait: true));
        await wake.RunAsync(Cancel);

        Assert.Equal(InstanceSubStatus.Suspended, (await StateAsync(world, first)).SubStatus);
        Assert.Contains("activation strategy", Assert.Single((await StateAsync(world, second)).Incidents).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Children_end_when_their_parent_is_cancelled()
    {
        await using var world = await World.BuildAsync(Database);
        await PublishAsync(world, _child, Wait("400.00:00:00"));
        var parent = await BeginAsync(world, Sequence(Execute(_child, wait: true)));
        var wake = world.Services.GetRequiredService<WakeTimers>();
        await wake.RunAsync(Cancel);
        var child = Assert.Single(await ChildrenAsync(world, parent)).Id;
        var administrator = await world.Services.GetRequiredService<PeopleDirectory>().ViewerAsync(world.Administrator, Cancel);
        Assert.NotNull(administrator);

        await world.RunAsync<SteerInstance>(async steer => Assert.IsType<SteerInstance.Outcome.Done>(await steer.CancelAsync(parent, administrator, Cancel)));
        await wake.RunAsync(Cancel);

        Assert.Equal(InstanceSubStatus.Cancelled, (await StateAsync(world, child)).SubStatus);
        Assert.False(await world.ReadAsync(db => db.Timers.AnyAsync(timer => timer.InstanceId == child, Cancel)));
    }

    private static string Sequence(params string[] activities) =>
        $$"""{"type":"Elsa.Sequence","version":1,"id":"s","activities":[{{string.Join(',', activities)}}]}""";

    private static string Execute(string child, bool wait) =>
        $$"""{"type":"Elsa.ExecuteWorkflow","version":1,"id":"x","workflowDefinitionId":{{Literal(child)}},"waitForCompletion":{{Literal(wait)}} }""";

    private static string Wait(string time) => $$"""{"type":"Elsa.Delay","version":1,"id":"d","timeSpan":{{Literal(time)}}}""";

    private static string SetOutput(string name, int value) =>
        $$"""{"type":"Elsa.SetOutput","version":1,"id":"o","outputName":{{Literal(name)}},"outputValue":{{Literal(value)}}}""";

    private static string Literal(JsonNode value) => new JsonObject
    {
        ["typeName"] = "Object",
        ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value },
    }.ToJsonString();

    private static async Task PublishAsync(World world, string id, string root, string options = "{}", string variables = "[]") =>
        await world.RunAsync<PublishDefinition>(async publish => Assert.IsType<PublishDefinition.Outcome.Done>(await publish.RunAsync(
            $$"""{"id":"{{id}}1","definitionId":"{{id}}","name":"{{id}}","version":1,"options":{{options}},"variables":{{variables}},"root":{{root}}}""", Cancel)));

    /// <summary>Publishes the definition and starts an instance of it that is about no item.</summary>
    private static async Task<Guid> BeginAsync(World world, string root, string variables = "[]")
    {
        var definition = $"parent-{Guid.NewGuid():N}";
        await PublishAsync(world, definition, root, variables: variables);
        await using var scope = world.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Data.RectifyDb>();
        var (id, at) = (Guid.NewGuid(), world.Clock.GetUtcNow());
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
        await scope.ServiceProvider.GetRequiredService<InstanceStep>().AdvanceAsync(
            new(instance, null, null, null), Acting.System("test", world.Clock), _ => new Stimulus.Start(at), Cancel);
        await db.SaveChangesAsync(Cancel);
        return id;
    }

    private static Task<List<StartOrder>> ChildrenAsync(World world, Guid parent) =>
        world.ReadAsync(db => db.StartOrders.AsNoTracking().Where(link => link.ParentId == parent).ToListAsync(Cancel));

    private static Task<InstanceStatus> StatusAsync(World world, Guid instance) => world.ReadAsync(db =>
        db.Instances.Where(row => row.Id == instance).Select(row => row.Status).SingleAsync(Cancel));

    private static async Task<InstanceState> StateAsync(World world, Guid instance) => InstanceStateJson.Deserialize(await world.ReadAsync(db =>
        db.Instances.Where(row => row.Id == instance).Select(row => row.State).SingleAsync(Cancel)));
}

public sealed class ChildInstancesOnSqlite(SqliteDatabase database) : ChildInstancesConformance<SqliteDatabase>(database);

public sealed class ChildInstancesOnPostgres(PostgresDatabase database) : ChildInstancesConformance<PostgresDatabase>(database);
