using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tests.Workflows;

/// <summary>
/// A closure is approved in a process of its own, which is killed between any two statements. Whatever the moment, the
/// step has happened whole or not at all, and the item can be closed afterwards.
/// </summary>
public abstract class CrashConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    [Fact]
    public async Task A_process_killed_between_any_two_statements_leaves_the_step_whole_or_undone()
    {
        await using var world = await World.BuildAsync(Database);
        var (undone, whole) = (0, 0);
        for (var point = 1; ; point++)
        {
            Assert.True(point < 200, "The child is killed for ever: it counts something that never ends.");
            var item = await AwaitingClosureAsync(world);
            var task = (await world.OpenTaskAsync(item)).Id;

            var finished = await RunChildAsync(world, task, point);

            var happened = await FootprintsAsync(world, item, task);
            Assert.True(happened is 0 or 5, $"Killed at point {point}, {happened} of 5 parts of the step are stored.");
            (undone, whole) = happened == 0 ? (undone + 1, whole) : (undone, whole + 1);
            if (happened == 0)
            {
                Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(task, world.Supervisor, "Approved"));
            }

            Assert.Equal(ItemStatus.Closed, (await world.ItemAsync(item)).Status);
            if (finished)
            {
                break;
            }
        }

        // The proof means something only if the child was killed before and after the commit.
        Assert.True(undone >= 5 && whole >= 2, $"{undone} kills left the step undone, {whole} found it whole.");
    }

    /// <summary>Not a test: the process that the test above starts and kills.</summary>
    [Fact(Explicit = true)]
    public Task Child() => ChildProcess.ActAsync(async (product, words) =>
    {
        var viewer = await product.GetRequiredService<PeopleDirectory>().ViewerAsync(Guid.Parse(words[1]), Cancel);
        Assert.NotNull(viewer);
        Assert.IsType<DecideTask.Outcome.Done>(await product.GetRequiredService<DecideTask>().RunAsync(new(Guid.Parse(words[0]), viewer, "Approved"), Cancel));
    });

    private Task<bool> RunChildAsync(World world, Guid task, int point) => ChildProcess.RunAsync(
        GetType(), nameof(Child), Database, point, null, task.ToString("N"), world.Supervisor.ToString("N"));

    /// <summary>How many of the five things the step stores are there.</summary>
    private static Task<int> FootprintsAsync(World world, ItemId item, Guid task) => world.ReadAsync(async db =>
        (await db.Tasks.AnyAsync(row => row.Id == task && row.Status == WorkTaskStatus.Done, Cancel) ? 1 : 0)
        + (await db.Items.AnyAsync(row => row.Id == item && row.Status == ItemStatus.Closed, Cancel) ? 1 : 0)
        + (await db.Instances.AnyAsync(row => row.ItemId == item && row.Status == Engine.Execution.InstanceStatus.Finished, Cancel) ? 1 : 0)
        + (await db.Journal.AnyAsync(row => row.TaskId == task, Cancel) ? 1 : 0)
        + (await db.Mails.AnyAsync(row => row.TaskId == task && row.Kind == Mail.MailKind.Decision, Cancel) ? 1 : 0));

    private static async Task<ItemId> AwaitingClosureAsync(World world)
    {
        var item = await world.StartAsync(new(2023, 9, 14));
        await world.DecideAsync(item, world.Leader, "Assigned");
        await world.ProveAsync(item);
        await world.DecideAsync(item, world.Official, "Submitted");
        await world.DecideAsync(item, world.Verifier, "Passed");
        return item;
    }
}

public sealed class CrashOnSqlite(SqliteDatabase database) : CrashConformance<SqliteDatabase>(database);

public sealed class CrashOnPostgres(PostgresDatabase database) : CrashConformance<PostgresDatabase>(database);
