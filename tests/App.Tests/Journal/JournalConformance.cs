using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Mails;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Journal;

namespace Rectify.Workflow.App.Tests.Journals;

/// <summary>What the journal's chains promise (日志链), on every database.</summary>
public abstract class JournalConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    protected static DateTimeOffset Start { get; } = MailWorld.Local(2024, 1, 2);

    [Fact]
    public async Task Entries_are_sealed_in_their_towns_chain_and_the_platforms_in_its_own()
    {
        await using var world = await MailWorld.CreateAsync(Database, Start);
        var item = await world.ItemAsync(1, new(2024, 3, 1));
        await WriteAsync(3, item);
        await WriteAsync(2, item: null);
        var before = await HeadAsync(JournalSeal.Platform);

        await SealAsync(world);
        await SealAsync(world);   // finds nothing

        var verdict = await VerifyAsync(world.Town);
        Assert.Null(verdict.Fault);
        Assert.Equal((3, 0), (verdict.Head.Position, verdict.Waiting));
        Assert.Equal(verdict.Head, await HeadAsync(world.Town));
        Assert.True((await HeadAsync(JournalSeal.Platform)).Position >= before.Position);
        Assert.Null((await VerifyAsync(JournalSeal.Platform)).Fault);
    }

    [Theory]
    [InlineData("update journal set data = '{\"n\":99}' where id = {1}", ChainBreak.Altered, 2)]
    [InlineData("update journal set kind = 'task.opened' where id = {1}", ChainBreak.Altered, 2)]
    [InlineData("update journal set \"by\" = null where id = {1}", ChainBreak.Altered, 2)]
    [InlineData("delete from journal where id = {1}", ChainBreak.Missing, 2)]
    [InlineData("delete from journal_seals where entry_id = {1}", ChainBreak.Missing, 2)]
    [InlineData("update journal_seals set previous = digest where entry_id = {1}", ChainBreak.Altered, 2)]
    [InlineData("update journal set data = case id when {1} then '{\"n\":2}' else '{\"n\":1}' end where id in ({1}, {2})", ChainBreak.Altered, 2)]
    [InlineData("delete from journal where id = {3}", ChainBreak.Missing, 4)]
    public async Task Whoever_changes_a_row_past_us_is_found_at_that_row(string sql, ChainBreak expected, long position)
    {
        await using var world = await MailWorld.CreateAsync(Database, Start);
        var ids = await WriteAsync(4, await world.ItemAsync(1, new(2024, 3, 1)));
        await SealAsync(world);

        await TamperAsync(sql, ids);
        var fault = (await VerifyAsync(world.Town)).Fault;

        Assert.Equal((expected, position), (fault?.Kind, fault?.Position));
    }

    [Fact]
    public async Task Newest_entries_dropped_with_their_seals_are_found_by_a_head_that_was_mailed_or_printed()
    {
        await using var world = await MailWorld.CreateAsync(Database, Start);
        var ids = await WriteAsync(4, await world.ItemAsync(1, new(2024, 3, 1)));
        await SealAsync(world);
        var printed = HeadNote.Parse((await HeadAsync(world.Town)).Brief)!;

        await TamperAsync("delete from journal_seals where entry_id in ({2}, {3})", ids);
        await TamperAsync("delete from journal where id in ({2}, {3})", ids);

        Assert.Null((await VerifyAsync(world.Town)).Fault);
        Assert.Equal(new ChainFault(ChainBreak.HeadMissing, 3, null), (await VerifyAsync(world.Town, printed)).Fault);
    }

    [Fact]
    public async Task Many_writers_and_sealers_at_once_never_fork_a_chain_and_leave_nothing_out()
    {
        await using var world = await MailWorld.CreateAsync(Database, Start);
        var item = await world.ItemAsync(1, new(2024, 3, 1));
        var writers = Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            for (var round = 0; round < 5; round++)
            {
                await WriteAsync(4, item);
            }
        }, Cancel));
        var sealers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            for (var round = 0; round < 8; round++)
            {
                await SealAsync(world);
            }
        }, Cancel));

        await Task.WhenAll([.. writers, .. sealers]);
        await SealAsync(world);

        var verdict = await VerifyAsync(world.Town);
        Assert.Null(verdict.Fault);
        Assert.Equal((120, 0), (verdict.Head.Position, verdict.Waiting));
    }

    [Fact]
    public async Task An_export_verifies_offline_to_the_head_that_is_shown()
    {
        await using var world = await MailWorld.CreateAsync(Database, Start);
        await WriteAsync(3, await world.ItemAsync(1, new(2024, 3, 1)));
        await SealAsync(world);
        await using var scope = world.Services.CreateAsyncScope();
        var check = new ChainCheck(world.Town, []);

        await foreach (var line in scope.ServiceProvider.GetRequiredService<JournalProof>().ExportAsync(world.Town, Cancel))
        {
            Assert.Null(check.Next(JournalFile.Read(line)!));
        }

        Assert.Equal(await HeadAsync(world.Town), check.Head);
    }

    private protected async Task<long[]> WriteAsync(int count, ItemId? item, RectifyDb? into = null)
    {
        await using var own = into is null ? Database.Open() : null;
        var db = into ?? own ?? throw new InvalidOperationException("There is no context.");
        var entries = Enumerable.Range(0, count).Select(n => new JournalEntry
        {
            At = Start.AddMinutes(n),
            By = Guid.CreateVersion7(Start),
            Kind = "task.decided",
            ItemId = item,
            Data = $$"""{"n":{{n}}}""",
        }).ToList();
        db.Journal.AddRange(entries);
        await db.SaveChangesAsync(Cancel);
        return [.. entries.Select(entry => entry.Id)];
    }

    private protected static async Task SealAsync(MailWorld world)
    {
        await using var scope = world.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SealJournal>().RunAsync(Cancel);
    }

    private protected async Task<JournalVerdict> VerifyAsync(Guid chain, params HeadNote[] notes)
    {
        await using var db = Database.Open();
        return await new JournalProof(db).VerifyAsync(chain, notes, Cancel);
    }

    private async Task<ChainHead> HeadAsync(Guid chain)
    {
        await using var db = Database.Open();
        return await new JournalProof(db).HeadAsync(chain, Cancel);
    }

    private async Task TamperAsync(string sql, long[] ids)
    {
        await using var db = Database.Open();
        for (var index = 0; index < ids.Length; index++)
        {
            sql = sql.Replace($"{{{index}}}", ids[index].ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        }

        await db.Database.ExecuteSqlRawAsync(sql.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal), Cancel);
    }
}

public sealed class JournalOnSqlite(SqliteDatabase database) : JournalConformance<SqliteDatabase>(database);

public sealed class JournalOnPostgres(PostgresDatabase database) : JournalConformance<PostgresDatabase>(database)
{
    [Fact]
    public async Task An_entry_whose_transaction_ended_after_later_ones_were_sealed_is_sealed_too()
    {
        await using var world = await MailWorld.CreateAsync(Database, Start);
        var item = await world.ItemAsync(1, new(2024, 3, 1));
        await using var slow = Database.Open();
        await using var transaction = await slow.Database.BeginTransactionAsync(Cancel);
        await WriteAsync(1, item, slow);
        await WriteAsync(2, item);
        await SealAsync(world);
        Assert.Equal(2, (await VerifyAsync(world.Town)).Head.Position);

        await transaction.CommitAsync(Cancel);
        await SealAsync(world);

        Assert.Equal(3, (await VerifyAsync(world.Town)).Head.Position);
    }
}
