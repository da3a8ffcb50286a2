namespace Rectify.Workflow.App.Tests.Databases;

/// <summary>
/// Base of a conformance suite: promises stated once and kept by every database. Derive an abstract suite from it and
/// close it twice: <c>XOnSqlite : X&lt;SqliteDatabase&gt;</c> and <c>XOnPostgres : X&lt;PostgresDatabase&gt;</c>.
/// </summary>
public abstract class OnDatabase<TDatabase> : IClassFixture<TDatabase>
    where TDatabase : TestDatabase
{
    protected OnDatabase(TDatabase database)
    {
        database.Require();
        Database = database;
    }

    protected TDatabase Database { get; }

    /// <summary>Cancelled when the test runner wants to stop.</summary>
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
