using System.Diagnostics;

namespace Rectify.Workflow.Benchmarks;

/// <summary>Starts ten thousand registered items in one go, and weighs what lies in the database afterwards.</summary>
public sealed class BulkStart
{
    public const int Instances = 10_000;
    private const int WarmUp = 500;

    private readonly Samples _perSecond = new();
    private readonly Samples _bytes = new();
    private readonly Dictionary<string, Samples> _bytesByTable = [];

    /// <summary>One measurement, in a database that has seen nothing but a small warm-up.</summary>
    public async Task RunAsync(Product product)
    {
        ArgumentNullException.ThrowIfNull(product);
        await product.RegisterAsync(WarmUp);
        await product.StartAllAsync();
        await product.RegisterAsync(Instances);
        await product.Database.ExecuteAsync("VACUUM FULL");
        var before = await Sizes.ReadAsync(product.Database);

        var started = Stopwatch.GetTimestamp();
        await product.StartAllAsync();
        _perSecond.Add(Instances / Stopwatch.GetElapsedTime(started).TotalSeconds);

        await product.Database.ExecuteAsync("VACUUM FULL");
        await product.Database.ExecuteAsync("ANALYZE");
        var after = await Sizes.ReadAsync(product.Database);
        _bytes.Add((after.Values.Sum() - before.Values.Sum()) / (double)Instances);
        foreach (var (table, bytes) in after)
        {
            if (!_bytesByTable.TryGetValue(table, out var samples))
            {
                _bytesByTable[table] = samples = new();
            }

            samples.Add((bytes - before[table]) / (double)Instances);
        }
    }

    /// <summary>Adds what was measured to the report.</summary>
    public void Tell(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        report.AtLeast("Bulk start of 10,000 items", _perSecond, 2_000, "items/s");
        report.Figure("Database bytes per suspended instance, indexes included", _bytes, "bytes");
        foreach (var (table, bytes) in _bytesByTable)
        {
            report.Figure($"- of it {table}", bytes, "bytes");
        }
    }
}
