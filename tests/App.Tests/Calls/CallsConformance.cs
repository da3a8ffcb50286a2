using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Calls;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Starts;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Workflows;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Tests.Calls;

/// <summary>A workflow that sends a request gets its answer once, on every database.</summary>
public abstract class CallsConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private readonly string _id = $"calling-{Guid.NewGuid():N}";

    [Fact]
    public async Task The_answer_lets_the_instance_go_on_once()
    {
        await using var server = new TinyServer(_ => TinyServer.Ok("""{"sum":7}""", "application/json"));
        await using var world = await World.BuildAsync(Database, services =>
            services.Configure<CallOptions>(options => options.AllowedPrivateHosts.Add($"localhost:{server.Port}")));
        await StartAsync(world, $"http://localhost:{server.Port}/");
        var calls = world.Services.GetRequiredService<SendCalls>();

        await Task.WhenAll(calls.RunAsync(Cancel), calls.RunAsync(Cancel));
        await calls.RunAsync(Cancel);

        var state = await StateAsync(world);
        Assert.Equal((InstanceSubStatus.Finished, """{"sum":7}"""), (state.SubStatus, state.LastResult?["content"]?.ToString()));
        Assert.Single(server.Requests);
        Assert.False(await world.ReadAsync(db => db.Calls.AnyAsync(Cancel)));
    }

    [Fact]
    public async Task A_server_that_is_not_listed_is_an_incident()
    {
        await using var world = await World.BuildAsync(Database);
        await StartAsync(world, "http://localhost:1/");
        await world.Services.GetRequiredService<SendCalls>().RunAsync(Cancel);

        Assert.Contains("not on the list", Assert.Single((await StateAsync(world)).Incidents).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "Finished", 1)]
    [InlineData("POST", "Finished", 0)]
    public async Task After_a_crash_while_sending_only_what_may_be_repeated_is_sent_again(string method, string expected, int sent)
    {
        await using var server = new TinyServer(_ => TinyServer.Ok("ok"));
        await using var world = await World.BuildAsync(Database, services =>
            services.Configure<CallOptions>(options => options.AllowedPrivateHosts.Add($"localhost:{server.Port}")));
        await StartAsync(world, $"http://localhost:{server.Port}/", method);
        await world.ReadAsync(db => db.Calls.ExecuteUpdateAsync(row => row.SetProperty(call => call.Phase, CallPhase.Sending), Cancel));

        await world.Services.GetRequiredService<SendCalls>().RunAsync(Cancel);

        Assert.Equal(expected, (await StateAsync(world)).SubStatus.ToString());
        Assert.Equal(sent, server.Requests.Count);
    }

    private async Task StartAsync(World world, string url, string method = "GET")
    {
        await world.RunAsync<PublishDefinition>(async publish => Assert.IsType<PublishDefinition.Outcome.Done>(await publish.RunAsync($$"""
            {"id":"{{_id}}","definitionId":"{{_id}}","name":"{{_id}}","version":1,
             "root":{"type":"Elsa.FlowSendHttpRequest","version":1,"id":"c","url":"{{url}}","method":"{{method}}"} }
            """, Cancel)));
        await world.ReadAsync(db =>
        {
            db.StartOrders.Add(new() { Id = Guid.NewGuid(), DefinitionId = _id, Input = "{}", Phase = StartPhase.ToStart, DueAt = world.Clock.GetUtcNow() });
            return db.SaveChangesAsync(Cancel);
        });
        await world.Services.GetRequiredService<WakeTimers>().RunAsync(Cancel);
    }

    private async Task<InstanceState> StateAsync(World world) => InstanceStateJson.Deserialize(await world.ReadAsync(db =>
        db.Instances.Where(row => row.DefinitionId == _id).Select(row => row.State).SingleAsync(Cancel)));
}

public sealed class CallsOnSqlite(SqliteDatabase database) : CallsConformance<SqliteDatabase>(database);

public sealed class CallsOnPostgres(PostgresDatabase database) : CallsConformance<PostgresDatabase>(database);
