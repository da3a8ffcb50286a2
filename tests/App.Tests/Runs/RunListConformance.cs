using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Runs;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Workflows;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Tests.Runs;

/// <summary>What the list of instances promises; each test names its instances so that others do not disturb it.</summary>
public abstract class RunListConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    [Fact]
    public async Task Pages_are_ordered_as_asked_and_what_has_no_value_comes_last_either_way()
    {
        await using var world = await World.BuildAsync(Database);
        var mark = $"m{Guid.NewGuid():N}";
        var first = await StartAsync(world, $"{mark} b");
        var second = await StartAsync(world, $"{mark} a");
        var third = await StartAsync(world, $"{mark} c");
        await world.GoOnAsync(first);
        await world.RunAsync<CancelRuns>(async cancel => await cancel.RunAsync(second, await world.ViewerAsync(world.Administrator), Cancel));
        var filter = new RunFilter { SearchTerm = mark.ToUpperInvariant() };

        Assert.Equal([first, second, third], await IdsAsync(world, filter, new(RunOrder.Created, false, 0, 10)));
        Assert.Equal([third, second, first], await IdsAsync(world, filter, new(RunOrder.Created, true, 0, 10)));
        Assert.Equal([second, first, third], await IdsAsync(world, filter, new(RunOrder.LastExecuted, true, 0, 10)));
        Assert.Equal(second, (await IdsAsync(world, filter, new(RunOrder.Finished, true, 0, 10)))[0]);
        Assert.Equal(second, (await IdsAsync(world, filter, new(RunOrder.Finished, false, 0, 10)))[0]);
        Assert.Equal([second, first, third], await IdsAsync(world, filter, new(RunOrder.Name, false, 0, 10)));
        Assert.Equal([third, first, second], await IdsAsync(world, filter, new(RunOrder.Name, true, 0, 10)));
        Assert.Equal([first], await IdsAsync(world, filter, new(RunOrder.Created, true, 2, 1)));
        Assert.Equal(3, (await PageAsync(world, filter, new(RunOrder.Created, true, 7, 10))).Total);
    }

    [Fact]
    public async Task Filters_join()
    {
        await using var world = await World.BuildAsync(Database);
        var mark = Guid.NewGuid().ToString("N");
        var waiting = await StartAsync(world, $"{mark} 等待", Flows.Faulty, correlationId: $"{mark}-A_%");
        var faulted = await StartAsync(world, $"{mark} 出错", Flows.Faulty);
        await world.GoOnAsync(faulted);
        var round = await StartAsync(world, $"{mark} 轮次");
        var all = new RunFilter { Name = mark };

        Assert.Equal([faulted], await IdsAsync(world, all with { HasIncidents = true }));
        Assert.Equal([round, waiting], await IdsAsync(world, all with { HasIncidents = false }));
        Assert.Equal([round], await IdsAsync(world, all with { DefinitionIds = [Flows.Rounds] }));
        Assert.Equal([faulted, waiting], await IdsAsync(world, all with { DefinitionIds = [Flows.Faulty], Version = 1 }));
        Assert.Empty(await IdsAsync(world, all with { Version = 2 }));
        Assert.Equal([waiting], await IdsAsync(world, all with { CorrelationId = $"{mark}-A_%" }));
        Assert.Equal([waiting], await IdsAsync(world, all with { SearchTerm = "-a_%" }));
        Assert.Equal([faulted], await IdsAsync(world, all with { SubStatuses = [InstanceSubStatus.Faulted] }));
        Assert.Equal([faulted], await IdsAsync(world, all with { SearchTerm = faulted.ToString("N") }));
        Assert.Equal([round, waiting], await IdsAsync(world, all with { Statuses = [InstanceStatus.Running] }));
        Assert.Empty(await IdsAsync(world, all with { Statuses = [] }));
    }

    [Fact]
    public async Task Instants_are_taken_within_a_span_or_outside_of_it()
    {
        await using var world = await World.BuildAsync(Database);
        var (mark, begin) = (Guid.NewGuid().ToString("N"), world.Clock.GetUtcNow());
        var early = await StartAsync(world, mark);
        world.Clock.Advance(TimeSpan.FromDays(2));
        var late = await StartAsync(world, mark);
        await world.RunAsync<CancelRuns>(async cancel => await cancel.RunAsync(early, await world.ViewerAsync(world.Administrator), Cancel));
        var all = new RunFilter { Name = mark };

        // The day as the town counts it: offsets other than UTC are understood.
        var day = new DateTimeOffset(begin.ToOffset(TimeSpan.FromHours(8)).Date, TimeSpan.FromHours(8));
        Assert.Equal([early], await IdsAsync(world, all with { Spans = [new(RunInstant.Created, day, day.AddDays(1))] }));
        Assert.Equal([late], await IdsAsync(world, all with { Spans = [new(RunInstant.Created, day, day.AddDays(1), Outside: true)] }));
        Assert.Equal([late, early], await IdsAsync(world, all with { Spans = [new(RunInstant.Updated, day.AddDays(1), DateTimeOffset.MaxValue)] }));
        Assert.Equal([early], await IdsAsync(world, all with { Spans = [new(RunInstant.Finished, DateTimeOffset.MinValue, DateTimeOffset.MaxValue)] }));
    }

    [Fact]
    public async Task An_instance_whose_definition_is_gone_is_still_listed_and_read()
    {
        await using var world = await World.BuildAsync(Database);
        var run = await StartAsync(world, Guid.NewGuid().ToString("N"));
        await world.ReadAsync(db => db.Instances.Where(row => row.Id == run)
            .ExecuteUpdateAsync(row => row.SetProperty(instance => instance.DefinitionVersion, 77), Cancel));
        var viewer = await world.ViewerAsync(world.Administrator);

        var row = Assert.Single((await PageAsync(world, new() { SearchTerm = run.ToString() }, new(RunOrder.Created, true, 0, 10))).Rows);
        var detail = await world.AskAsync<RunReading, RunDetail?>(reading => reading.FindAsync(viewer, run, Cancel));
        var executions = await world.AskAsync<RunExecutions, IReadOnlyList<ExecutionDetail>>(each => each.DetailsAsync(viewer, run, null, Cancel));

        Assert.Null(row.DefinitionVersionId);
        Assert.NotEmpty(detail!.UnderWay);
        Assert.NotEmpty(executions);
    }

    [Fact]
    public async Task A_reader_sees_the_instances_of_the_items_of_their_units()
    {
        await using var world = await World.BuildAsync(Database);
        await using var other = await World.BuildAsync(Database);
        var mine = await world.StartAsync(new(2023, 9, 14));
        var theirs = await other.StartAsync(new(2023, 9, 14));
        var administrator = await world.ViewerAsync(world.Administrator);
        var reader = administrator with { Roles = [Roles.Reader] };
        var (myRun, theirRun) = (await RunOfAsync(world, mine), await RunOfAsync(world, theirs));

        var seen = (await world.AskAsync<RunList, (IReadOnlyList<RunRow> Rows, int Total)>(list =>
            list.PageAsync(reader, new() { DefinitionIds = ["rectification"] }, new(RunOrder.Created, true, 0, 1000), Cancel))).Rows;

        Assert.Contains(seen, row => row.Id == myRun);
        Assert.DoesNotContain(seen, row => row.Id == theirRun);
        Assert.Null(await world.AskAsync<RunReading, RunDetail?>(reading => reading.FindAsync(reader, theirRun, Cancel)));
        Assert.NotNull(await world.AskAsync<RunReading, RunDetail?>(reading => reading.FindAsync(administrator, theirRun, Cancel)));
        Assert.Null(await world.AskAsync<RunJournal, RunJournalPage?>(journal => journal.PageAsync(reader, theirRun, new(), 0, 10, Cancel)));
    }

    private static Task<Guid> RunOfAsync(World world, Domain.Items.ItemId item) =>
        world.ReadAsync(db => db.Instances.Where(row => row.ItemId == item).Select(row => row.Id).SingleAsync(Cancel));

    private static async Task<Guid> StartAsync(World world, string name, string definition = Flows.Rounds, string? correlationId = null)
    {
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        return await world.StartFlowAsync(definition, name, correlationId);
    }

    private static async Task<IReadOnlyList<Guid>> IdsAsync(World world, RunFilter filter, RunPage? page = null) =>
        [.. (await PageAsync(world, filter, page ?? new(RunOrder.Created, true, 0, 100))).Rows.Select(row => row.Id)];

    private static async Task<(IReadOnlyList<RunRow> Rows, int Total)> PageAsync(World world, RunFilter filter, RunPage page)
    {
        var viewer = await world.ViewerAsync(world.Administrator);
        return await world.AskAsync<RunList, (IReadOnlyList<RunRow> Rows, int Total)>(list => list.PageAsync(viewer, filter, page, Cancel));
    }
}

public sealed class RunListOnSqlite(SqliteDatabase database) : RunListConformance<SqliteDatabase>(database);

public sealed class RunListOnPostgres(PostgresDatabase database) : RunListConformance<PostgresDatabase>(database);
