using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Demo;
using Rectify.Workflow.App.Import;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Web.Host;

namespace Rectify.Workflow.Web.Tests.Hosting;

/// <summary>
/// A host of one test's own, with its own clock: the sample round is imported and nothing is started. It can be stopped and
/// started again at the same address, as after an update.
/// </summary>
public sealed class OwnHouse : IAsyncDisposable
{
    private readonly string _data = Path.Combine(Path.GetTempPath(), $"rectify-own-{Guid.NewGuid():N}");
    private WebApplication _app = null!;

    private OwnHouse()
    {
    }

    public TestClock Clock { get; } = new(new DateTimeOffset(2023, 3, 20, 2, 0, 0, TimeSpan.Zero));

    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    public IServiceProvider Services => _app.Services;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<OwnHouse> OpenAsync()
    {
        var house = new OwnHouse();
        house.Build();
        await FirstStart.PrepareAsync(house.Services, Cancel);
        await house.ImportAsync();
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

    /// <summary>Reads with a fresh context.</summary>
    public async Task<T> ReadAsync<T>(Func<RectifyDb, Task<T>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        await using var scope = Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<RectifyDb>());
    }

    /// <summary>The item of that number in the sample.</summary>
    public Task<RectificationItem> ItemAsync(int number) =>
        ReadAsync(db => db.Items.AsNoTracking().Include(item => item.Measures).SingleAsync(item => item.Number == number));

    /// <summary>The user name of a person.</summary>
    public Task<string> UserNameAsync(Guid? person) =>
        ReadAsync(async db => (await db.Users.AsNoTracking().SingleAsync(user => user.Id == person)).UserName ?? "");

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

    private async Task ImportAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        var import = ActivatorUtilities.CreateInstance<ImportRound>(scope.ServiceProvider);
        Assert.IsType<ImportOutcome.Imported>(await import.ConfirmAsync(SampleRound.Bytes(), by: null, Cancel));
        var users = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        foreach (var person in await users.Users.Where(person => person.PasswordHash == null).ToListAsync(Cancel))
        {
            person.MustChangePassword = false;
            Assert.True((await users.AddPasswordAsync(person, WebWorld.Password)).Succeeded);
        }
    }
}
