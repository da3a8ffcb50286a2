using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Demo;

namespace Rectify.Workflow.App.Rehearsal;

/// <summary>
/// A database of its own in a folder of its own, with the product's services on a clock that is set by hand. Mails become files in that
/// folder, and no request leaves: no server is allowed.
/// </summary>
internal sealed class Sandbox : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private Sandbox(string folder, IConfiguration configuration)
    {
        MailFolder = Path.Combine(folder, "mail");
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Rectify:Database:Provider"] = nameof(DatabaseProvider.Sqlite),
            ["Rectify:Database:DataFolder"] = folder,
            ["Rectify:Mail:Transport"] = "Folder",
            ["Rectify:Mail:Folder"] = MailFolder,
            ["Rectify:Mail:From"] = configuration["Rectify:Mail:From"] ?? "rehearsal@sandbox.invalid",
            [TownZone.Setting] = configuration[TownZone.Setting] ?? TownZone.Standard,
        }).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(settings);
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddRectify(settings);
        services.AddSingleton<VirtualClock>();
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(provider => provider.GetRequiredService<VirtualClock>()));
        _services = services.BuildServiceProvider();
    }

    /// <summary>Where its mails are written.</summary>
    public string MailFolder { get; }

    public VirtualClock Clock => _services.GetRequiredService<VirtualClock>();

    /// <summary>Makes the folder and the empty database in it.</summary>
    public static async Task<Sandbox> OpenAsync(string folder, IConfiguration configuration, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var sandbox = new Sandbox(folder, configuration);
        await sandbox.WithAsync(services => services.GetRequiredService<RectifyDb>().Database.MigrateAsync(cancellationToken));
        return sandbox;
    }

    public async Task WithAsync(Func<IServiceProvider, Task> use)
    {
        await using var scope = _services.CreateAsyncScope();
        await use(scope.ServiceProvider);
    }

    public async Task<T> AskAsync<T>(Func<RectifyDb, Task<T>> ask)
    {
        await using var scope = _services.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<RectifyDb>());
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
