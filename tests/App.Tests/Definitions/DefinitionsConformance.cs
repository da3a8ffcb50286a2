using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Workflows;
using Rectify.Workflow.App.Workflows;

namespace Rectify.Workflow.App.Tests.Definitions;

/// <summary>What the storage of definitions promises on every database.</summary>
public abstract class DefinitionsConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    [Fact]
    public async Task Many_saves_at_once_leave_one_latest_and_lose_nothing_silently()
    {
        await using var world = await World.BuildAsync(Database);
        var first = await SaveAsync(world, Drawn("racing"), publish: true);
        var saved = Assert.IsType<SaveDefinition.Outcome.Done>(first).Saved;

        // Five administrators opened the published version; one of them gets the new draft, the others are told.
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 5).Select(number =>
            SaveAsync(world, Stamped(Drawn("racing", $"第{number}人"), saved), publish: false, other: Guid.NewGuid())));
        var rows = await world.ReadAsync(db => db.Definitions.AsNoTracking().Where(row => row.DefinitionId == "racing").ToListAsync(Cancel));

        Assert.Single(outcomes.OfType<SaveDefinition.Outcome.Done>());
        Assert.Equal(4, outcomes.OfType<SaveDefinition.Outcome.ChangedMeanwhile>().Count());
        Assert.Equal([1, 2], rows.Select(row => row.Version).Order());
        Assert.Equal(2, Assert.Single(rows, row => row.IsLatest).Version);
        Assert.Equal(1, Assert.Single(rows, row => row.IsPublished).Version);
    }

    [Fact]
    public async Task The_same_persons_second_tab_is_told_too_once_the_former_save_is_over()
    {
        await using var world = await World.BuildAsync(Database);
        var opened = Assert.IsType<SaveDefinition.Outcome.Done>(await SaveAsync(world, Drawn("tabs"), publish: false)).Saved;
        var stale = Stamped(Drawn("tabs", "第二个标签页"), opened);
        await SaveAsync(world, Stamped(Drawn("tabs", "第一个标签页"), opened), publish: false);

        world.Clock.Advance(TimeSpan.FromSeconds(11));
        var late = await SaveAsync(world, stale, publish: false);

        Assert.IsType<SaveDefinition.Outcome.ChangedMeanwhile>(late);
        Assert.Equal("第一个标签页", (await world.ReadAsync(db => db.Definitions.AsNoTracking().SingleAsync(row => row.DefinitionId == "tabs", Cancel))).Description);
    }

    [Fact]
    public async Task Publishing_and_rolling_back_at_once_keep_one_published_and_one_latest()
    {
        await using var world = await World.BuildAsync(Database);
        await SaveAsync(world, Drawn("steering"), publish: true);
        await SaveAsync(world, Drawn("steering", "二"), publish: false);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(async number =>
        {
            await using var scope = world.Services.CreateAsyncScope();
            var change = scope.ServiceProvider.GetRequiredService<ChangeDefinition>();
            return number % 2 == 0
                ? await change.PublishAsync("steering", Viewer(world), Cancel)
                : await change.RevertAsync("steering", 1, Viewer(world), Cancel);
        }));
        var rows = await world.ReadAsync(db => db.Definitions.AsNoTracking().Where(row => row.DefinitionId == "steering").ToListAsync(Cancel));

        Assert.Single(rows, row => row.IsLatest);
        Assert.Single(rows, row => row.IsPublished);
        Assert.Equal(rows.Max(row => row.Version), rows.Single(row => row.IsLatest).Version);
        Assert.Equal(5, rows.Count);
    }

    [Fact]
    public async Task A_frozen_version_never_changes_and_its_number_is_never_given_again()
    {
        await using var world = await World.BuildAsync(Database);
        await SaveAsync(world, Drawn("frozen"), publish: false);
        var started = await StartAsync(world, "frozen");
        await SaveAsync(world, Drawn("frozen", "改过"), publish: false);
        await ChangeAsync(world, change => change.DeleteAsync("frozen", Viewer(world), Cancel));
        var again = Assert.IsType<SaveDefinition.Outcome.Done>(await SaveAsync(world, Drawn("frozen", "新的"), publish: false));
        var rows = await world.ReadAsync(db => db.Definitions.AsNoTracking().Where(row => row.DefinitionId == "frozen").OrderBy(row => row.Version).ToListAsync(Cancel));

        Assert.IsType<StartWorkflow.Outcome.Started>(started);
        Assert.Equal(2, again.Saved.Version);
        Assert.Equal([1, 2], rows.Select(row => row.Version));
        Assert.NotNull(rows[0].DeletedAt);
        Assert.Null(rows[0].Description);
        Assert.Null(rows[1].DeletedAt);
    }

    [Fact]
    public async Task Deleting_the_latest_version_makes_the_one_before_it_the_latest()
    {
        await using var world = await World.BuildAsync(Database);
        await SaveAsync(world, Drawn("shrinking"), publish: true);
        var draft = Assert.IsType<SaveDefinition.Outcome.Done>(await SaveAsync(world, Drawn("shrinking", "二"), publish: false)).Saved;

        await ChangeAsync(world, change => change.DeleteVersionAsync(draft.Id, Viewer(world), Cancel));

        var left = await world.ReadAsync(db => db.Definitions.AsNoTracking().SingleAsync(row => row.DefinitionId == "shrinking", Cancel));
        Assert.True(left is { Version: 1, IsLatest: true, IsPublished: true });
    }

    [Fact]
    public async Task What_blocks_publishing_leaves_everything_as_it_was()
    {
        await using var world = await World.BuildAsync(Database);
        await SaveAsync(world, Drawn("blocked"), publish: true);
        var broken = Drawn("blocked", "坏的");
        broken["root"]!["activities"]!.AsArray().Add(new JsonObject { ["id"] = "x", ["type"] = "Acme.Gone" });

        var refused = Assert.IsType<SaveDefinition.Outcome.Refused>(await SaveAsync(world, broken, publish: true));

        Assert.Contains("Acme.Gone", Assert.Single(refused.Problems), StringComparison.Ordinal);
        var row = await world.ReadAsync(db => db.Definitions.AsNoTracking().SingleAsync(one => one.DefinitionId == "blocked", Cancel));
        Assert.True(row is { Version: 1, IsPublished: true, Description: null });
    }

    [Fact]
    public async Task A_new_shipped_content_is_offered_and_never_put_in_place_by_itself()
    {
        await using var world = await World.BuildAsync(Database);
        await using var scope = world.Services.CreateAsyncScope();
        var shipped = scope.ServiceProvider.GetRequiredService<ShippedDefinitions>();
        var (db, first) = (scope.ServiceProvider.GetRequiredService<RectifyDb>(), await shipped.ListAsync(Cancel));
        // As after an upgrade: the town works with content of an earlier program.
        await db.Definitions.Where(row => row.DefinitionId == "general-task")
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Json, row => row.Json.Replace("办结", "结束")), Cancel);
        await db.KeyValues.Where(row => row.Id == "shipped:general-task").ExecuteUpdateAsync(set => set.SetProperty(row => row.Value, "earlier"), Cancel);

        var offered = await shipped.ListAsync(Cancel);
        await shipped.LoadAsync(Cancel);
        var untouched = await db.Definitions.AsNoTracking().SingleAsync(row => row.DefinitionId == "general-task", Cancel);
        var adopted = Assert.IsType<SaveDefinition.Outcome.Done>(await shipped.AdoptAsync("general-task", Viewer(world), Cancel)).Saved;
        var after = await shipped.ListAsync(Cancel);
        await db.Definitions.Where(row => row.DefinitionId == "general-task").ExecuteDeleteAsync(Cancel);

        Assert.All(first, one => Assert.Equal(ShippedState.InUse, one.State));
        Assert.Equal(ShippedState.Update, offered.Single(one => one.DefinitionId == "general-task").State);
        Assert.DoesNotContain("办结", untouched.Json, StringComparison.Ordinal);
        Assert.True(adopted is { Version: 2, IsPublished: false, IsLatest: true });
        Assert.Equal(ShippedState.InUse, after.Single(one => one.DefinitionId == "general-task").State);
    }

    private static JsonObject Drawn(string definitionId, string? description = null) => new()
    {
        ["definitionId"] = definitionId,
        ["name"] = definitionId,
        ["description"] = description,
        ["root"] = new JsonObject
        {
            ["id"] = "f",
            ["type"] = "Elsa.Flowchart",
            ["version"] = 1,
            ["activities"] = new JsonArray(new JsonObject { ["id"] = "e", ["type"] = "Elsa.Event", ["version"] = 1 }),
        },
    };

    private static JsonObject Stamped(JsonObject model, StoredDefinition seen)
    {
        model["id"] = seen.Id.ToString("N");
        model["customProperties"] = new JsonObject { [DefinitionModel.StampName] = DefinitionModel.StampOf(seen) };
        return model;
    }

    private static async Task<SaveDefinition.Outcome> SaveAsync(World world, JsonObject model, bool publish, Guid? other = null)
    {
        await using var scope = world.Services.CreateAsyncScope();
        var by = other is { } somebody ? Viewer(world) with { Id = somebody } : Viewer(world);
        return await scope.ServiceProvider.GetRequiredService<SaveDefinition>().RunAsync(new(model, publish, by), Cancel);
    }

    private static async Task ChangeAsync(World world, Func<ChangeDefinition, Task<ChangeDefinition.Outcome>> act)
    {
        await using var scope = world.Services.CreateAsyncScope();
        Assert.IsType<ChangeDefinition.Outcome.Done>(await act(scope.ServiceProvider.GetRequiredService<ChangeDefinition>()));
    }

    private static async Task<StartWorkflow.Outcome> StartAsync(World world, string definitionId)
    {
        await using var scope = world.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<StartWorkflow>()
            .RunAsync(new(definitionId, new(VersionKind.Latest), Viewer(world)), Cancel);
    }

    private static Viewer Viewer(World world) => new(world.Administrator, world.Town, "管理员", FrozenSet.Create(Roles.Administrator), FrozenSet.Create(world.Town));
}

public sealed class DefinitionsOnSqlite(SqliteDatabase database) : DefinitionsConformance<SqliteDatabase>(database);

public sealed class DefinitionsOnPostgres(PostgresDatabase database) : DefinitionsConformance<PostgresDatabase>(database);
