using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Runs;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Workflows;

namespace Rectify.Workflow.App.Tests.Runs;

/// <summary>What the journal of an instance promises.</summary>
public abstract class RunJournalConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static readonly RunJournalFilter Everything = new();

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition_and_count_the_whole()
    {
        await using var world = await World.BuildAsync(Database);
        var run = await world.StartFlowAsync(Flows.Rounds);
        await world.GoOnAsync(run, 12);

        var whole = await PageAsync(world, run, Everything, 0, 1000);
        var pages = new List<long>();
        while (await PageAsync(world, run, Everything, pages.Count, 7) is { Entries.Count: > 0 } page)
        {
            Assert.Equal(whole.Total, page.Total);
            pages.AddRange(page.Entries.Select(entry => entry.Sequence));
        }

        Assert.Equal(Enumerable.Range(1, whole.Total).Select(number => (long)number), pages);
        Assert.Equal(whole.Entries.Select(entry => entry.Sequence), pages);
    }

    [Fact]
    public async Task A_filter_counts_and_pages_only_what_it_takes()
    {
        await using var world = await World.BuildAsync(Database);
        var run = await world.StartFlowAsync(Flows.Rounds);
        await world.GoOnAsync(run, 5);

        var completed = await PageAsync(world, run, new() { Events = ["Completed"], NodeIds = ["Workflow1:loop:turn:count"] }, 3, 10);
        var leaves = await PageAsync(world, run, new() { ExcludedTypes = ["Elsa.Workflow", "Elsa.While", "Elsa.Sequence"] }, 0, 1000);
        var waits = await PageAsync(world, run, new() { ActivityIds = ["wait"], Events = ["Resumed"] }, 0, 1000);

        Assert.Equal((5, 2), (completed.Total, completed.Entries.Count));
        Assert.All(completed.Entries, entry => Assert.Equal(("count", "Completed"), (entry.ActivityId, entry.Event)));
        Assert.All(leaves.Entries, entry => Assert.True(entry.ActivityType is "Elsa.Event" or "Elsa.SetVariable"));
        Assert.Equal(5, waits.Total);
    }

    [Fact]
    public async Task What_was_added_since_the_last_look_is_there()
    {
        await using var world = await World.BuildAsync(Database);
        var run = await world.StartFlowAsync(Flows.Rounds);
        var before = await PageAsync(world, run, Everything, 0, 1000);

        await world.GoOnAsync(run);
        var after = await PageAsync(world, run, Everything, 0, 1000);

        Assert.Equal(before.Entries.Select(entry => entry.Sequence), after.Entries.Take(before.Total).Select(entry => entry.Sequence));
        Assert.True(after.Total > before.Total);
        Assert.Equal(world.Clock.GetUtcNow(), after.Entries[^1].At);
    }

    [Fact]
    public async Task A_page_reads_no_row_but_those_it_shows()
    {
        await using var world = await World.BuildAsync(Database);
        var run = await world.StartFlowAsync(Flows.Rounds);
        await world.GoOnAsync(run, 30);
        var total = (await PageAsync(world, run, Everything, 0, 1)).Total;
        // Whoever reads one of the other rows now finds no JSON.
        await world.ReadAsync(async db =>
        {
            var last = await db.EngineLog.Where(row => row.InstanceId == run).MaxAsync(row => row.FirstSequence, Cancel);
            return await db.EngineLog.Where(row => row.InstanceId == run && row.FirstSequence < last)
                .ExecuteUpdateAsync(row => row.SetProperty(burst => burst.Entries, "?"), Cancel);
        });

        var page = await PageAsync(world, run, Everything, total - 3, 3);

        Assert.Equal(3, page.Entries.Count);
        await Assert.ThrowsAnyAsync<System.Text.Json.JsonException>(() => PageAsync(world, run, Everything, 0, 3));
    }

    [Fact]
    public async Task A_log_whose_beginning_was_cleared_away_still_shows_its_rest()
    {
        await using var world = await World.BuildAsync(Database);
        var run = await world.StartFlowAsync(Flows.Rounds);
        await world.GoOnAsync(run, 3);
        await world.ReadAsync(db => db.EngineLog.Where(row => row.InstanceId == run && row.FirstSequence == 1).ExecuteDeleteAsync(Cancel));

        var page = await PageAsync(world, run, Everything, 0, 1000);
        var root = Assert.Single(await world.AskAsync<RunExecutions, IReadOnlyList<ExecutionSummary>>(async executions =>
            await executions.SummariesAsync(await world.ViewerAsync(world.Administrator), run, "Workflow1", Cancel)));

        Assert.NotEmpty(page.Entries);
        Assert.True(page.Entries[0].Sequence > 1);
        Assert.Equal(ExecutionStatus.Running, root.Execution.Status);
        Assert.Null(root.Execution.StartedAt);
    }

    [Fact]
    public async Task An_instance_that_is_not_there_has_no_journal()
    {
        await using var world = await World.BuildAsync(Database);
        var viewer = await world.ViewerAsync(world.Administrator);

        Assert.Null(await world.AskAsync<RunJournal, RunJournalPage?>(journal =>
            journal.PageAsync(viewer, Guid.NewGuid(), Everything, 0, 10, Cancel)));
    }

    private static async Task<RunJournalPage> PageAsync(World world, Guid run, RunJournalFilter filter, int skip, int take)
    {
        var viewer = await world.ViewerAsync(world.Administrator);
        return Assert.IsType<RunJournalPage>(await world.AskAsync<RunJournal, RunJournalPage?>(journal =>
            journal.PageAsync(viewer, run, filter, skip, take, Cancel)));
    }
}

public sealed class RunJournalOnSqlite(SqliteDatabase database) : RunJournalConformance<SqliteDatabase>(database);

public sealed class RunJournalOnPostgres(PostgresDatabase database) : RunJournalConformance<PostgresDatabase>(database);
