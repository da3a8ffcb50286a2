using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Moves;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Runs;
using Rectify.Workflow.App.Tests.Workflows;

namespace Rectify.Workflow.App.Tests.Moves;

/// <summary>
/// An order of many instances is previewed, carried out and taken back. RECTIFY_SOAK=1 takes more than one order holds and tells
/// how long each part took and how much memory.
/// </summary>
public abstract class ManyMovesConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static int Many => Environment.GetEnvironmentVariable("RECTIFY_SOAK") == "1" ? PrepareMove.MostInstances + 150 : 230;

    private static int Taken => Math.Min(Many, PrepareMove.MostInstances);

    [Fact]
    public async Task An_order_of_many_moves_each_once_and_can_be_taken_back()
    {
        await using var world = await World.BuildAsync(Database);
        var waiting = new DelayedInstances(world);
        await waiting.PublishAsync(Delay(1));
        await waiting.StartAsync(Many);
        await world.RunAsync<PublishDefinition>(async publish => Assert.IsType<PublishDefinition.Outcome.Done>(await publish.RunAsync(
            $$"""{"id":"{{waiting.Definition}}2","definitionId":"{{waiting.Definition}}","name":"x","version":2,"root":{{Delay(3)}} }""", Cancel)));
        var (by, due) = (await world.ViewerAsync(world.Administrator), world.Clock.GetUtcNow());

        var order = Guid.Empty;
        await MeasureAsync("previewed", () => world.RunAsync<PrepareMove>(async prepare => order =
            Assert.IsType<PrepareMove.Outcome.Prepared>(await prepare.RunAsync(new(waiting.Definition, 2), by, Cancel)).OrderId));
        var row = await world.ReadAsync(db => db.MoveOrders.AsNoTracking().SingleAsync(each => each.Id == order, Cancel));
        Assert.Equal((Many - Taken, Taken), (row.Left, await CountAsync(world, order, MoveState.Movable)));
        Assert.True(await world.AskAsync<ConfirmMove, bool>(confirm => confirm.RunAsync(order, by, Cancel)));
        await MeasureAsync("moved", () => world.RunAsync<ApplyMoves>(apply => apply.RunAsync(Cancel)));

        Assert.Equal(Taken, await CountAsync(world, order, MoveState.Moved));
        Assert.Equal((Taken, Many - Taken), (await DueAsync(world, waiting, due.AddDays(3)), await DueAsync(world, waiting, due.AddDays(1))));
        Assert.Equal(Taken, await world.ReadAsync(db => db.Journal.CountAsync(
            entry => entry.Kind == "workflow.migrated" && db.Instances.Any(each => each.Id == entry.InstanceId && each.DefinitionId == waiting.Definition), Cancel)));
        await MeasureAsync("taken back", () => world.RunAsync<UndoMove>(async undo => Assert.Equal((Taken, 0), await undo.RunAsync(order, by, Cancel))));

        Assert.Equal(Many, await DueAsync(world, waiting, due.AddDays(1)));
        Assert.Equal(0, await world.ReadAsync(db => db.Stages.CountAsync(
            stage => db.Instances.Any(each => each.Id == stage.InstanceId && each.DefinitionId == waiting.Definition), Cancel)));
    }

    private static string Delay(int days) => $$"""{"type":"Elsa.Delay","version":1,"id":"d","timeSpan":"{{days}}.00:00:00"}""";

    private static Task<int> CountAsync(World world, Guid order, MoveState state) =>
        world.ReadAsync(db => db.Moves.CountAsync(move => move.OrderId == order && move.State == state, Cancel));

    private static async Task<int> DueAsync(World world, DelayedInstances waiting, DateTimeOffset at) => (await waiting.TimersAsync()).Count(timer => timer.DueAt == at);

    private static async Task MeasureAsync(string what, Func<Task> work)
    {
        GC.Collect();
        var (watch, processor, allocated, held) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(), GC.GetTotalMemory(forceFullCollection: true));
        await work();
        var seconds = watch.Elapsed.TotalSeconds;
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{Taken} {what} in {seconds:0.0} s ({seconds * 1000 / Taken:0.00} ms each), processor {(Environment.CpuUsage.TotalTime - processor).TotalSeconds:0.0} s, allocated {(GC.GetTotalAllocatedBytes() - allocated) / 1024 / Taken} KB each, kept {(GC.GetTotalMemory(forceFullCollection: true) - held) / 1048576.0:0.0} MB.");
        TestContext.Current.TestOutputHelper?.WriteLine(text);
    }
}

public sealed class ManyMovesOnSqlite(SqliteDatabase database) : ManyMovesConformance<SqliteDatabase>(database);

public sealed class ManyMovesOnPostgres(PostgresDatabase database) : ManyMovesConformance<PostgresDatabase>(database);
