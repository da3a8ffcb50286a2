using System.Diagnostics;
using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Rectify.Workflow.App.Jobs;

namespace Rectify.Workflow.Benchmarks;

/// <summary>
/// Ten thousand due reminders of a million: the product's sweep, the bare claim of the same rows, the bare claim that also writes as many
/// rows as the sweep does, and as many delayed jobs of Hangfire.
/// </summary>
public sealed class Claims(Product product, Crowd crowd)
{
    private const int Batch = 500;

    /// <summary>Hangfire gets as many jobs as reminders are due.</summary>
    private const int Delayed = 10_000;

    private readonly Samples _sweep = new();
    private readonly Samples _claim = new();
    private readonly Samples _claimAndWrite = new();
    private readonly Samples _hangfire = new();

    /// <summary>Adds what was measured to the report.</summary>
    public void Tell(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var which = $"{crowd.Due:N0} due of {crowd.Items:N0}";
        report.Figure($"Raw SKIP LOCKED claim, {which}", _claim, "rows/s");
        report.Figure($"Raw SKIP LOCKED claim with its rows written, {which}", _claimAndWrite, "rows/s");
        report.Figure($"Reminder sweep, {which}", _sweep, "rows/s");
        report.AtLeast($"Sweep against the raw claim, {which}", _sweep.Over(_claim), 0.2, "times", 2);
        report.Figure("Sweep against the raw claim with its rows written", _sweep.Over(_claimAndWrite), "times", 2);
        report.Figure($"Delayed jobs of Hangfire, made and run ({Delayed:N0} of them)", _hangfire, "jobs/s");
        report.AtLeast("Sweep against delayed jobs of Hangfire", _sweep.Over(_hangfire), 50, "times");
    }

    public async Task RoundAsync(bool keep)
    {
        await crowd.RewindAsync();
        var claim = await RawAsync(write: false);
        await crowd.RewindAsync();
        var claimAndWrite = await RawAsync(write: true);
        await crowd.RewindAsync();
        var started = Stopwatch.GetTimestamp();
        await product.InScopeAsync(services => JobSchedule.Find("reminders").RunAsync(services, CancellationToken.None));
        var sweep = crowd.Due / Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (await crowd.Database.ScalarAsync<long>("SELECT count(*) FROM mail_notices") is var written && written != crowd.Due)
        {
            throw new InvalidOperationException($"The sweep turned {written} reminders into rows of the ledger, expected {crowd.Due}.");
        }

        var hangfire = await HangfireAsync();
        if (keep)
        {
            _claim.Add(claim);
            _claimAndWrite.Add(claimAndWrite);
            _sweep.Add(sweep);
            _hangfire.Add(hangfire);
        }
    }

    /// <summary>Rows a second: batches that move the due rows on, each a transaction; with the notice, its mail's link and its journal entry or without.</summary>
    private async Task<double> RawAsync(bool write)
    {
        const string Claim = """
            UPDATE item_watches SET next_reminder_at = $1 + interval '14 days' WHERE item_id IN (
                SELECT item_id FROM item_watches WHERE next_reminder_at <= $1 ORDER BY next_reminder_at LIMIT 500 FOR UPDATE SKIP LOCKED)
            RETURNING item_id
            """;
        const string Write = $"""
            WITH claimed AS ({Claim}),
            notices AS (INSERT INTO item_notices (id, item_id, due_on, kind, step, planned_on, fired_on, fired_at)
                SELECT gen_random_uuid(), item_id, DATE '2023-12-31', 0, 10, DATE '2023-12-18', DATE '2023-12-18', $1 FROM claimed RETURNING id, item_id),
            links AS (INSERT INTO mail_notices (mail_id, notice_id, item_id, copy) SELECT gen_random_uuid(), id, item_id, false FROM notices),
            entries AS (INSERT INTO journal (at, kind, item_id, data, actor) SELECT $1, 'item.reminded', item_id, '{"{}"}', 'raw' FROM notices)
            SELECT item_id FROM claimed
            """;
        await using var connection = await crowd.Database.Source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = write ? Write : Claim;
        command.Parameters.Add(new() { Value = Crowd.Now.UtcDateTime });
        await command.PrepareAsync();
        var started = Stopwatch.GetTimestamp();
        for (var (rows, batch) = (0, Batch); batch > 0; rows += batch)
        {
            batch = 0;
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                batch++;
            }

            if (rows + batch > crowd.Due)
            {
                throw new InvalidOperationException($"The raw claim took more than the {crowd.Due} that are due.");
            }
        }

        return crowd.Due / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Jobs a second from the first that is made to the last that has run, each doing nothing.</summary>
    private async Task<double> HangfireAsync()
    {
        GlobalConfiguration.Configuration.UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings();
        var options = JobsSetup.OnPostgres();
        var storage = new PostgreSqlStorage(new NpgsqlConnectionFactory(crowd.Database.ConnectionString, options), options);
        await crowd.Database.ExecuteAsync("TRUNCATE hangfire.job, hangfire.jobqueue, hangfire.state, hangfire.set CASCADE");
        var client = new BackgroundJobClient(storage);
        var started = Stopwatch.GetTimestamp();
        for (var job = 0; job < Delayed; job++)
        {
            client.Schedule(() => DelayedReminder.Run(Guid.Empty), TimeSpan.FromSeconds(-1));
        }

        using var server = new BackgroundJobServer(new() { SchedulePollingInterval = TimeSpan.FromSeconds(1), WorkerCount = 2 }, storage);
        while (await crowd.Database.ScalarAsync<long>("SELECT count(*) FROM hangfire.job WHERE statename = 'Succeeded'") < Delayed)
        {
            await Task.Delay(100);
        }

        return Delayed / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}

/// <summary>What a delayed job per reminder would call.</summary>
public static class DelayedReminder
{
    /// <summary>Does nothing: Hangfire's own cost is measured.</summary>
    public static void Run(Guid item) => GC.KeepAlive(item);
}
