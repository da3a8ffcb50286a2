using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Demo;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tests.Databases;

namespace Rectify.Workflow.App.Tests.Demo;

/// <summary>The product in demo mode without a web server, on a test database and a folder of its own.</summary>
internal sealed class DemoHost : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rectify-demo-").FullName;
    private readonly ServiceProvider _services;

    public DemoHost(TestDatabase database)
    {
        var configuration = new ConfigurationBuilder().AddConfiguration(database.Settings(_folder))
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Rectify:Mail:Folder"] = MailFolder }).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration).AddLogging();
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddRectify(configuration).AddPeople();
        services.AddDemo();
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
    }

    public string MailFolder => Path.Combine(_folder, "mail");

    public Task<DemoEnd> RunAsync(CancellationToken cancellationToken) => RunDemo.RunAsync(
        _services, new() { OpenAccounts = false, Output = TextWriter.Null, Progress = TextWriter.Null, ProgressBar = false }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
