using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Jobs.Watching;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Transports;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Mails;
using Rectify.Workflow.App.Tests.Workflows;

namespace Rectify.Workflow.App.Tests.Clockwork;

/// <summary>What users of Hangfire and of its PostgreSQL storage met, each shown not to happen here, on the real storage.</summary>
[Collection(HangfireHosts.Name)]
public sealed class HangfireEffectsTests(PostgresDatabase database) : OnDatabase<PostgresDatabase>(database), IAsyncLifetime
{
    // A job as release 1 stored it; the type, the method and its plain arguments must be found for ever.
    private const string Stored =
        """{"Type":"Rectify.Workflow.App.Jobs.JobRunner, Rectify.Workflow.App","Method":"RunAsync","ParameterTypes":"[\"System.String\",\"System.Threading.CancellationToken, mscorlib\"]","Arguments":"[\"\\\"outbox\\\"\",null]"}""";

    private static readonly DateTimeOffset Start = MailWorld.Local(2023, 12, 15);

    private readonly FakeTimeProvider _time = new(Start);
    private readonly RecordingTransport _mailServer = new();

    [Fact]
    public async Task A_job_that_runs_longer_than_the_invisibility_timeout_is_not_started_a_second_time()
    {
        await using var world = await MailWorld.CreateAsync(Database, Start);
        await OweAsync(world.Official, "long");
        using var goOn = new ManualResetEventSlim();
        _mailServer.Next(() => goOn.Wait(TimeSpan.FromMinutes(2), Cancel) ? new Delivery.Accepted("ok") : new Delivery.Refused("nobody let it go on"));
        await using var one = Host();
        await using var other = Host();
        var storage = JobServer.Storage(Database);
        using var first = new JobServer(storage, one);
        using var second = new JobServer(storage, other);
        var job = Enqueue(storage, "outbox");

        // Its row must have been touched until well after the timeout of two seconds.
        await JobServer.EventuallyAsync(
            () => JobServer.ScalarAsync<bool>(Database, $"SELECT coalesce((SELECT fetchedat > (SELECT min(createdat) FROM hangfire.state WHERE jobid = {job} AND name = 'Processing') + interval '5 seconds' FROM hangfire.jobqueue WHERE jobid = {job}), false)"),
            "the row of the long job is kept alive");
        goOn.Set();
        await DoneAsync(job);

        Assert.Equal(1, await JobServer.ScalarAsync<long>(Database, $"SELECT count(*) FROM hangfire.state WHERE jobid = {job} AND name = 'Processing'"));
        Assert.Single(_mailServer.Sent);
    }

    [Fact]
    public async Task A_killed_process_leaves_locks_and_a_job_behind_and_recurring_jobs_go_on_all_the_same()
    {
        await using var world = await MailWorld.CreateAsync(Database, Start);
        await ReadAsync(db => db.JobRuns.ExecuteDeleteAsync(Cancel));
        var owed = await OweAsync(world.Official, "after the kill");
        var storage = JobServer.Storage(Database);
        var abandoned = Enqueue(storage, "outbox");

        Assert.False(await ChildProcess.RunAsync(typeof(HangfireEffectsTests), nameof(KilledHolder), Database, point: int.MaxValue));
        Assert.Equal(2, await JobServer.ScalarAsync<long>(Database, "SELECT count(*) FROM hangfire.lock"));
        Assert.Equal(1, await JobServer.ScalarAsync<long>(Database, $"SELECT count(*) FROM hangfire.jobqueue WHERE jobid = {abandoned} AND fetchedat IS NOT NULL"));
        await using var host = Host();
        using var server = new JobServer(storage, host);
        new RecurringJobManager(storage).AddOrUpdate<JobRunner>("outbox", runner => runner.RunAsync("outbox", CancellationToken.None), "*/1 * * * * *");

        await JobServer.EventuallyAsync(async () => (await MailAsync(owed)).Status == MailStatus.Accepted, "the recurring job runs");
        await DoneAsync(abandoned);
        Assert.Single(_mailServer.Sent);

        // The watchdog's own lock went with the killed session: a look does not wait for it.
        _time.Advance(TimeSpan.FromMinutes(17));
        Assert.NotEmpty(await host.LookAsync());
        new RecurringJobManager(storage).RemoveIfExists("outbox");
    }

    /// <summary>Not a test: the process that holds Hangfire's locks, a job and our own lock, and is killed.</summary>
    [Fact(Explicit = true)]
    public Task KilledHolder() => ChildProcess.ActAsync(async (product, _) =>
    {
        var options = JobsSetup.OnPostgres();
        var connection = product.GetRequiredService<DatabaseOptions>().ConnectionString ?? "";
        var storage = new PostgreSqlStorage(new Hangfire.PostgreSql.Factories.NpgsqlConnectionFactory(connection, options), options);
        using var held = storage.GetConnection();
        using var schedule = held.AcquireDistributedLock("recurring-jobs:lock", TimeSpan.FromSeconds(10));
        using var recurring = held.AcquireDistributedLock("lock:recurring-job:outbox", TimeSpan.FromSeconds(10));
        using var job = held.FetchNextJob(["default"], Cancel);
        var db = product.GetRequiredService<RectifyDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(Cancel);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({CheckJobs.OneAtATime})", Cancel);
        System.Diagnostics.Process.GetCurrentProcess().Kill();
        await Task.Delay(Timeout.Infinite, Cancel);
    });

    [Fact]
    public void After_a_kill_Hangfire_waits_minutes_and_not_half_an_hour()
    {
        var options = JobsSetup.OnPostgres();

        Assert.True(options.UseSlidingInvisibilityTimeout);
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1)), (options.InvisibilityTimeout, options.DistributedLockTimeout));
    }

    [Fact]
    public async Task A_job_that_is_cancelled_in_the_middle_goes_on_where_it_stopped()
    {
        await using var world = await MailWorld.CreateAsync(Database, Start);
        var owed = new List<Guid>();
        for (var mail = 0; mail < 120; mail++)
        {
            owed.Add(await OweAsync(world.Official, $"note-{mail}"));
        }

        await using var host = Host();
        using var sliding = new CancellationTokenSource();
        _mailServer.Next([.. Enumerable.Range(0, 7).Select(_ => (Func<Delivery>)(() => new Delivery.Accepted("ok"))), () =>
        {
            sliding.Cancel();
            return new Delivery.Accepted("ok");
        }]);
        try
        {
            await host.Services.GetRequiredService<JobRunner>().RunAsync("outbox", sliding.Token);
        }
        catch (OperationCanceledException)
        {
            // As Hangfire sees it.
        }

        Assert.InRange(_mailServer.Sent.Count, 8, 60);
        await host.RunAsync("outbox");
        await host.RunAsync("outbox");

        Assert.Equal(owed.Order(), _mailServer.Sent.Select(sent => sent.MailId).Order());
    }

    [Fact]
    public async Task Runs_missed_for_days_are_made_up_for_by_the_next_one_and_only_once()
    {
        await using var world = await MailWorld.CreateAsync(Database, Start.AddDays(-1));
        var item = await world.ItemAsync(1, new(2023, 12, 29));
        await using var host = Host();
        _time.SetUtcNow(Start.AddDays(5));   // the reminders of a Friday and of the Wednesday after it were missed

        await host.RunAsync("reminders");
        await host.RunAsync("reminders");
        await host.RunAsync("outbox");

        Assert.Single(_mailServer.Sent);
        Assert.True(Assert.Single(await ReadAsync(db => db.Notices.Where(notice => notice.ItemId == item && notice.Kind == NoticeKind.Reminder).ToListAsync(Cancel))).Late);
    }

    [Fact]
    public async Task A_recurring_job_that_Hangfire_switched_off_is_told_of_and_is_back_after_the_next_start()
    {
        await using var world = await MailWorld.CreateAsync(Database, Start);
        await ReadAsync(db => db.JobRuns.ExecuteDeleteAsync(Cancel));
        await using var product = Product();
        await RegisterAsync(product);
        await JobServer.ExecuteAsync(Database, "UPDATE hangfire.set SET score = -1 WHERE key = 'recurring-jobs' AND value = 'timers'");
        await JobServer.ExecuteAsync(Database, "UPDATE hangfire.hash SET value = '' WHERE key = 'recurring-job:timers' AND field = 'NextExecution'");
        await using var host = Host();
        await host.RunAllAsync();
        for (var minute = 0; minute < 18; minute += 2)
        {
            _time.Advance(TimeSpan.FromMinutes(2));
            foreach (var entry in JobSchedule.Entries.Where(entry => entry.Id != "timers"))
            {
                await host.RunAsync(entry.Id);
            }
        }

        Assert.Equal(["timers"], await host.LookAsync());
        await RegisterAsync(product);
        Assert.True(await JobServer.ScalarAsync<double>(Database, "SELECT score FROM hangfire.set WHERE key = 'recurring-jobs' AND value = 'timers'") > 0);
    }

    [Fact]
    public async Task Thirty_restarts_leave_the_same_recurring_jobs_and_one_mail()
    {
        await using var world = await MailWorld.CreateAsync(Database, Start);
        var owed = await OweAsync(world.Official, "restarts");
        for (var start = 0; start < 30; start++)
        {
            await using var product = Product(start % 2 == 0 ? "Asia/Shanghai" : "Asia/Urumqi");   // the zone may change between two starts
            await RegisterAsync(product);
        }

        var storage = JobServer.Storage(Database);
        using (var connection = storage.GetConnection())
        {
            Assert.Equal(JobSchedule.Entries.Select(entry => entry.Id).Order(), connection.GetRecurringJobs().Select(job => job.Id).Order());
            Assert.All(connection.GetRecurringJobs(), job => Assert.Equal("Asia/Urumqi", job.TimeZoneId));
        }

        // Each start also asked for every job once; of these the thirty that send are run.
        await JobServer.ExecuteAsync(Database, "DELETE FROM hangfire.jobqueue USING hangfire.job WHERE job.id = jobid AND job.arguments::text NOT LIKE '%outbox%'");
        Assert.Equal(30, await JobServer.ScalarAsync<long>(Database, "SELECT count(*) FROM hangfire.jobqueue"));
        await using var host = Host();
        using var server = new JobServer(storage, host);
        await EmptyAsync();
        Assert.Equal(MailStatus.Accepted, (await MailAsync(owed)).Status);
        Assert.Single(_mailServer.Sent, sent => sent.MailId == owed);
    }

    [Fact]
    public async Task What_was_committed_is_sent_although_nothing_could_be_enqueued_and_what_was_rolled_back_is_not()
    {
        await using var world = await MailWorld.CreateAsync(Database, Start);
        var services = new ServiceCollection().AddSingleton<IBackgroundJobClient, UnreachableHangfire>().BuildServiceProvider();
        var nudge = new OutboxNudge(services);
        await using (var db = Database.Open())
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Cancel);
            db.Mails.Add(Note(world.Official, "rolled back"));
            await db.SaveChangesAsync(Cancel);
            nudge.Nudge();
            await transaction.RollbackAsync(Cancel);
        }

        var committed = await OweAsync(world.Official, "committed");
        nudge.Nudge();
        await using var host = Host();
        await host.RunAsync("outbox");

        Assert.Equal([committed], _mailServer.Sent.Select(sent => sent.MailId));
        await services.DisposeAsync();
    }

    [Fact]
    public async Task A_job_stored_by_an_older_release_is_found_and_run()
    {
        await using var world = await MailWorld.CreateAsync(Database, Start);
        var owed = await OweAsync(world.Official, "old payload");
        var storage = JobServer.Storage(Database);
        var written = await InvocationAsync(Enqueue(storage, "outbox"));
        Assert.Equal(Shape(Stored), Shape(written));   // whoever renames the class or the method changes what is stored
        var old = await JobServer.ScalarAsync<long>(Database, $"""
            WITH job AS (INSERT INTO hangfire.job (invocationdata, arguments, createdat)
                SELECT '{Stored}'::jsonb, arguments, now() FROM hangfire.job ORDER BY id DESC LIMIT 1 RETURNING id),
            queued AS (INSERT INTO hangfire.jobqueue (jobid, queue) SELECT id, 'default' FROM job),
            state AS (INSERT INTO hangfire.state (jobid, name, createdat, data) SELECT id, 'Enqueued', now(), '{"{}"}' FROM job RETURNING id, jobid)
            SELECT jobid FROM state
            """);
        await JobServer.ExecuteAsync(Database, $"UPDATE hangfire.job SET statename = 'Enqueued', stateid = (SELECT max(id) FROM hangfire.state WHERE jobid = {old}) WHERE id = {old}");
        var gone = Enqueue(storage, "a-job-of-an-older-release");
        await using var host = Host();
        using var server = new JobServer(storage, host);

        await DoneAsync(old);
        await DoneAsync(gone);

        // Of two at once one sends, and the other has only asked it to look again.
        await JobServer.EventuallyAsync(async () => (await MailAsync(owed)).Status == MailStatus.Accepted, "the mail is sent");
        Assert.Equal("Succeeded", await JobServer.ScalarAsync<string>(Database, $"SELECT statename FROM hangfire.job WHERE id = {old}"));
        Assert.Equal("Deleted", await JobServer.ScalarAsync<string>(Database, $"SELECT statename FROM hangfire.job WHERE id = {gone}"));
    }

    // With long polling on, one run in six of 600 jobs ended with a worker that held a job and waited for the next notification.
    [Fact]
    public void Nobody_listens_while_holding_a_job()
    {
        var options = JobsSetup.OnPostgres();

        Assert.False(options.EnableLongPolling);
        Assert.InRange(options.QueuePollInterval, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Neither_finished_nor_failed_jobs_pile_up_and_many_of_them_need_few_connections_and_little_memory()
    {
        var many = Environment.GetEnvironmentVariable("RECTIFY_SOAK") == "1" ? 20_000 : 90;
        await using var world = await MailWorld.CreateAsync(Database, Start);
        var storage = JobServer.Storage(Database, options => options.JobExpirationCheckInterval = TimeSpan.FromSeconds(1));
        storage.JobExpirationTimeout = TimeSpan.FromSeconds(1);   // a day in the product
        for (var job = 0; job < many; job++)
        {
            Enqueue(storage, job % 3 == 0 ? "a-job-that-fails" : "timers");
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var host = Host();
        using var server = new JobServer(storage, host);
        await EmptyAsync(minutes: many / 1000 + 2);
        var connections = await JobServer.ScalarAsync<long>(Database, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()");
        await JobServer.EventuallyAsync(
            () => JobServer.ScalarAsync<bool>(Database, "SELECT NOT EXISTS (SELECT 1 FROM hangfire.job) AND NOT EXISTS (SELECT 1 FROM hangfire.state)"),
            "what is done is deleted");

        Assert.InRange(connections, 1, 25);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 60_000_000);
    }

    // Nothing another test left in the queue is run in this one.
    public async ValueTask InitializeAsync()
    {
        JobServer.Storage(Database);
        await ForgetAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private OneHost Host() => new(Database, _time, _mailServer);

    private static string Enqueue(JobStorage storage, string id) =>
        new BackgroundJobClient(storage).Enqueue<JobRunner>(runner => runner.RunAsync(id, CancellationToken.None));

    private Task<string> InvocationAsync(string job) =>
        JobServer.ScalarAsync<string>(Database, $"SELECT invocationdata::text FROM hangfire.job WHERE id = {job}");

    // The database writes the fields in an order and with blanks of its own.
    private static string Shape(string json) =>
        string.Join('\n', System.Text.Json.JsonDocument.Parse(json).RootElement.EnumerateObject().OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => $"{field.Name}={field.Value.GetRawText().Replace(" ", "", StringComparison.Ordinal)}"));

    private Task DoneAsync(object job) => JobServer.EventuallyAsync(
        () => JobServer.ScalarAsync<bool>(Database, $"SELECT coalesce((SELECT statename IN ('Succeeded', 'Deleted') FROM hangfire.job WHERE id = {job}), false)"),
        $"job {job} is done");

    private async Task EmptyAsync(int minutes = 2)
    {
        for (var minute = 0; minute < minutes && await WaitsAsync(); minute++)
        {
            for (var tries = 0; tries < 600 && await WaitsAsync(); tries++)
            {
                await Task.Delay(100, Cancel);
            }
        }

        if (await WaitsAsync())
        {
            Assert.Fail($"The queue did not drain: {await WaitingAsync()}");
        }
    }

    // Which jobs wait, whether a worker has them, and what became of them: enough to know why from a log alone.
    private Task<string> WaitingAsync() => JobServer.ScalarAsync<string>(Database, """
        SELECT string_agg(format('%s fetched %s ago, %s', jobid, coalesce((now() - fetchedat)::text, 'never'), coalesce(
            (SELECT string_agg(format('%s %s', state.name, state.reason), ' > ' ORDER BY state.id) FROM hangfire.state WHERE state.jobid = queued.jobid), 'no such job')), '; ')
            || (SELECT format(' (%s in all; asked at %s)', count(*), now()) FROM hangfire.jobqueue)
        FROM (SELECT jobid, fetchedat FROM hangfire.jobqueue ORDER BY fetchedat NULLS LAST, id LIMIT 5) AS queued
        """);

    private Task<bool> WaitsAsync() => JobServer.ScalarAsync<bool>(Database, "SELECT EXISTS (SELECT 1 FROM hangfire.jobqueue)");

    /// <summary>The product as a host that works, as far as it is registered; no server runs.</summary>
    private ServiceProvider Product(string zone = TownZone.Standard)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton<Microsoft.AspNetCore.DataProtection.IDataProtectionProvider, Microsoft.AspNetCore.DataProtection.EphemeralDataProtectionProvider>();
        services.AddScoped<IMailTransport>(_ => _mailServer);
        services.AddRectify(Database.Settings(Path.GetTempPath()));
        services.AddHangfireClock(
            new() { Provider = Database.Provider, ConnectionString = Database.ConnectionString }, TimeZoneInfo.FindSystemTimeZoneById(zone), runsJobs: true);
        services.AddSingleton<IHostApplicationLifetime, NeverEnds>();
        return services.BuildServiceProvider();
    }

    private static Task RegisterAsync(ServiceProvider product) =>
        ActivatorUtilities.CreateInstance<JobRegistration>(product).StartAsync(Cancel);

    /// <summary>What other tests of the class would otherwise find in the queue and the schedule.</summary>
    private Task ForgetAsync() => JobServer.ExecuteAsync(Database, "TRUNCATE hangfire.job, hangfire.jobqueue, hangfire.state, hangfire.set, hangfire.hash, hangfire.lock CASCADE");

    private static LedgerMail Note(Guid person, string occasion) =>
        MailPlan.FromWorkflow(person, occasion, null, "请参加会议", "请准时参加。", Start);

    private async Task<Guid> OweAsync(Guid person, string occasion)
    {
        var mail = Note(person, occasion);
        await ReadAsync(db =>
        {
            db.Mails.Add(mail);
            return db.SaveChangesAsync(Cancel);
        });
        return mail.Id;
    }

    private Task<LedgerMail> MailAsync(Guid id) => ReadAsync(db => db.Mails.AsNoTracking().SingleAsync(mail => mail.Id == id, Cancel));

    private async Task<T> ReadAsync<T>(Func<RectifyDb, Task<T>> read)
    {
        await using var db = Database.Open();
        return await read(db);
    }

    private sealed class UnreachableHangfire : IBackgroundJobClient
    {
        public string Create(Hangfire.Common.Job job, Hangfire.States.IState state) => throw new TimeoutException("Hangfire's database does not answer.");

        public bool ChangeState(string jobId, Hangfire.States.IState state, string expectedState) => throw new TimeoutException("Hangfire's database does not answer.");
    }

    private sealed class NeverEnds : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
            // Nothing runs that could stop.
        }
    }
}
