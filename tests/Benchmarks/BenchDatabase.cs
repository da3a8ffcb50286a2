using Microsoft.EntityFrameworkCore;
using Npgsql;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.Benchmarks;

/// <summary>A database of one benchmark in the private cluster, dropped afterwards.</summary>
public sealed class BenchDatabase : IAsyncDisposable
{
    private readonly string _cluster;
    private readonly string _name;

    private BenchDatabase(string cluster, string name)
    {
        (_cluster, _name) = (cluster, name);
        ConnectionString = new NpgsqlConnectionStringBuilder(cluster) { Database = name, MaxPoolSize = 50, Options = Disk }.ToString();
        Source = NpgsqlDataSource.Create(ConnectionString);
    }

    /// <summary>
    /// Microseconds the server waits before each flush of its log, as a slower disk would make it wait; zero leaves the disk as it is.
    /// </summary>
    public static int FlushDelay { get; set; }

    private static string? Disk => FlushDelay == 0 ? null : $"-c commit_delay={FlushDelay} -c commit_siblings=0";

    public string ConnectionString { get; }

    /// <summary>Raw connections, beside those of the product.</summary>
    public NpgsqlDataSource Source { get; }

    public static async Task<BenchDatabase> CreateAsync(string cluster)
    {
        var database = new BenchDatabase(cluster, $"rectify_bench_{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}");
        await database.InClusterAsync($"CREATE DATABASE {database._name}");
        await using var db = new PostgresRectifyDb((DbContextOptions<PostgresRectifyDb>)
            new DbContextOptionsBuilder<PostgresRectifyDb>().UsePostgres(database.ConnectionString).Options);
        await db.Database.MigrateAsync();
        return database;
    }

    public async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await InClusterAsync($"DROP DATABASE {_name} WITH (FORCE)");
    }

    private NpgsqlCommand Command(string sql, object[] values)
    {
        var command = Source.CreateCommand(sql);
        // Seeding a million rows takes longer than the driver's usual patience.
        command.CommandTimeout = 600;
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }

    private async Task InClusterAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_cluster);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
