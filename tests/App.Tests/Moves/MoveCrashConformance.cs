using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Moves;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Workflows;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tests.Moves;

/// <summary>
/// The job that moves instances runs in a process of its own, which is killed between any two statements. Whatever the
/// moment, each instance is moved whole or not at all, and the next run finishes what is left, once.
/// </summary>
public abstract class MoveCrashConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    [Fact]
    public async Task A_job_killed_between_any_two_statements_leaves_each_instance_moved_whole_or_as_it_was()
    {
        await using var world = await World.BuildAsync(Database);
        var (undone, half, whole) = (0, 0, 0);
        // Every other statement, for the time it takes; the two moves are alike, and what the first is spared may hit the second.
        for (var point = 1; ; point += 2)
        {
            Assert.True(point < 100, "The child is killed for ever: it counts something that never ends.");
            var versions = await Versions.PublishAsync(world);
            ItemId[] items = [await versions.StartAsync(), await versions.StartAsync()];
            var mails = (await versions.MailsAsync()).Count;
            var two = await versions.PublishAsync(root => Versions.Set(root, Versions.Assign, "assignee", "role:Supervisor"));
            var order = await versions.PrepareAsync(two);
            await versions.ConfirmAsync(order);

            var finished = await ChildProcess.RunAsync(GetType(), nameof(Child), Database, point);

            var moved = 0;
            foreach (var item in items)
            {
                var parts = await FootprintsAsync(world, versions, order, item);
                Assert.True(parts is 0 or 5, $"Killed at point {point}, {parts} of 5 parts of a move are stored.");
                moved += parts == 0 ? 0 : 1;
            }

            Assert.Equal(2 * moved, (await versions.MailsAsync()).Count - mails);
            (undone, half, whole) = moved switch { 0 => (undone + 1, half, whole), 1 => (undone, half + 1, whole), _ => (undone, half, whole + 1) };
            await versions.ApplyAsync();
            foreach (var item in items)
            {
                Assert.Equal(5, await FootprintsAsync(world, versions, order, item));
            }

            Assert.Equal(4, (await versions.MailsAsync()).Count - mails);
            if (finished)
            {
                break;
            }
        }

        // The proof means something only if the child was killed before, between and after the two.
        Assert.True(undone >= 3 && half >= 3 && whole >= 1, $"Nothing moved {undone} times, one {half} times, both {whole} times.");
    }

    /// <summary>Not a test: the process that the test above starts and kills.</summary>
    [Fact(Explicit = true)]
    public Task Child() => ChildProcess.ActAsync((product, _) => product.GetRequiredService<ApplyMoves>().RunAsync(Cancel));

    /// <summary>How many of the five things a move stores are there, each exactly once.</summary>
    private static async Task<int> FootprintsAsync(World world, Versions versions, Guid order, ItemId item)
    {
        var (instance, task, row) = (await versions.InstanceAsync(item), await world.OpenTaskAsync(item), await versions.RowAsync(order, item));
        return (instance.DefinitionVersion == 2 ? 1 : 0) + (task.Role == "Supervisor" ? 1 : 0) + (row.State is MoveState.Moved ? 1 : 0)
            + await world.ReadAsync(db => db.Journal.CountAsync(entry => entry.InstanceId == instance.Id && entry.Kind == "workflow.migrated", Cancel))
            + await world.ReadAsync(db => db.EngineLog.CountAsync(burst => burst.InstanceId == instance.Id && burst.Entries.Contains("Migrated"), Cancel));
    }
}

public sealed class MoveCrashOnSqlite(SqliteDatabase database) : MoveCrashConformance<SqliteDatabase>(database);

public sealed class MoveCrashOnPostgres(PostgresDatabase database) : MoveCrashConformance<PostgresDatabase>(database);
