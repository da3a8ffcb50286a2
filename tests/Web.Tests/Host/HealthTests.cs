using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.Web.Host;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Host;

public sealed class HealthTests(WebWorld world)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_that_can_work_is_alive_and_ready()
    {
        using var stranger = new Visitor(world.Address);

        Assert.Contains("Healthy", await stranger.ReadAsync("/health/live"), StringComparison.Ordinal);
        Assert.Contains("\"database\":\"Healthy\"", await stranger.ReadAsync("/health/ready"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_whose_database_was_not_migrated_is_alive_but_not_ready()
    {
        using var folder = new TemporaryFolder();
        await using var app = world.Build("--Rectify:Role=Web", $"--Rectify:Database:DataFolder={folder.Path}", "--data", folder.Path, "--Rectify:MigrateAtStart=false");
        await app.StartAsync(Cancel);
        using var stranger = new Visitor(WebWorld.AddressOf(app));

        using var live = await stranger.GetAsync("/health/live");
        using var ready = await stranger.GetAsync("/health/ready");

        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
    }

    [Fact]
    public async Task A_worker_has_health_and_jobs_but_no_pages()
    {
        using var folder = new TemporaryFolder();
        await using var app = world.Build("--Rectify:Role=Worker", "--data", folder.Path);
        await FirstStart.PrepareAsync(app.Services, Cancel);
        await app.StartAsync(Cancel);
        using var stranger = new Visitor(WebWorld.AddressOf(app));

        using var ready = await stranger.GetAsync("/health/ready");
        using var page = await stranger.GetAsync("/sign-in");
        using var report = JsonDocument.Parse(await ready.Content.ReadAsStringAsync(Cancel));

        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.True(report.RootElement.GetProperty("checks").TryGetProperty("jobs", out _));
        await app.StopAsync(Cancel);
    }

    [Fact]
    public async Task The_first_administrators_password_is_given_out_once()
    {
        using var folder = new TemporaryFolder();
        await using var app = world.Build("--Rectify:Role=Web", "--data", folder.Path);

        var first = await FirstStart.PrepareAsync(app.Services, Cancel);
        var second = await FirstStart.PrepareAsync(app.Services, Cancel);
        await app.StartAsync(Cancel);
        using var administrator = new Visitor(WebWorld.AddressOf(app));
        await administrator.SignInAsync("admin", Assert.IsType<string>(first));
        using var start = await administrator.GetAsync("/people");

        Assert.Null(second);
        Assert.Equal("/account/password", start.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Every_answer_carries_the_strict_headers()
    {
        using var stranger = new Visitor(world.Address);

        using var page = await stranger.GetAsync("/sign-in");
        using var missing = await stranger.GetAsync("/language/xx/yy");

        foreach (var answer in new[] { page, missing })
        {
            Assert.Contains("script-src 'self'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.False(answer.Headers.Contains("Server"));
        }
    }
}

/// <summary>A folder that is gone with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("rectify-host-").FullName;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Path, recursive: true);
    }
}
