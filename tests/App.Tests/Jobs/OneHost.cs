using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Jobs.Watching;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Transports;
using Rectify.Workflow.App.Tests.Databases;

namespace Rectify.Workflow.App.Tests.Clockwork;

/// <summary>One of several hosts on a database: services, memory and a clock of its own; the mail server is everybody's.</summary>
internal sealed class OneHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public OneHost(TestDatabase database, TimeProvider clock, IMailTransport transport, bool runsJobs = false, string zone = TownZone.Standard, int? lines = null)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton(clock);
        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        services.AddScoped(_ => transport);
        services.AddSingleton(new TownZone(TimeZoneInfo.FindSystemTimeZoneById(zone)));
        services.AddRectify(database.Settings(Path.GetTempPath()));
        if (lines is { } atOnce)
        {
            services.Configure<MailOptions>(mail => mail.Connections = atOnce);
        }

        if (runsJobs)
        {
            services.AddSingleton(new JobZone(TimeZoneInfo.FindSystemTimeZoneById(zone)));
        }

        _services = services.BuildServiceProvider();
        Watchdog = ActivatorUtilities.CreateInstance<Watchdog>(_services);
        _services.GetRequiredService<JobWatch>();   // it watches from its start
    }

    public Watchdog Watchdog { get; }

    public IServiceProvider Services => _services;

    /// <summary>One look of its watchdog; answers the silent jobs.</summary>
    public async Task<IReadOnlyList<string>> LookAsync()
    {
        await using var scope = _services.CreateAsyncScope();
        var jobs = await scope.ServiceProvider.GetRequiredService<CheckJobs>().RunAsync(TestContext.Current.CancellationToken);
        return [.. jobs.Where(job => job.SilentSince is not null).Select(job => job.Id)];
    }

    /// <summary>Runs a job as the clock would, and records it.</summary>
    public Task RunAsync(string job) => _services.GetRequiredService<JobRunner>().RunAsync(job, TestContext.Current.CancellationToken);

    /// <summary>Runs every job of the schedule once.</summary>
    public async Task RunAllAsync()
    {
        foreach (var entry in JobSchedule.Entries)
        {
            await RunAsync(entry.Id);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Watchdog.Dispose();
        await _services.DisposeAsync();
    }
}
