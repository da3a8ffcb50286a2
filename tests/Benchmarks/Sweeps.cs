using System.Diagnostics;
using Rectify.Workflow.App.Jobs;

namespace Rectify.Workflow.Benchmarks;

/// <summary>
/// The reminder sweep over a crowd of which a thousand are due, and the raw indexed query that finds the same thousand.
/// </summary>
public sealed class Sweeps(Product product, Crowd crowd)
{
    /// <summary>Milliseconds of one whole sweep: a thousand notices, a hundred mails, the watches moved on.</summary>
    public Samples Sweep { get; } = new();

    /// <summary>Milliseconds to read the due rows by the index alone.</summary>
    public Samples RawQuery { get; } = new();

    /// <summary>Adds what was measured to the report.</summary>
    public void Tell(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        report.Figure($"Raw indexed query, 1,000 due of {crowd.Items:N0}", RawQuery, "ms", 2);
        report.Figure($"Reminder sweep, 1,000 due of {crowd.Items:N0}", Sweep, "ms", 1);
        report.Figure($"Sweep against raw query, {crowd.Items:N0}", Sweep.Over(RawQuery), "times", 1);
    }

    public async Task RoundAsync(bool keep)
    {
        await crowd.RewindAsync();
        var raw = await RawQueryAsync();
        var sweep = await SweepAsync();
        var reminded = await crowd.Database.ScalarAsync<long>("SELECT count(*) FROM item_notices");
        if (reminded != crowd.Due)
        {
            throw new InvalidOperationException($"The sweep over {crowd.Items} items reminded of {reminded}, expected {crowd.Due}.");
        }

        if (keep)
        {
            RawQuery.Add(raw);
            Sweep.Add(sweep);
        }
    }

    private async Task<double> RawQueryAsync()
    {
        await using var connection = await crowd.Database.Source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT item_id, due_on, next_reminder_at FROM item_watches WHERE next_reminder_at <= $1 ORDER BY next_reminder_at";
        command.Parameters.Add(new() { Value = Crowd.Now.UtcDateTime });
        await command.PrepareAsync();
        var started = Stopwatch.GetTimestamp();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            reader.GetGuid(0);
        }

        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private async Task<double> SweepAsync()
    {
        var started = Stopwatch.GetTimestamp();
        await product.InScopeAsync(services => JobSchedule.Find("reminders").RunAsync(services, CancellationToken.None));
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
