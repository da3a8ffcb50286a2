using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Runs;
using Rectify.Workflow.App.Starts;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Workflows;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Tests.Runs;

/// <summary>What cancelling and deleting instances promise.</summary>
public abstract class EndRunsConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static readonly DateOnly Due = new(2023, 9, 14);
    private static readonly string[] Versions = ["", "AllVersions", "Latest", "Published", "1"];

    [Fact]
    public async Task An_instance_that_carries_an_open_item_is_kept_whole()
    {
        await using var world = await World.BuildAsync(Database);
        var item = await world.StartAsync(Due);
        var run = await RunOfAsync(world, item);

        var refused = Assert.IsType<DeleteRun.Outcome.ItemIsOpen>(await DeleteAsync(world, run, world.Administrator));

        Assert.Equal("分红拖欠", refused.Title);
        Assert.True(await world.ReadAsync(db => db.Instances.AnyAsync(row => row.Id == run, Cancel)));
        Assert.Equal(WorkTaskStatus.Open, (await world.OpenTaskAsync(item)).Status);
        await CancelAsync(world, run);
        Assert.IsType<DeleteRun.Outcome.ItemIsOpen>(await DeleteAsync(world, run, world.Administrator));
    }

    [Fact]
    public async Task Of_a_closed_items_instance_the_decisions_and_the_journal_stay()
    {
        await using var world = await World.BuildAsync(Database);
        var item = await world.StartAsync(Due);
        await world.DecideAsync(item, world.Leader, "Assigned");
        await world.ProveAsync(item);
        await world.DecideAsync(item, world.Official, "Submitted");
        await world.DecideAsync(item, world.Verifier, "Passed");
        await world.DecideAsync(item, world.Supervisor, "Approved");
        var run = await RunOfAsync(world, item);
        var before = await world.ReadAsync(db => db.Journal.CountAsync(entry => entry.InstanceId == run, Cancel));

        Assert.IsType<DeleteRun.Outcome.Done>(await DeleteAsync(world, run, world.Administrator));

        Assert.False(await world.ReadAsync(db => db.Instances.AnyAsync(row => row.Id == run, Cancel)));
        Assert.False(await world.ReadAsync(db => db.EngineLog.AnyAsync(row => row.InstanceId == run, Cancel)));
        Assert.Equal(4, await world.ReadAsync(db => db.Tasks.CountAsync(task => task.ItemId == item && task.Status == WorkTaskStatus.Done, Cancel)));
        Assert.Equal(before + 1, await world.ReadAsync(db => db.Journal.CountAsync(entry => entry.InstanceId == run, Cancel)));
        Assert.Equal(ItemStatus.Closed, (await world.ItemAsync(item)).Status);
    }

    [Fact]
    public async Task A_deleted_instance_leaves_nothing_that_could_wake_it()
    {
        await using var world = await World.BuildAsync(Database);
        var run = await world.StartFlowAsync(Flows.Rounds);
        var wait = await world.ReadAsync(db => db.EventWaits.AsNoTracking().SingleAsync(row => row.InstanceId == run, Cancel));

        Assert.IsType<DeleteRun.Outcome.Done>(await DeleteAsync(world, run, world.Administrator));

        Assert.False(await world.ReadAsync(db => db.EventWaits.AnyAsync(row => row.InstanceId == run, Cancel)));
        await world.RunAsync<ResumeBookmark>(async resume => Assert.False(await resume.RunAsync(new(wait.Id, run, "event"), Cancel)));
        Assert.IsType<DeleteRun.Outcome.NoSuchInstance>(await DeleteAsync(world, run, world.Administrator));
    }

    [Fact]
    public async Task A_parent_does_not_wait_for_a_deleted_child_nor_a_child_outlive_a_deleted_parent()
    {
        await using var world = await World.BuildAsync(Database);
        await world.StartFlowAsync(Flows.Rounds);
        var (first, second) = (await world.StartFlowAsync(Flows.Caller), await world.StartFlowAsync(Flows.Caller));
        await world.Services.GetRequiredService<TendStarts>().RunAsync(Cancel);
        var child = await world.ReadAsync(db => db.StartOrders.Where(order => order.ParentId == first).Select(order => order.Id).SingleAsync(Cancel));
        var orphan = await world.ReadAsync(db => db.StartOrders.Where(order => order.ParentId == second).Select(order => order.Id).SingleAsync(Cancel));

        Assert.IsType<DeleteRun.Outcome.Done>(await DeleteAsync(world, child, world.Administrator));
        Assert.IsType<DeleteRun.Outcome.Done>(await DeleteAsync(world, second, world.Administrator));
        await world.Services.GetRequiredService<TendStarts>().RunAsync(Cancel);

        Assert.Equal(InstanceStatus.Finished, await world.ReadAsync(db => db.Instances.Where(row => row.Id == first).Select(row => row.Status).SingleAsync(Cancel)));
        Assert.Equal(InstanceSubStatus.Cancelled, await world.ReadAsync(db => db.Instances.Where(row => row.Id == orphan).Select(row => row.SubStatus).SingleAsync(Cancel)));
        Assert.False(await world.ReadAsync(db => db.StartOrders.AnyAsync(order => order.DueAt != null && (order.ParentId == first || order.ParentId == second), Cancel)));
    }

    [Fact]
    public async Task An_instance_whose_definition_is_gone_can_still_be_deleted()
    {
        await using var world = await World.BuildAsync(Database);
        var run = await world.StartFlowAsync(Flows.Rounds);
        await world.ReadAsync(db => db.Instances.Where(row => row.Id == run).ExecuteUpdateAsync(row => row.SetProperty(instance => instance.DefinitionVersion, 77), Cancel));

        Assert.IsType<DeleteRun.Outcome.Done>(await DeleteAsync(world, run, world.Administrator));
        Assert.False(await world.ReadAsync(db => db.EventWaits.AnyAsync(wait => wait.InstanceId == run, Cancel)));
    }

    [Fact]
    public async Task Only_an_administrator_deletes()
    {
        await using var world = await World.BuildAsync(Database);
        var run = await world.StartFlowAsync(Flows.Rounds);

        Assert.IsType<DeleteRun.Outcome.NotAllowed>(await DeleteAsync(world, run, world.Supervisor));
        Assert.True(await world.ReadAsync(db => db.Instances.AnyAsync(row => row.Id == run, Cancel)));
    }

    [Fact]
    public async Task Cancelling_closes_task_and_watchers_and_is_told_in_the_items_journal()
    {
        await using var world = await World.BuildAsync(Database);
        var item = await world.StartAsync(Due);
        var run = await RunOfAsync(world, item);

        await CancelAsync(world, run);

        var instance = await world.ReadAsync(db => db.Instances.AsNoTracking().SingleAsync(row => row.Id == run, Cancel));
        Assert.Equal((InstanceStatus.Finished, InstanceSubStatus.Cancelled), (instance.Status, instance.SubStatus));
        Assert.False(await world.ReadAsync(db => db.Tasks.AnyAsync(task => task.ItemId == item && task.Status == WorkTaskStatus.Open, Cancel)));
        Assert.False(await world.ReadAsync(db => db.Timers.AnyAsync(timer => timer.InstanceId == run, Cancel)));
        Assert.True(await world.ReadAsync(db => db.Journal.AnyAsync(entry => entry.ItemId == item && entry.Kind == "workflow.cancelled", Cancel)));
    }

    [Fact]
    public async Task Many_are_cancelled_by_id_by_version_or_by_definition_and_only_the_running_count()
    {
        await using var world = await World.BuildAsync(Database);
        var runs = new[] { await world.StartFlowAsync(Flows.Faulty), await world.StartFlowAsync(Flows.Faulty), await world.StartFlowAsync(Flows.Faulty) };
        var viewer = await world.ViewerAsync(world.Administrator);
        var version = await world.ReadAsync(db => db.Definitions.Where(row => row.DefinitionId == Flows.Faulty).Select(row => row.Id).SingleAsync(Cancel));

        Assert.Equal(1, await world.AskAsync<CancelRuns, int>(cancel => cancel.RunAsync([runs[0], runs[0], Guid.NewGuid()], viewer, Cancel)));
        await world.RunAsync<CancelRuns>(async cancel =>
        {
            var running = await cancel.RunningAsync(version, Cancel);
            Assert.DoesNotContain(runs[0], running);
            foreach (var versions in Versions)
            {
                Assert.Equal(running.Order(), (await cancel.RunningAsync(Flows.Faulty, VersionOptions.Parse(versions), Cancel)).Order());
            }

            Assert.Empty(await cancel.RunningAsync(Flows.Faulty, VersionOptions.Parse("2"), Cancel));
            Assert.Equal(2, await cancel.RunAsync(running.Intersect(runs), viewer, Cancel));
        });
    }

    private static Task<Guid> RunOfAsync(World world, ItemId item) =>
        world.ReadAsync(db => db.Instances.Where(row => row.ItemId == item).Select(row => row.Id).SingleAsync(Cancel));

    private static async Task<DeleteRun.Outcome> DeleteAsync(World world, Guid run, Guid by)
    {
        var viewer = await world.ViewerAsync(by);
        return await world.AskAsync<DeleteRun, DeleteRun.Outcome>(delete => delete.RunAsync(run, viewer, Cancel));
    }

    private static async Task CancelAsync(World world, Guid run)
    {
        var viewer = await world.ViewerAsync(world.Administrator);
        Assert.IsType<SteerInstance.Outcome.Done>(await world.AskAsync<CancelRuns, SteerInstance.Outcome>(cancel => cancel.RunAsync(run, viewer, Cancel)));
    }
}

public sealed class EndRunsOnSqlite(SqliteDatabase database) : EndRunsConformance<SqliteDatabase>(database);

public sealed class EndRunsOnPostgres(PostgresDatabase database) : EndRunsConformance<PostgresDatabase>(database);
