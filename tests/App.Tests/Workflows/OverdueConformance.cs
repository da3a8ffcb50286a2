using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tests.Workflows;

/// <summary>After downtime everything overdue fires exactly once. RECTIFY_SOAK=1 takes ten thousand and tells how long it took.</summary>
public abstract class OverdueConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private const string OneDay = """{"type":"Elsa.Delay","version":1,"id":"d","timeSpan":"1.00:00:00"}""";
    private static int Many => Environment.GetEnvironmentVariable("RECTIFY_SOAK") == "1" ? 10_000 : 450;

    [Fact]
    public async Task Timers_that_fell_due_while_nothing_ran_each_fire_once()
    {
        await using var world = await World.BuildAsync(Database);
        var waiting = await WaitingAsync(world, OneDay, Many);
        world.Clock.Advance(TimeSpan.FromDays(3));
        var wake = world.Services.GetRequiredService<WakeTimers>();

        var (watch, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        await (Many > 1_000 ? wake.RunAsync(Cancel) : Task.WhenAll(wake.RunAsync(Cancel), wake.RunAsync(Cancel)));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Many} overdue timers fired in {watch.Elapsed.TotalSeconds:0.0} s, {(Environment.CpuUsage.TotalTime - processor).TotalSeconds:0.0} s of processor time.");
        await wake.RunAsync(Cancel);

        Assert.Equal(Many, await waiting.EndedAsync());
        Assert.Equal(Many, await waiting.ResumedAsync());
        Assert.Empty(await waiting.TimersAsync());
    }

    [Fact]
    public async Task A_broken_instance_among_many_is_put_off_and_the_others_go_on()
    {
        await using var world = await World.BuildAsync(Database);
        var waiting = await WaitingAsync(world, OneDay, 30);
        var broken = (await waiting.TimersAsync())[7];
        await world.ReadAsync(db => db.Instances.Where(row => row.Id == broken.InstanceId)
            .ExecuteUpdateAsync(row => row.SetProperty(instance => instance.State, "{\"v\":99}"), Cancel));
        world.Clock.Advance(TimeSpan.FromDays(3));

        await world.Services.GetRequiredService<WakeTimers>().RunAsync(Cancel);

        Assert.Equal(29, await waiting.EndedAsync());
        var left = Assert.Single(await waiting.TimersAsync());
        Assert.Equal((broken.Id, 1), (left.Id, left.Attempts));
        Assert.True(left.DueAt > world.Clock.GetUtcNow());
    }

    [Fact]
    public async Task Of_many_that_publish_and_listen_each_hears_once()
    {
        await using var world = await World.BuildAsync(Database);
        var listening = await WaitingAsync(world, """{"type":"Elsa.Event","version":1,"id":"e","eventName":{"typeName":"String","expression":{"type":"Literal","value":"news"}} }""", 130);
        var telling = await WaitingAsync(world, """
            {"type":"Elsa.Sequence","version":1,"id":"s","activities":[
              {"type":"Elsa.Delay","version":1,"id":"d","timeSpan":"1.00:00:00"},
              {"type":"Elsa.PublishEvent","version":1,"id":"p","eventName":{"typeName":"String","expression":{"type":"Literal","value":"news"}} }]}
            """, 3);
        world.Clock.Advance(TimeSpan.FromDays(3));

        var wake = world.Services.GetRequiredService<WakeTimers>();
        await wake.RunAsync(Cancel);
        await wake.RunAsync(Cancel);

        Assert.Equal((130, 130), (await listening.EndedAsync(), await listening.ResumedAsync()));
        Assert.Equal((3, 3), (await telling.EndedAsync(), await telling.ResumedAsync()));
    }

    [Fact]
    public async Task Reviews_of_several_items_open_in_one_save_each_with_its_task_its_watch_and_its_mail()
    {
        await using var world = await World.BuildAsync(Database);
        var items = new List<ItemId>();
        for (var number = 0; number < 4; number++)
        {
            items.Add(await world.StartAsync(new(2023, 6, 14), TimeLimitKind.LongTerm));
        }

        foreach (var item in items)
        {
            await world.DecideAsync(item, world.Leader, "Assigned");
            await world.ProveAsync(item);
            await world.DecideAsync(item, world.Official, "Submitted");
            await world.DecideAsync(item, world.Verifier, "Passed");
            await world.DecideAsync(item, world.Supervisor, "Approved");
        }

        world.Clock.Advance(TimeSpan.FromDays(120));
        var ids = items.ConvertAll(item => (ItemId?)item);
        var due = await world.ReadAsync(db => db.Timers.AsNoTracking().Where(timer => db.Instances.Any(row => row.Id == timer.InstanceId && ids.Contains(row.ItemId))).ToListAsync(Cancel));
        await world.RunAsync<ResumeTogether>(async together =>
            Assert.Empty(await together.RunAsync([.. due.Select(timer => new ResumeBookmark.Command(timer.Id, timer.InstanceId, "timer"))], Cancel)));

        Assert.Equal(items.Count, due.Count);
        foreach (var item in items)
        {
            var task = await world.OpenTaskAsync(item);
            Assert.Equal("LongTermReview", task.Kind);
            Assert.Equal(1, await world.ReadAsync(db => db.Mails.CountAsync(mail => mail.TaskId == task.Id && mail.RecipientId == world.Verifier, Cancel)));
            Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.Verifier, "Clean"));
        }
    }

    /// <summary>Twenty steps share a save of eighty statements and a commit; a child is killed at the first, in the middle, before the commit and after.</summary>
    [Fact]
    public async Task Steps_killed_in_the_middle_of_their_save_are_all_undone_and_taken_again()
    {
        await using var world = await World.BuildAsync(Database);
        // What other tests of this class left waiting would be among the statements counted.
        await world.ReadAsync(db => db.Timers.ExecuteDeleteAsync(Cancel));
        var (undone, whole) = (0, 0);
        foreach (var point in new[] { 1, 40, 80, 81, 82 })
        {
            var waiting = await WaitingAsync(world, OneDay, 20);

            await ChildProcess.RunAsync(GetType(), nameof(Child), Database, point);

            var ended = await waiting.EndedAsync();
            Assert.True(ended is 0 or 20, $"Killed at point {point}, {ended} of 20 steps are stored.");
            (undone, whole) = ended == 0 ? (undone + 1, whole) : (undone, whole + 1);
            world.Clock.Advance(TimeSpan.FromDays(3));
            await world.Services.GetRequiredService<WakeTimers>().RunAsync(Cancel);
            Assert.Equal((20, 20), (await waiting.EndedAsync(), await waiting.ResumedAsync()));
        }

        Assert.True(undone >= 3 && whole >= 1, $"{undone} kills left the steps undone, {whole} found them whole.");
    }

    /// <summary>Not a test: the process that the test above starts and kills.</summary>
    [Fact(Explicit = true)]
    public Task Child() => ChildProcess.ActAsync((product, _) => product.GetRequiredService<WakeTimers>().RunAsync(Cancel));

    private static async Task<DelayedInstances> WaitingAsync(World world, string root, int count)
    {
        var waiting = new DelayedInstances(world);
        await waiting.PublishAsync(root);
        await waiting.StartAsync(count);
        return waiting;
    }
}

public sealed class OverdueOnSqlite(SqliteDatabase database) : OverdueConformance<SqliteDatabase>(database);

public sealed class OverdueOnPostgres(PostgresDatabase database) : OverdueConformance<PostgresDatabase>(database);
