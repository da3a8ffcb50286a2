using Microsoft.EntityFrameworkCore;
using Npgsql;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.Tests.Databases;

/// <summary>
/// A PostgreSQL database of its own, copied from one migrated template, in the cluster that RECTIFY_TEST_POSTGRES names.
/// </summary>
public sealed class PostgresDatabase : TestDatabase
{
    private const string Variable = "RECTIFY_TEST_POSTGRES";
    private static readonly string? Cluster = Environment.GetEnvironmentVariable(Variable);
    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);
    private static readonly SemaphoreSlim OneCopyAtATime = new(1);

    public override DatabaseProvider Provider => DatabaseProvider.Postgres;

    public override bool IsConfigured => !string.IsNullOrEmpty(Cluster);

    protected override string HowToConfigure =>
        $"Run ops/test.sh, which starts a private one, or set {Variable} to the connection string of a cluster in which databases may be made.";

    public override RectifyDb Open() => Open(ConnectionString);

    protected override async Task<string> CreateAsync()
    {
        var template = await Template.Value;
        await OneCopyAtATime.WaitAsync();
        try
        {
            var name = NewName();
            await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template}");
            return For(name, pooling: true);
        }
        finally
        {
            OneCopyAtATime.Release();
        }
    }

    protected override Task DropAsync(string connectionString) =>
        ExecuteAsync($"DROP DATABASE {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");

    private static async Task<string> MakeTemplateAsync()
    {
        var name = NewName();
        await ExecuteAsync($"CREATE DATABASE {name}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)").Wait();
        // A database can be copied only while nobody is connected to it: hence no pool.
        await MigrateAsync(Open(For(name, pooling: false)));
        return name;
    }

    private static async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(For("postgres", pooling: false));
        await using var command = source.CreateCommand(sql);
        // A busy machine takes its time over the files of a database.
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync();
    }

    private static PostgresRectifyDb Open(string connectionString) => new((DbContextOptions<PostgresRectifyDb>)
        new DbContextOptionsBuilder<PostgresRectifyDb>().UsePostgres(connectionString).Options);

    private static string For(string database, bool pooling) =>
        new NpgsqlConnectionStringBuilder(Cluster) { Database = database, Pooling = pooling }.ToString();

    private static string NewName() => $"rectify_test_{Guid.NewGuid():N}";
}
