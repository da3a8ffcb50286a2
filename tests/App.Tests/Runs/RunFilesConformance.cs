using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Runs;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Workflows;

namespace Rectify.Workflow.App.Tests.Runs;

/// <summary>Instances as files.</summary>
public abstract class RunFilesConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    [Fact]
    public async Task An_instance_that_was_deleted_is_put_back_and_goes_on_where_it_stood()
    {
        await using var world = await World.BuildAsync(Database);
        var run = await world.StartFlowAsync(Flows.Rounds);
        await world.GoOnAsync(run, 2);
        var file = await ExportAsync(world, run);
        var before = await JournalAsync(world, run);
        await DeleteAsync(world, run);

        Assert.IsType<RunFiles.Outcome.Done>(await ImportAsync(world, file));
        await world.GoOnAsync(run);

        var after = await JournalAsync(world, run);
        Assert.Equal(before.Entries.Select(entry => entry.Sequence), after.Entries.Take(before.Total).Select(entry => entry.Sequence));
        Assert.True(after.Total > before.Total);
        Assert.True(await world.ReadAsync(db => db.Journal.AnyAsync(entry => entry.InstanceId == run && entry.Kind == "workflow.imported", Cancel)));
    }

    [Fact]
    public async Task An_older_file_put_back_shows_its_own_journal_and_nothing_that_happened_later()
    {
        await using var world = await World.BuildAsync(Database);
        var run = await world.StartFlowAsync(Flows.Rounds);
        var file = await ExportAsync(world, run);
        var before = await JournalAsync(world, run);
        await world.GoOnAsync(run, 3);
        Assert.True((await JournalAsync(world, run)).Total > before.Total);
        await DeleteAsync(world, run);

        Assert.IsType<RunFiles.Outcome.Done>(await ImportAsync(world, file));
        Assert.Equal(before.Total, (await JournalAsync(world, run)).Total);
        // As many steps as before, but others.
        await world.GoOnAsync(run, 3);
        var after = await JournalAsync(world, run);

        Assert.Equal(world.Clock.GetUtcNow(), after.Entries[^1].At);
        Assert.Equal(Enumerable.Range(1, after.Total).Select(number => (long)number), after.Entries.Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task What_is_there_carries_an_item_or_runs_an_unknown_version_is_refused()
    {
        await using var world = await World.BuildAsync(Database);
        var run = await world.StartFlowAsync(Flows.Rounds);
        var item = await world.StartAsync(new(2023, 9, 14));
        var carrying = await world.ReadAsync(db => db.Instances.Where(row => row.ItemId == item).Select(row => row.Id).SingleAsync(Cancel));
        var (file, withItem) = (await ExportAsync(world, run), await ExportAsync(world, carrying));

        Assert.IsType<RunFiles.Outcome.AlreadyThere>(await ImportAsync(world, file));
        Assert.IsType<RunFiles.Outcome.CarriesItem>(await ImportAsync(world, withItem));
        await DeleteAsync(world, run);
        Assert.IsType<RunFiles.Outcome.NoSuchDefinition>(await ImportAsync(world, file.Replace("\"DefinitionVersion\":1", "\"DefinitionVersion\":9", StringComparison.Ordinal)));
        Assert.IsType<RunFiles.Outcome.NotAllowed>(await ImportAsync(world, file, world.Supervisor));
    }

    [Theory]
    [InlineData("\"Waits\":[", "\"Waits\":[],\"Nothing\":[")]
    [InlineData("\"State\":\"{", "\"State\":\"[")]
    [InlineData("\\u0022e\\u0022:[[", "\\u0022e\\u0022:[[9,")]
    [InlineData("\"FirstSequence\":1,", "\"InstanceId\":\"00000000-0000-7000-8000-000000000001\",\"FirstSequence\":1,")]
    public async Task A_file_that_does_not_hold_together_changes_nothing(string whole, string broken)
    {
        await using var world = await World.BuildAsync(Database);
        var run = await world.StartFlowAsync(Flows.Rounds);
        var file = await ExportAsync(world, run);
        await DeleteAsync(world, run);
        Assert.Contains(whole, file, StringComparison.Ordinal);

        Assert.IsType<RunFiles.Outcome.Broken>(await ImportAsync(world, file.Replace(whole, broken, StringComparison.Ordinal)));
        Assert.False(await world.ReadAsync(db => db.Instances.AnyAsync(row => row.Id == run, Cancel)));
        Assert.False(await world.ReadAsync(db => db.EngineLog.AnyAsync(row => row.InstanceId == run, Cancel)));
    }

    private static async Task<string> ExportAsync(World world, Guid run)
    {
        var viewer = await world.ViewerAsync(world.Administrator);
        return JsonSerializer.Serialize(await world.AskAsync<RunFiles, RunFile?>(files => files.ExportAsync(viewer, run, Cancel)));
    }

    private static async Task<RunFiles.Outcome> ImportAsync(World world, string file, Guid? by = null)
    {
        var viewer = await world.ViewerAsync(by ?? world.Administrator);
        return await world.AskAsync<RunFiles, RunFiles.Outcome>(files => files.ImportAsync(JsonSerializer.Deserialize<RunFile>(file)!, viewer, Cancel));
    }

    private static async Task DeleteAsync(World world, Guid run)
    {
        var viewer = await world.ViewerAsync(world.Administrator);
        Assert.IsType<DeleteRun.Outcome.Done>(await world.AskAsync<DeleteRun, DeleteRun.Outcome>(delete => delete.RunAsync(run, viewer, Cancel)));
    }

    private static async Task<RunJournalPage> JournalAsync(World world, Guid run)
    {
        var viewer = await world.ViewerAsync(world.Administrator);
        return (await world.AskAsync<RunJournal, RunJournalPage?>(journal => journal.PageAsync(viewer, run, new(), 0, 1000, Cancel)))!;
    }
}

public sealed class RunFilesOnSqlite(SqliteDatabase database) : RunFilesConformance<SqliteDatabase>(database);

public sealed class RunFilesOnPostgres(PostgresDatabase database) : RunFilesConformance<PostgresDatabase>(database);
