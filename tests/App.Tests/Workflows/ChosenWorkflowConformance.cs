using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Moves;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tests.Workflows;

/// <summary>Which workflow a round's items start on (办理流程), stated once and run on every database.</summary>
public abstract class ChosenWorkflowConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static readonly DateOnly Due = new(2023, 9, 14);

    [Fact]
    public async Task Items_start_on_the_chosen_workflow_and_so_do_those_that_come_later()
    {
        await using var world = await World.BuildAsync(Database);
        await PublishCopyAsync(world, "town-own");
        var first = await world.RegisterAsync(Due);
        var told = await ToldAsync();

        var chosen = await AskAsync<StartItems, StartItems.Outcome>(world, start => start.RunAsync(new(world.Round, null, "town-own"), null, Cancel));
        var second = await world.StartAsync(Due);

        Assert.Equal(new StartItems.Outcome.Done(1), chosen);
        Assert.Equal(["town-own", "town-own"], await world.ReadAsync(db =>
            db.Instances.Where(row => row.ItemId == first || row.ItemId == second).Select(row => row.DefinitionId).ToListAsync(Cancel)));
        Assert.Equal(told + 1, await ToldAsync());
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(second, world.Leader, "Assigned"));
        Assert.Equal(ItemStatus.Implementing, (await world.ItemAsync(second)).Status);

        Task<int> ToldAsync() => world.ReadAsync(db => db.Journal.CountAsync(entry => entry.Kind == "round.workflow", Cancel));
    }

    [Fact]
    public async Task What_carries_no_item_or_is_not_published_starts_nothing()
    {
        await using var world = await World.BuildAsync(Database);
        var item = await world.RegisterAsync(Due);

        var general = await AskAsync<StartItems, StartItems.Outcome>(world, start => start.RunAsync(new(world.Round, null, "general-task"), null, Cancel));
        var missing = await AskAsync<StartItems, StartItems.Outcome>(world, start => start.RunAsync(new(world.Round, null, "nothing"), null, Cancel));

        Assert.Equal(new StartItems.Outcome.NotForItems("general-task"), general);
        Assert.Equal(new StartItems.Outcome.NotPublished("nothing"), missing);
        Assert.Equal(ItemStatus.Registered, (await world.ItemAsync(item)).Status);
        Assert.Equal("rectification", (await world.ReadAsync(db => db.Rounds.SingleAsync(round => round.Id == world.Round, Cancel))).Settings.DefinitionId);
    }

    [Fact]
    public async Task Only_published_workflows_with_steps_of_an_item_are_offered()
    {
        await using var world = await World.BuildAsync(Database);
        await PublishCopyAsync(world, "town-offered");

        var offered = await AskAsync<ItemDefinitions, IReadOnlyList<ItemDefinition>>(world, definitions => definitions.ListAsync(Cancel));

        var ids = offered.Select(one => one.DefinitionId).ToList();
        Assert.Contains("rectification", ids);
        Assert.Contains("town-offered", ids);
        Assert.DoesNotContain("general-task", ids);
    }

    [Fact]
    public async Task The_reminder_plan_of_an_activity_counts_for_the_items_that_reach_it()
    {
        await using var world = await World.BuildAsync(Database);
        await PublishCopyAsync(world, "town-plan", root =>
            Versions.Set(root, Versions.Implement, "reminderPlan", """{ "workingDays": [2], "sendingHour": "10:00" }"""));
        Assert.Equal(new StartItems.Outcome.Done(0), await AskAsync<StartItems, StartItems.Outcome>(world, start => start.RunAsync(new(world.Round, null, "town-plan"), null, Cancel)));
        var item = await world.StartAsync(Due);

        var before = await NextReminderAsync(world, item);
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.Leader, "Assigned"));
        var after = await NextReminderAsync(world, item);

        Assert.Equal(new(2023, 9, 12, 2, 0, 0, TimeSpan.Zero), after);   // two working days before, at ten in the town
        Assert.NotEqual(before, after);
    }

    private static Task<DateTimeOffset?> NextReminderAsync(World world, ItemId item) =>
        world.ReadAsync(db => db.Watches.Where(watch => watch.ItemId == item).Select(watch => watch.NextReminderAt).SingleOrDefaultAsync(Cancel));

    private static async Task PublishCopyAsync(World world, string id, Action<JsonObject>? change = null)
    {
        var json = await world.ReadAsync(db => db.Definitions.Where(row => row.DefinitionId == "rectification").Select(row => row.Json).SingleAsync(Cancel));
        var copy = json.Replace("\"definitionId\": \"rectification\"", $"\"definitionId\": \"{id}\"", StringComparison.Ordinal);
        if (change is not null)
        {
            var workflow = (JsonObject)JsonNode.Parse(copy)!;
            change((JsonObject)workflow["root"]!);
            copy = workflow.ToJsonString();
        }

        Assert.IsType<PublishDefinition.Outcome.Done>(await AskAsync<PublishDefinition, PublishDefinition.Outcome>(
            world, publish => publish.RunAsync(copy, Cancel)));
    }

    private static async Task<TAnswer> AskAsync<TUseCase, TAnswer>(World world, Func<TUseCase, Task<TAnswer>> ask) where TUseCase : notnull
    {
        await using var scope = world.Services.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<TUseCase>());
    }
}

public sealed class ChosenWorkflowOnSqlite(SqliteDatabase database) : ChosenWorkflowConformance<SqliteDatabase>(database);

public sealed class ChosenWorkflowOnPostgres(PostgresDatabase database) : ChosenWorkflowConformance<PostgresDatabase>(database);
