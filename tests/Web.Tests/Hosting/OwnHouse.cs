using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rectify.Workflow.Web.Host;

namespace Rectify.Workflow.Web.Tests.Hosting;

/// <summary>
/// A host of one test's own, with its own clock: the sample round is imported and nothing is started. It can be stopped and
/// started again at the same address, as after an update.
/// </summary>
public sealed class OwnHouse : House, IAsyncDisposable
{
    private readonly string _data = Path.Combine(Path.GetTempPath(), $"rectify-own-{Guid.NewGuid():N}");
    private WebApplication _app = null!;

    private OwnHouse()
    {
    }

    public TestClock Clock { get; } = new(new DateTimeOffset(2023, 3, 20, 2, 0, 0, TimeSpan.Zero));

    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    public override IServiceProvider Services => _app.Services;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<OwnHouse> OpenAsync()
    {
        var house = new OwnHouse();
        house.Build();
        await FirstStart.PrepareAsync(house.Services, Cancel);
        await using (var scope = house.Services.CreateAsyncScope())
        {
            await ImportAsync(scope.ServiceProvider, Cancel);
        }

        await house.StartAsync();
        return house;
    }

    /// <summary>Ends the host; its data stay.</summary>
    public async Task StopAsync()
    {
        await _app.StopAsync(Cancel);
        await _app.DisposeAsync();
    }

    /// <summary>Another host on the same data and address.</summary>
    public async Task StartAgainAsync()
    {
        Build();
        await FirstStart.PrepareAsync(Services, Cancel);
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_data, recursive: true);
    }

    private void Build()
    {
        var (arguments, error) = HostArguments.Parse(
            ["--data", _data, "--urls", Address.ToString().TrimEnd('/'), "--Serilog:MinimumLevel:Default=Fatal", "--Rectify:Role=Web"]);
        Assert.Null(error);
        _app = RectifyHost.Build(arguments, builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock)));
    }

    private async Task StartAsync()
    {
        await _app.StartAsync(Cancel);
        Address = WebWorld.AddressOf(_app);
    }
}
