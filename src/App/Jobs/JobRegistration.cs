using Hangfire;
using Hangfire.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Inbox;

namespace Rectify.Workflow.App.Jobs;

/// <summary>
/// Makes Hangfire's recurring jobs equal to the schedule when a worker starts, and runs everything once: what fell due
/// while nothing ran is made up for now, not at the next hour.
/// </summary>
internal sealed class JobRegistration(
    IRecurringJobManager recurring, IBackgroundJobClient client, JobStorage storage, JobZone zone, DatabaseOptions database,
    IOptions<InboxOptions> inbox, IServiceScopeFactory scopes, ILogger<JobRegistration> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Register();
        await using (var scope = scopes.CreateAsyncScope())
        {
            // The embedded database has one process: whoever held a mail is dead.
            await scope.ServiceProvider.GetRequiredService<DispatchOutbox>()
                .RecoverAsync(nobodyElseLives: database.Provider is DatabaseProvider.Sqlite, cancellationToken);
        }

        foreach (var entry in JobSchedule.Entries)
        {
            client.Enqueue<JobRunner>(runner => runner.RunAsync(entry.Id, CancellationToken.None));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Adds or updates every job by its stable id and removes those the schedule no longer has.</summary>
    internal void Register()
    {
        using var connection = storage.GetConnection();
        var known = JobSchedule.Entries.Select(entry => entry.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var stored in connection.GetRecurringJobs())
        {
            if (!known.Contains(stored.Id))
            {
                recurring.RemoveIfExists(stored.Id);
                log.JobRemoved(stored.Id);
            }
            else if (stored.NextExecution is null || stored.Error is not null)
            {
                // Hangfire switched it off after errors, and would take the same schedule for unchanged.
                recurring.RemoveIfExists(stored.Id);
            }
        }

        foreach (var entry in JobSchedule.For(inbox.Value))
        {
            // Hangfire puts its own shutdown token in place of CancellationToken.None.
            recurring.AddOrUpdate<JobRunner>(
                entry.Id, runner => runner.RunAsync(entry.Id, CancellationToken.None), entry.Cron,
                new RecurringJobOptions { TimeZone = zone.Zone });
        }
    }
}
