using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Workflows;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Tests.Starts;

/// <summary>What activation strategies promise when many start in one moment, on every database.</summary>
public abstract class ActivationConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private const int Starts = 12;
    private readonly string _id = $"once-{Guid.NewGuid():N}";

    [Theory]
    [InlineData("Singleton", "甲", "乙", 1)]
    [InlineData("CorrelatedSingleton", "甲", "甲", 1)]
    [InlineData("CorrelatedSingleton", "甲", "乙", 2)]
    [InlineData("Correlation", "甲", "甲", 1)]
    [InlineData("Correlation", "甲", "乙", 2)]
    [InlineData("AllowAlways", "甲", "甲", Starts)]
    public async Task Of_many_starts_in_one_moment_as_many_run_as_the_strategy_allows(string strategy, string odd, string even, int expected)
    {
        await using var world = await World.BuildAsync(Database);
        var administrator = await PublishAsync(world, strategy);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, Starts).Select(number => Task.Run(() => StartAsync(world, administrator, $"{_id}-{(number % 2 == 0 ? even : odd)}"))));

        Assert.Equal(expected, outcomes.Count(outcome => outcome is StartWorkflow.Outcome.Started));
        Assert.Equal(Starts - expected, outcomes.Count(outcome => outcome is StartWorkflow.Outcome.CannotStart));
        Assert.Equal(expected, await world.ReadAsync(db => db.Instances.CountAsync(row => row.DefinitionId == _id && row.Status == InstanceStatus.Running, Cancel)));
    }

    [Fact]
    public async Task The_next_one_starts_when_the_first_is_over()
    {
        await using var world = await World.BuildAsync(Database);
        var administrator = await PublishAsync(world, "Singleton");
        var first = Assert.IsType<StartWorkflow.Outcome.Started>(await StartAsync(world, administrator, null)).InstanceId;
        Assert.IsType<StartWorkflow.Outcome.CannotStart>(await StartAsync(world, administrator, null));

        await world.RunAsync<SteerInstance>(async steer => Assert.IsType<SteerInstance.Outcome.Done>(await steer.CancelAsync(first, administrator, Cancel)));

        Assert.IsType<StartWorkflow.Outcome.Started>(await StartAsync(world, administrator, null));
    }

    [Fact]
    public async Task Two_definitions_published_in_one_moment_do_not_both_get_one_address()
    {
        await using var world = await World.BuildAsync(Database);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(async () =>
        {
            await using var scope = world.Services.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<PublishDefinition>().RunAsync($$"""
                {"id":"{{_id}}{{number}}","definitionId":"{{_id}}{{number}}","name":"流程{{number}}","version":1,"root":{"type":"Elsa.HttpEndpoint","version":1,"id":"in",
                 "customProperties":{"canStartWorkflow":true},"path":{{Literal($"\"{_id}/{{p{number}}}\"")}},"authorize":{{Literal("true")}} } }
                """, Cancel);
        })));

        Assert.Equal(1, outcomes.Count(outcome => outcome is PublishDefinition.Outcome.Done));
        Assert.All(outcomes.OfType<PublishDefinition.Outcome.Refused>(), refused => Assert.Contains("流程", Assert.Single(refused.Problems).Message, StringComparison.Ordinal));
        Assert.Equal(3, outcomes.Count(outcome => outcome is PublishDefinition.Outcome.Refused));
        Assert.Equal(1, await world.ReadAsync(db => db.HttpListeners.CountAsync(row => row.Prefix == _id, Cancel)));
    }

    private static async Task<StartWorkflow.Outcome> StartAsync(World world, Viewer administrator, string? correlationId, string? id = null)
    {
        await using var scope = world.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<StartWorkflow>()
            .RunAsync(new(id ?? "", new(VersionKind.Published), administrator) { CorrelationId = correlationId }, Cancel);
    }

    private Task<StartWorkflow.Outcome> StartAsync(World world, Viewer administrator, string? correlationId) => StartAsync(world, administrator, correlationId, _id);

    private async Task<Viewer> PublishAsync(World world, string strategy)
    {
        await world.RunAsync<PublishDefinition>(async publish => Assert.IsType<PublishDefinition.Outcome.Done>(await publish.RunAsync($$"""
            {"id":"{{_id}}","definitionId":"{{_id}}","name":"{{_id}}","version":1,
             "options":{"activationStrategyType":"Elsa.Workflows.Runtime.ActivationValidators.{{strategy}}Strategy, Elsa.Workflows.Runtime"},
             "root":{"type":"Elsa.Delay","version":1,"id":"d","timeSpan":{{Literal("\"400.00:00:00\"")}} } }
            """, Cancel)));
        var administrator = await world.Services.GetRequiredService<PeopleDirectory>().ViewerAsync(world.Administrator, Cancel);
        Assert.NotNull(administrator);
        return administrator;
    }

    private static string Literal(string json) => $$"""{"typeName":"Object","expression":{"type":"Literal","value":{{json}}} }""";
}

public sealed class ActivationOnSqlite(SqliteDatabase database) : ActivationConformance<SqliteDatabase>(database);

public sealed class ActivationOnPostgres(PostgresDatabase database) : ActivationConformance<PostgresDatabase>(database);
