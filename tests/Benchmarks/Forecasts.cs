using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Forecast;

namespace Rectify.Workflow.Benchmarks;

/// <summary>The forecast of eight weeks over a crowd that comes due on eighty days, and the raw reading of the rows it needs.</summary>
public sealed class Forecasts(Product product, Crowd crowd)
{
    /// <summary>Milliseconds of one forecast, every mail of it looked at.</summary>
    public Samples Forecast { get; } = new();

    /// <summary>Milliseconds to read watches and items alone.</summary>
    public Samples RawRows { get; } = new();

    /// <summary>Megabytes that live when half of it was told.</summary>
    public Samples Kept { get; } = new();

    /// <summary>Spreads the crowd's due dates from ten days ago to ten weeks ahead.</summary>
    public async Task PrepareAsync()
    {
        await crowd.Database.ExecuteAsync("UPDATE items SET due_on = $1 + (number % 80 - 10)", DateOnly.FromDateTime(Crowd.Now.UtcDateTime));
        await crowd.Database.ExecuteAsync(
            """
            UPDATE item_watches SET due_on = i.due_on, next_reminder_step = 10, last_rung_on = NULL, rungs_done = 0,
              next_reminder_at = GREATEST($1 + interval '1 day', (i.due_on - 20) + interval '30 minutes'),
              next_rung_at = GREATEST($1 + interval '1 day', (i.due_on + 1) + interval '30 minutes')
            FROM items i WHERE i.id = item_id
            """, Crowd.Now.UtcDateTime);
        await crowd.Database.ExecuteAsync("VACUUM ANALYZE");
    }

    /// <summary>Adds what was measured to the report.</summary>
    public void Tell(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        report.Figure($"Raw reading of {crowd.Items:N0} watched items", RawRows, "ms");
        report.Figure($"Forecast of 8 weeks, {crowd.Items:N0} items", Forecast, "ms");
        report.Figure($"Forecast against raw reading, {crowd.Items:N0}", Forecast.Over(RawRows), "times", 1);
        report.Figure($"Memory that lives during the forecast, {crowd.Items:N0} items", Kept, "MB");
    }

    public async Task RoundAsync(bool keep)
    {
        var raw = await RawAsync();
        var (forecast, mails, kept) = await ForecastAsync();
        if (mails < crowd.Items / 100)
        {
            throw new InvalidOperationException($"The forecast over {crowd.Items} items told {mails} mails only.");
        }

        if (keep)
        {
            RawRows.Add(raw);
            Forecast.Add(forecast);
            Kept.Add(kept);
        }
    }

    private async Task<double> RawAsync()
    {
        await using var connection = await crowd.Database.Source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT i.id, i.number, i.round_id, i.status, i.due_on, i.responsible_person_id, w.due_on, w.next_reminder_at, w.next_rung_at
            FROM items i JOIN item_watches w ON w.item_id = i.id
            """;
        var started = Stopwatch.GetTimestamp();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            reader.GetGuid(0);
        }

        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private async Task<(double Milliseconds, int Mails, double Kept)> ForecastAsync()
    {
        var (mails, kept, before) = (0, 0d, GC.GetTotalMemory(forceFullCollection: true));
        var (started, aside) = (Stopwatch.GetTimestamp(), TimeSpan.Zero);
        await product.InScopeAsync(async services =>
        {
            await foreach (var mail in services.GetRequiredService<ForecastQueries>().MailsAsync(new() { Weeks = 8 }, null, CancellationToken.None))
            {
                if (++mails == 1_000)
                {
                    var looking = Stopwatch.GetTimestamp();
                    kept = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1_048_576d;
                    aside = Stopwatch.GetElapsedTime(looking);
                }
            }
        });
        return ((Stopwatch.GetElapsedTime(started) - aside).TotalMilliseconds, mails, kept);
    }
}
