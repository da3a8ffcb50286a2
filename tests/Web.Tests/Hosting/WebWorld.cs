using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Web.Host;
using Rectify.Workflow.Web.Tests.Hosting;

[assembly: AssemblyFixture(typeof(WebWorld))]

namespace Rectify.Workflow.Web.Tests.Hosting;

/// <summary>
/// The real host on a real port with the sample round imported and started on 20 March 2023: everybody's password is
/// known. All tests share it, so each uses items and people of its own.
/// </summary>
public sealed class WebWorld : House, IAsyncLifetime
{
    private readonly string _data = Path.Combine(Path.GetTempPath(), $"rectify-web-{Guid.CreateVersion7(DateTimeOffset.UnixEpoch):N}");
    private WebApplication? _app;

    /// <summary>20 March 2023, ten in the morning in the town.</summary>
    public TestClock Clock { get; } = new(new DateTimeOffset(2023, 3, 20, 2, 0, 0, TimeSpan.Zero));

    /// <summary>Where the host listens.</summary>
    public Uri Address { get; private set; } = new("http://localhost");

    /// <summary>The folder with the database, the evidence and the mails.</summary>
    public string DataFolder => _data;

    public override IServiceProvider Services => _app?.Services ?? throw new InvalidOperationException("The world is not started.");

    public async ValueTask InitializeAsync()
    {
        // The worker's part is left out: tests run the jobs they need themselves.
        _app = Build("--Rectify:Role=Web");
        await FirstStart.PrepareAsync(_app.Services, CancellationToken.None);
        await SeedAsync(_app.Services);
        // A batch's mails wait a minute for more of it.
        Clock.Advance(TimeSpan.FromMinutes(2));
        await RunJobAsync("outbox");
        await _app.StartAsync();
        Address = AddressOf(_app);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>Another host on a data folder of its own; the caller starts and disposes it.</summary>
    public WebApplication Build(params string[] settings)
    {
        var (arguments, error) = HostArguments.Parse(
            ["--data", _data, "--urls", "http://127.0.0.1:0", "--Serilog:MinimumLevel:Default=Fatal", .. settings]);
        Assert.Null(error);
        return RectifyHost.Build(arguments, builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock)));
    }

    /// <summary>The address a started host listens on.</summary>
    public static Uri AddressOf(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return new(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
    }

    /// <summary>Signs somebody of the sample in.</summary>
    public async Task<Visitor> VisitAsync(string userName)
    {
        var visitor = new Visitor(Address);
        await visitor.SignInAsync(userName, Password);
        return visitor;
    }

    /// <summary>Runs a job of the schedule now.</summary>
    public async Task RunJobAsync(string id)
    {
        await using var scope = Services.CreateAsyncScope();
        await JobSchedule.Find(id).RunAsync(scope.ServiceProvider, CancellationToken.None);
    }

    /// <summary>Imports the sample round, gives everybody a password and starts the items.</summary>
    public static async Task SeedAsync(IServiceProvider host)
    {
        await using var scope = host.CreateAsyncScope();
        var round = await ImportAsync(scope.ServiceProvider, CancellationToken.None);
        Assert.IsType<StartItems.Outcome.Done>(await scope.ServiceProvider.GetRequiredService<StartItems>()
            .RunAsync(new(round, By: null), progress: null, CancellationToken.None));
    }
}
