using System.Diagnostics;
using Npgsql;

namespace Rectify.Workflow.Benchmarks;

/// <summary>
/// The least a durable step can cost: one prepared single-row INSERT that commits by itself. Each caller keeps one open connection.
/// </summary>
public sealed class Floor : IAsyncDisposable
{
    private readonly List<NpgsqlCommand> _commands = [];

    private Floor() { }

    public static async Task<Floor> OpenAsync(BenchDatabase database, int callers)
    {
        ArgumentNullException.ThrowIfNull(database);
        await database.ExecuteAsync("CREATE TABLE IF NOT EXISTS bench_floor (id uuid PRIMARY KEY, at timestamptz NOT NULL, payload text NOT NULL)");
        var floor = new Floor();
        for (var caller = 0; caller < callers; caller++)
        {
            var connection = await database.Source.OpenConnectionAsync();
            var command = new NpgsqlCommand("INSERT INTO bench_floor (id, at, payload) VALUES ($1, $2, $3)", connection)
            {
                Parameters = { new NpgsqlParameter<Guid>(), new NpgsqlParameter<DateTime>(), new NpgsqlParameter<string>() },
            };
            await command.PrepareAsync();
            floor._commands.Add(command);
        }

        return floor;
    }

    /// <summary>Milliseconds per commit, as one caller waits for it, divided by the number of callers.</summary>
    public async Task<double> MeasureAsync(int commits)
    {
        var started = Stopwatch.GetTimestamp();
        var each = commits / _commands.Count;
        await Task.WhenAll(_commands.Select(command => Task.Run(() => RunAsync(command, each))));
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds / (each * _commands.Count);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in _commands)
        {
            var connection = command.Connection;
            await command.DisposeAsync();
            await connection!.DisposeAsync();
        }
    }

    private static async Task RunAsync(NpgsqlCommand command, int commits)
    {
        var payload = new string('x', 100);
        for (var done = 0; done < commits; done++)
        {
            ((NpgsqlParameter<Guid>)command.Parameters[0]).TypedValue = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
            ((NpgsqlParameter<DateTime>)command.Parameters[1]).TypedValue = DateTime.UnixEpoch;
            ((NpgsqlParameter<string>)command.Parameters[2]).TypedValue = payload;
            await command.ExecuteNonQueryAsync();
        }
    }
}
