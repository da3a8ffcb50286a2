using Hangfire;
using Hangfire.Logging;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Tests.Databases;

namespace Rectify.Workflow.App.Tests.Clockwork;

/// <summary>A Hangfire server with the product's own storage options on a real database, its waits shortened so that a test need not wait for them.</summary>
internal sealed class JobServer : IDisposable
{
    private readonly BackgroundJobServer _server;

    public JobServer(PostgreSqlStorage storage, OneHost host, int workers = 2) => _server = new(
        new BackgroundJobServerOptions
        {
            Activator = new Services(host.Services),
            WorkerCount = workers,
            SchedulePollingInterval = TimeSpan.FromSeconds(1),
            StopTimeout = TimeSpan.FromSeconds(5),
            ShutdownTimeout = TimeSpan.FromSeconds(5),
        },
        storage);

    /// <summary>The product's options: a dead server's job comes back after two seconds, a dead process' lock after three.</summary>
    public static PostgreSqlStorage Storage(TestDatabase database, Action<PostgreSqlStorageOptions>? change = null)
    {
        // Hangfire's logger is a static, and may still be that of a host that is gone.
        GlobalConfiguration.Configuration.UseLogProvider(new NoLog()).UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings();
        var options = JobsSetup.OnPostgres();
        options.InvisibilityTimeout = TimeSpan.FromSeconds(2);
        options.DistributedLockTimeout = TimeSpan.FromSeconds(3);
        options.QueuePollInterval = TimeSpan.FromMilliseconds(200);
        change?.Invoke(options);
        return new(new NpgsqlConnectionFactory(database.ConnectionString, options), options);
    }

    public static async Task<T> ScalarAsync<T>(TestDatabase database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ToString());
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("No value."));
    }

    public static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ToString());
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for something that must happen, up to three minutes on a busy machine.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> happened, string what)
    {
        for (var tries = 0; !await happened(); tries++)
        {
            Assert.True(tries < 1800, $"{what}: it did not happen within three minutes.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose() => _server.Dispose();

    private sealed class NoLog : ILogProvider, ILog
    {
        public ILog GetLogger(string name) => this;

        public bool Log(LogLevel logLevel, Func<string>? messageFunc, Exception? exception = null) => false;
    }

    private sealed class Services(IServiceProvider services) : JobActivator
    {
        public override object ActivateJob(Type jobType) => services.GetRequiredService(jobType);
    }
}
