using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.Tests.Databases;

/// <summary>What every other suite relies on.</summary>
public abstract class DatabasesTests<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    [Fact]
    public async Task The_copy_is_migrated_to_the_end()
    {
        await using var db = Database.Open();

        Assert.Empty(await db.Database.GetPendingMigrationsAsync(Cancel));
        Assert.NotEmpty(await db.Database.GetAppliedMigrationsAsync(Cancel));
    }

    [Fact]
    public async Task What_one_context_saves_another_reads()
    {
        await using (var first = Database.Open())
        {
            first.Add(new KeyValue { Id = "fixture", Value = "整改" });
            await first.SaveChangesAsync(Cancel);
        }

        await using var second = Database.Open();
        Assert.Equal("整改", (await second.Set<KeyValue>().SingleAsync(row => row.Id == "fixture", Cancel)).Value);
    }
}

public sealed class DatabasesOnSqlite(SqliteDatabase database) : DatabasesTests<SqliteDatabase>(database);

public sealed class DatabasesOnPostgres(PostgresDatabase database) : DatabasesTests<PostgresDatabase>(database);
