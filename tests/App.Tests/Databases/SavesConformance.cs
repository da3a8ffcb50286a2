using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail;

namespace Rectify.Workflow.App.Tests.Databases;

/// <summary>What every save promises, whichever way its statements travel: all of it or nothing, and no race lost in silence.</summary>
public abstract class SavesConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static readonly DateTimeOffset Now = new(2023, 3, 14, 1, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_save_that_finds_a_row_changed_stores_nothing_of_itself()
    {
        var mail = await PlannedAsync();
        await using var loser = Database.Open();
        var stale = await loser.Mails.SingleAsync(row => row.Id == mail, Cancel);
        await ClaimAsync(mail);

        stale.Status = MailStatus.Cancelled;
        AddRowsOnBothSidesOf(loser, mail);

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => loser.SaveChangesAsync(Cancel));
        Assert.Equal((MailStatus.Sending, 0), await WhatIsStoredAsync(mail));
    }

    [Fact]
    public async Task A_save_that_finds_a_row_gone_stores_nothing_of_itself()
    {
        var mail = await PlannedAsync();
        await using var loser = Database.Open();
        loser.Remove(await loser.Mails.SingleAsync(row => row.Id == mail, Cancel));
        await ClaimAsync(mail);
        AddRowsOnBothSidesOf(loser, mail);

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => loser.SaveChangesAsync(Cancel));
        Assert.Equal((MailStatus.Sending, 0), await WhatIsStoredAsync(mail));
    }

    [Fact]
    public async Task A_row_whose_key_is_taken_takes_the_whole_save_with_it_as_a_lost_race()
    {
        var mail = await PlannedAsync();
        await using (var first = Database.Open())
        {
            first.Add(new KeyValue { Id = $"taken-{mail}", Value = "first" });
            await first.SaveChangesAsync(Cancel);
        }

        await using var second = Database.Open();
        (await second.Mails.SingleAsync(row => row.Id == mail, Cancel)).Status = MailStatus.Cancelled;
        second.Add(new KeyValue { Id = $"taken-{mail}", Value = "second" });

        var error = await Assert.ThrowsAnyAsync<DbUpdateException>(() => second.SaveChangesAsync(Cancel));
        Assert.True(error.IsLostRace);
        Assert.Equal((MailStatus.Planned, 0), await WhatIsStoredAsync(mail));
    }

    [Fact]
    public async Task More_rows_than_one_batch_holds_are_stored_together_or_not_at_all()
    {
        var mail = await PlannedAsync();
        await using var db = Database.Open();
        db.AddRange(Enumerable.Range(0, 2500).Select(number => Entry(mail, $"many-{number}")));
        db.Add(new KeyValue { Id = $"much-{mail}", Value = new('x', 3) });
        (await db.Mails.SingleAsync(row => row.Id == mail, Cancel)).Status = MailStatus.Cancelled;
        await ClaimAsync(mail);

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync(Cancel));
        Assert.Equal((MailStatus.Sending, 0), await WhatIsStoredAsync(mail));
    }

    [Fact]
    public async Task Keys_the_database_gives_are_read_back_beside_updates_and_deletes()
    {
        var (changed, gone) = (await PlannedAsync(), await PlannedAsync());
        await using var db = Database.Open();
        (await db.Mails.SingleAsync(row => row.Id == changed, Cancel)).Subject = "整改";
        db.Remove(await db.Mails.SingleAsync(row => row.Id == gone, Cancel));
        JournalEntry[] entries = [Entry(changed, "one"), Entry(changed, "two")];
        db.AddRange(entries);
        await db.SaveChangesAsync(Cancel);

        await using var other = Database.Open();
        Assert.Equal("整改", (await other.Mails.SingleAsync(row => row.Id == changed, Cancel)).Subject);
        Assert.False(await other.Mails.AnyAsync(row => row.Id == gone, Cancel));
        foreach (var entry in entries)
        {
            Assert.Equal(entry.Kind, (await other.Journal.SingleAsync(row => row.Id == entry.Id, Cancel)).Kind);
        }
    }

    [Fact]
    public async Task Whoever_saves_without_awaiting_is_served_too()
    {
        var mail = await PlannedAsync();
        await using var db = Database.Open();
        db.Add(Entry(mail, "at once"));
#pragma warning disable xUnit1051 // Data protection saves its keys this way.
        db.SaveChanges();
#pragma warning restore xUnit1051
        Assert.Equal((MailStatus.Planned, 1), await WhatIsStoredAsync(mail));
    }

    protected static JournalEntry Entry(Guid instance, string kind) => new() { At = Now, Kind = kind, Data = "{}", InstanceId = instance };

    protected async Task<Guid> PlannedAsync()
    {
        await using var db = Database.Open();
        var id = Guid.NewGuid();
        db.Add(new LedgerMail { Id = id, Kind = MailKind.Workflow, RecipientId = id, Occasion = "race", PlannedAt = Now, DueAt = Now });
        await db.SaveChangesAsync(Cancel);
        return id;
    }

    /// <summary>The mail's state, and how many of the other rows came through.</summary>
    protected async Task<(MailStatus Status, int Others)> WhatIsStoredAsync(Guid mail)
    {
        await using var db = Database.Open();
        return ((await db.Mails.SingleAsync(row => row.Id == mail, Cancel)).Status,
            await db.Journal.CountAsync(row => row.InstanceId == mail, Cancel)
            + await db.KeyValues.CountAsync(row => row.Id == $"much-{mail}", Cancel));
    }

    private async Task ClaimAsync(Guid mail)
    {
        await using var db = Database.Open();
        (await db.Mails.SingleAsync(row => row.Id == mail, Cancel)).Status = MailStatus.Sending;
        await db.SaveChangesAsync(Cancel);
    }

    // Whatever order the statements are sent in, one of them is not the last.
    private static void AddRowsOnBothSidesOf(RectifyDb db, Guid mail)
    {
        db.Add(Entry(mail, "beside"));
        db.Add(new KeyValue { Id = $"much-{mail}", Value = "beside" });
    }
}

public sealed class SavesOnSqlite(SqliteDatabase database) : SavesConformance<SqliteDatabase>(database);

/// <summary>On PostgreSQL a save is one round trip, which must not cost any of the promises.</summary>
public sealed class SavesOnPostgres(PostgresDatabase database) : SavesConformance<PostgresDatabase>(database)
{
    [Fact]
    public async Task A_save_of_several_rows_is_one_command_without_a_transaction_around_it()
    {
        var mail = await PlannedAsync();
        var watcher = new Watcher();
        await using var db = new PostgresRectifyDb((DbContextOptions<PostgresRectifyDb>)new DbContextOptionsBuilder<PostgresRectifyDb>()
            .UsePostgres(Database.ConnectionString).AddInterceptors(watcher).Options);
        (await db.Mails.SingleAsync(row => row.Id == mail, Cancel)).Status = MailStatus.Cancelled;
        db.AddRange(Entry(mail, "one"), Entry(mail, "two"), new KeyValue { Id = $"much-{mail}", Value = "three" });
        watcher.Seen.Clear();

        await db.SaveChangesAsync(Cancel);

        Assert.Equal("command", Assert.Single(watcher.Seen));
        Assert.Equal((MailStatus.Cancelled, 3), await WhatIsStoredAsync(mail));
    }

    [Fact]
    public async Task A_refusal_at_the_very_commit_is_heard()
    {
        await using var db = Database.Open();
        await db.Database.ExecuteSqlRawAsync(
            """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused at commit'; END $$;
            CREATE CONSTRAINT TRIGGER refuse_late AFTER INSERT ON key_values DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW WHEN (NEW.value = 'late') EXECUTE FUNCTION refuse();
            """, Cancel);
        var mail = await PlannedAsync();
        db.Add(Entry(mail, "beside"));
        db.Add(new KeyValue { Id = $"much-{mail}", Value = "late" });

        await Assert.ThrowsAnyAsync<DbUpdateException>(() => db.SaveChangesAsync(Cancel));
        Assert.Equal((MailStatus.Planned, 0), await WhatIsStoredAsync(mail));
    }

    private sealed class Watcher : DbCommandInterceptor, IDbTransactionInterceptor
    {
        public List<string> Seen { get; } = [];

        public override ValueTask<InterceptionResult<System.Data.Common.DbDataReader>> ReaderExecutingAsync(
            System.Data.Common.DbCommand command, CommandEventData eventData,
            InterceptionResult<System.Data.Common.DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Seen.Add("command");
            return new(result);
        }

        public ValueTask<InterceptionResult<System.Data.Common.DbTransaction>> TransactionStartingAsync(
            System.Data.Common.DbConnection connection, TransactionStartingEventData eventData,
            InterceptionResult<System.Data.Common.DbTransaction> result, CancellationToken cancellationToken = default)
        {
            Seen.Add("transaction");
            return new(result);
        }
    }
}
