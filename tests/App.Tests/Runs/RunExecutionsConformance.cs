using Rectify.Workflow.App.Runs;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Workflows;
using Rectify.Workflow.App.Workflows;

namespace Rectify.Workflow.App.Tests.Runs;

/// <summary>What is told of the activities of an instance.</summary>
public abstract class RunExecutionsConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private const string Line = "Workflow1:chart:line";
    private const string Wait = "Workflow1:chart:wait";
    private const string Stop = "Workflow1:chart:stop";

    [Fact]
    public async Task Each_activity_is_told_with_what_went_in_and_the_port_it_left_by()
    {
        await using var world = await World.BuildAsync(Database);
        var run = await world.StartFlowAsync(Flows.Faulty);

        var line = Assert.Single(await DetailsAsync(world, run, Line));
        var wait = Assert.Single(await DetailsAsync(world, run, Wait));

        Assert.Equal((ExecutionStatus.Completed, 2), (line.Summary.Execution.Status, line.Summary.Depth));
        Assert.Equal("第2行", (string?)line.Inputs["Text"]);
        Assert.Equal("Done", (string?)Assert.Single(line.Outcomes!));
        Assert.True(wait.Summary.Execution is { Status: ExecutionStatus.Running, Waits: true, CompletedAt: null });
        Assert.Equal("Go", (string?)wait.Inputs["EventName"]);
        Assert.Null(wait.Outcomes);
    }

    [Fact]
    public async Task A_fault_shows_on_the_activity_and_counts_on_everything_around_it()
    {
        await using var world = await World.BuildAsync(Database);
        var run = await world.StartFlowAsync(Flows.Faulty);
        await world.GoOnAsync(run);

        var stop = Assert.Single(await DetailsAsync(world, run, Stop));
        var chart = Assert.Single(await DetailsAsync(world, run, "Workflow1:chart"));
        var badges = (await StatsAsync(world, run, Line, Wait, Stop, "Workflow1:chart:nowhere", Stop)).ToDictionary(badge => badge.ActivityNodeId);

        Assert.Equal(ExecutionStatus.Faulted, stop.Summary.Execution.Status);
        Assert.Contains("材料不全", stop.Fault, StringComparison.Ordinal);
        Assert.Equal(1, chart.Summary.Faults);
        Assert.Equal([Line, Stop, Wait], badges.Keys.Order(StringComparer.Ordinal));
        Assert.True(badges[Stop] is { IsFaulted: true, StartedCount: 1, UncompletedCount: 1 });
        Assert.True(badges[Wait] is { IsBlocked: false, CompletedCount: 1, UncompletedCount: 0, IsFaulted: false });
    }

    [Fact]
    public async Task Each_turn_of_a_loop_is_an_execution_of_its_own_and_the_last_is_the_current_one()
    {
        await using var world = await World.BuildAsync(Database);
        var run = await world.StartFlowAsync(Flows.Rounds);
        await world.GoOnAsync(run, 4);

        var waits = await DetailsAsync(world, run, "Workflow1:loop:turn:wait");
        var counts = await DetailsAsync(world, run, "Workflow1:loop:turn:count");

        Assert.Equal([false, false, false, false, true], waits.Select(each => each.Summary.Execution.Waits));
        Assert.Equal(waits.Select(each => each.Summary.Execution.Number).Order(), waits.Select(each => each.Summary.Execution.Number));
        Assert.Equal([1, 2, 3, 4], counts.Select(each => (int?)each.Inputs["Value"] ?? 0));
    }

    [Fact]
    public async Task The_call_stack_leads_from_the_workflow_to_the_activity()
    {
        await using var world = await World.BuildAsync(Database);
        var run = await world.StartFlowAsync(Flows.Rounds);
        var wait = Assert.Single(await DetailsAsync(world, run, "Workflow1:loop:turn:wait"));
        var viewer = await world.ViewerAsync(world.Administrator);

        var chain = await world.AskAsync<RunExecutions, IReadOnlyList<ExecutionDetail>?>(executions =>
            executions.CallStackAsync(viewer, wait.Summary.Id, Cancel));

        Assert.Equal(["Workflow1", "loop", "turn", "wait"], chain!.Select(each => each.Summary.Execution.Activity.Id));
        Assert.Equal([0, 1, 2, 3], chain!.Select(each => each.Summary.Depth));
    }

    [Fact]
    public async Task Of_a_cancelled_instance_nothing_runs_or_waits_any_more()
    {
        await using var world = await World.BuildAsync(Database);
        var run = await world.StartFlowAsync(Flows.Faulty);
        var viewer = await world.ViewerAsync(world.Administrator);

        Assert.IsType<SteerInstance.Outcome.Done>(await world.AskAsync<CancelRuns, SteerInstance.Outcome>(cancel =>
            cancel.RunAsync(run, viewer, Cancel)));

        Assert.All(await DetailsAsync(world, run, null), each => Assert.True(
            each.Summary.Execution is { Waits: false, CompletedAt: not null, Status: ExecutionStatus.Completed or ExecutionStatus.Canceled }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing")]
    [InlineData("00000000000000000000000000000001-1")]
    [InlineData("00000000000000000000000000000001-x")]
    [InlineData("-1")]
    public async Task An_id_that_names_nothing_finds_nothing(string id)
    {
        await using var world = await World.BuildAsync(Database);
        var viewer = await world.ViewerAsync(world.Administrator);

        Assert.Null(await world.AskAsync<RunExecutions, ExecutionDetail?>(executions => executions.FindAsync(viewer, id, Cancel)));
        Assert.Null(await world.AskAsync<RunExecutions, IReadOnlyList<ExecutionDetail>?>(executions => executions.CallStackAsync(viewer, id, Cancel)));
    }

    private static async Task<IReadOnlyList<ExecutionDetail>> DetailsAsync(World world, Guid run, string? node)
    {
        var viewer = await world.ViewerAsync(world.Administrator);
        return await world.AskAsync<RunExecutions, IReadOnlyList<ExecutionDetail>>(executions => executions.DetailsAsync(viewer, run, node, Cancel));
    }

    private static async Task<IReadOnlyList<ActivityStats>> StatsAsync(World world, Guid run, params string[] nodes)
    {
        var viewer = await world.ViewerAsync(world.Administrator);
        return await world.AskAsync<RunExecutions, IReadOnlyList<ActivityStats>>(executions => executions.StatsAsync(viewer, run, nodes, Cancel));
    }
}

public sealed class RunExecutionsOnSqlite(SqliteDatabase database) : RunExecutionsConformance<SqliteDatabase>(database);

public sealed class RunExecutionsOnPostgres(PostgresDatabase database) : RunExecutionsConformance<PostgresDatabase>(database);
