using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Tests.Databases;

namespace Rectify.Workflow.App.Tests.Clockwork;

/// <summary>A PostgreSQL cluster of one test's own, which can be killed and started again (ops/lib/restartable-postgres.sh).</summary>
public sealed class RestartableDatabase : TestDatabase
{
    private Process? _cluster;

    public override DatabaseProvider Provider => DatabaseProvider.Postgres;

    public override bool IsConfigured => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("RECTIFY_TEST_POSTGRES"));

    protected override string HowToConfigure => "Run ops/test.sh, which finds or installs PostgreSQL.";

    private Process Cluster => _cluster ?? throw new InvalidOperationException("The cluster is not started.");

    public override RectifyDb Open() => new PostgresRectifyDb((DbContextOptions<PostgresRectifyDb>)
        new DbContextOptionsBuilder<PostgresRectifyDb>().UsePostgres(ConnectionString).Options);

    /// <summary>As when the power fails.</summary>
    public Task KillAsync() => TellAsync("kill", "stopped");

    public Task StartAsync() => TellAsync("start", "started");

    protected override async Task<string> CreateAsync()
    {
        _cluster = Process.Start(new ProcessStartInfo(Script()) { RedirectStandardInput = true, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("The cluster does not start.");
        var connection = await AnswerAsync("ready ");
        var town = new NpgsqlConnectionStringBuilder(connection) { Database = "town", Timeout = 5 }.ToString();
        var options = new DbContextOptionsBuilder<PostgresRectifyDb>().UsePostgres(town).Options;
        await MigrateAsync(new PostgresRectifyDb((DbContextOptions<PostgresRectifyDb>)options));
        return town;
    }

    protected override async Task DropAsync(string connectionString)
    {
        NpgsqlConnection.ClearPool(new(connectionString));
        Cluster.StandardInput.Close();
        await Cluster.WaitForExitAsync();
        Cluster.Dispose();
    }

    private async Task TellAsync(string word, string answer)
    {
        await Cluster.StandardInput.WriteLineAsync(word);
        await Cluster.StandardInput.FlushAsync();
        await AnswerAsync(answer);
    }

    private async Task<string> AnswerAsync(string expected)
    {
        while (await Cluster.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(expected, StringComparison.Ordinal))
            {
                return line[expected.Length..];
            }
        }

        throw new InvalidOperationException($"The cluster ended before it said '{expected}'.");
    }

    private static string Script()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, "ops", "lib", "restartable-postgres.sh") is var script && File.Exists(script))
            {
                return script;
            }
        }

        throw new InvalidOperationException("ops/lib/restartable-postgres.sh is not above the tests.");
    }
}
