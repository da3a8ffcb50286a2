using Hangfire;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Housekeeping;
using Rectify.Workflow.App.Jobs.Watching;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Composing;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Weekly;
using Rectify.Workflow.Domain.Deadlines;

namespace Rectify.Workflow.App.Jobs;

/// <summary>Registers the jobs, and Hangfire as the clock that triggers them.</summary>
public static class JobsSetup
{
    extension(IServiceCollection services)
    {
        /// <summary>Registers the jobs themselves; whoever wants them to run by the clock adds Hangfire too.</summary>
        public IServiceCollection AddJobs(IConfiguration configuration)
        {
            ArgumentNullException.ThrowIfNull(configuration);
            services.AddOptions<HousekeepingOptions>()
                .Bind(configuration.GetSection(HousekeepingOptions.Section))
                .ValidateDataAnnotations()
                .ValidateOnStart();
            services.AddOptions<WatchOptions>()
                .Bind(configuration.GetSection(WatchOptions.Section))
                .ValidateDataAnnotations()
                .ValidateOnStart();
            services.TryAddSingleton<JobWatch>();
            services.TryAddSingleton<JobMetrics>();
            services.TryAddScoped<JobReports>();
            services.TryAddScoped<CheckJobs>();
            services.TryAddSingleton<JobRunner>();
            services.TryAddSingleton<OutboxNudge>();
            services.TryAddScoped<RungAudience>();
            services.TryAddScoped<SendReminders>();
            services.TryAddScoped<UrgeItems>();
            services.TryAddScoped<EscalateOverdue>();
            services.TryAddScoped<WeeklyReaders>();
            services.TryAddScoped<SummariseWeek>();
            services.TryAddScoped<SummaryQueries>();
            services.TryAddScoped(provider => new PreviewSummary(
                provider.GetRequiredService<RectifyDb>(), provider.GetRequiredService<MailComposer>(), provider.GetRequiredService<PeopleDirectory>(),
                provider.GetRequiredService<WorkingCalendar>(), provider.GetRequiredService<TimeProvider>()));
            services.TryAddScoped<Housekeep>();
            services.TryAddScoped<SealJournal>();
            services.TryAddScoped<JournalProof>();
            services.TryAddScoped<JournalQueries>();
            services.TryAddScoped<StorageSizes>();
            return services;
        }

        /// <summary>Looks after the jobs in this process, whether it runs them or not.</summary>
        public IServiceCollection AddWatchdog() => services.AddHostedService<Watchdog>();

        /// <summary>
        /// Hangfire on the product's own database (in memory beside SQLite, where nothing is lost with it). A process that
        /// only serves pages enqueues; one that works also runs the server and registers the schedule.
        /// </summary>
        public IServiceCollection AddHangfireClock(DatabaseOptions database, TimeZoneInfo town, bool runsJobs)
        {
            ArgumentNullException.ThrowIfNull(database);
            services.AddHangfire(hangfire =>
            {
                hangfire.SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
                    .UseSimpleAssemblyNameTypeSerializer()
                    .UseRecommendedSerializerSettings();
                if (database is { Provider: DatabaseProvider.Postgres, ConnectionString: { } connection })
                {
                    hangfire.UsePostgreSqlStorage(storage => storage.UseNpgsqlConnection(connection), OnPostgres());
                }
                else
                {
                    hangfire.UseInMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = TimeSpan.FromHours(6) });
                }
            });
            if (runsJobs)
            {
                services.AddHangfireServer(server => server.WorkerCount = Math.Clamp(Environment.ProcessorCount, 2, 8));
                services.AddSingleton(new JobZone(town));
                services.AddHostedService<JobRegistration>();
            }

            return services;
        }
    }

    /// <summary>How Hangfire keeps its own state on PostgreSQL. Its defaults wait far too long after a process was killed.</summary>
    internal static PostgreSqlStorageOptions OnPostgres() => new()
    {
        SchemaName = "hangfire",
        // Without it a job that runs longer than the timeout is started again beside itself.
        UseSlidingInvisibilityTimeout = true,
        // A job whose server was killed comes back after this; its row is touched five times as often while it runs.
        InvisibilityTimeout = TimeSpan.FromMinutes(5),
        // A lock of a killed process is a row that stays: nothing recurs until it is older than this. Hangfire's own work under a
        // lock takes moments, and a job started twice harms nothing.
        DistributedLockTimeout = TimeSpan.FromMinutes(1),
        // A worker in another process notices a new job within this. Long polling would be quicker, but opens a listening connection
        // for every job and at times waits for the next notification while it holds the one it took (Hangfire.PostgreSql 1.21.1).
        EnableLongPolling = false,
        QueuePollInterval = TimeSpan.FromSeconds(1),
    };
}

/// <summary>The town's zone, in which the schedule's hours are meant.</summary>
internal sealed record JobZone(TimeZoneInfo Zone);
