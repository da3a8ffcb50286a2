using System.Globalization;

namespace Rectify.Workflow.Benchmarks;

/// <summary>
/// Processor time in milliseconds, of this process and of the server's processes that serve this database. The private
/// cluster runs on this machine, so the kernel tells both; connections stay open, so none is lost on the way.
/// </summary>
public readonly record struct Times(double Ours, double Server)
{
    public static async Task<Times> ReadAsync(BenchDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        var pids = await database.ScalarAsync<int[]>("SELECT array_agg(pid) FROM pg_stat_activity WHERE datname = current_database()");
        // The first number of schedstat: nanoseconds on a processor.
        var server = pids.Select(pid => $"/proc/{pid}/schedstat").Where(File.Exists)
            .Sum(path => long.Parse(File.ReadAllText(path).Split(' ')[0], CultureInfo.InvariantCulture));
        return new(Environment.CpuUsage.TotalTime.TotalMilliseconds, server / 1e6);
    }

    public static Times operator +(Times one, Times other) => Add(one, other);

    public static Times operator -(Times one, Times other) => Subtract(one, other);

    public static Times Add(Times one, Times other) => new(one.Ours + other.Ours, one.Server + other.Server);

    public static Times Subtract(Times one, Times other) => new(one.Ours - other.Ours, one.Server - other.Server);
}
