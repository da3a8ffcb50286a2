using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.Tests.Databases;

/// <summary>A SQLite file of its own in the temporary folder.</summary>
public sealed class SqliteDatabase : TestDatabase
{
    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);

    public override DatabaseProvider Provider => DatabaseProvider.Sqlite;

    public override bool IsConfigured => true;

    protected override string HowToConfigure => "It is always there.";

    public override RectifyDb Open() => Open(ConnectionString);

    protected override async Task<string> CreateAsync()
    {
        var file = NewFile();
        File.Copy(await Template.Value, file);
        return new SqliteConnectionStringBuilder { DataSource = file }.ToString();
    }

    protected override Task DropAsync(string connectionString)
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(Path.GetDirectoryName(new SqliteConnectionStringBuilder(connectionString).DataSource)!, recursive: true);
        return Task.CompletedTask;
    }

    private static async Task<string> MakeTemplateAsync()
    {
        var file = NewFile();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        // Without a pool, closing the last connection folds the write-ahead log into the file that is copied.
        await MigrateAsync(Open(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString()));
        return file;
    }

    private static SqliteRectifyDb Open(string connectionString) => new((DbContextOptions<SqliteRectifyDb>)
        new DbContextOptionsBuilder<SqliteRectifyDb>().UseEmbedded(connectionString).Options);

    private static string NewFile() => Path.Combine(Directory.CreateTempSubdirectory("rectify-test-").FullName, "rectify.db");
}
