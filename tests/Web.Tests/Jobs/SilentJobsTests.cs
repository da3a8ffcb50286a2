using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Jobs.Watching;
using Rectify.Workflow.Web.Host;
using Rectify.Workflow.Web.Tests.Host;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Jobs;

/// <summary>A job that fell silent is seen by the administrator, by health and by metrics, and by nobody else.</summary>
public sealed class SilentJobsTests(WebWorld world)
{
    private const string Token = "scrape-token-of-the-test";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silent_job_shows_on_the_jobs_page_as_a_banner_in_health_and_in_metrics()
    {
        using var folder = new TemporaryFolder();
        await using var app = world.Build("--Rectify:Role=Web", "--data", folder.Path, $"--Rectify:Metrics:Token={Token}");
        await FirstStart.PrepareAsync(app.Services, Cancel);
        await WebWorld.SeedAsync(app.Services);
        await app.StartAsync(Cancel);
        using var administrator = new Visitor(WebWorld.AddressOf(app));
        using var secretary = new Visitor(WebWorld.AddressOf(app));
        using var stranger = new Visitor(WebWorld.AddressOf(app));
        await administrator.SignInAsync("administrator", House.Password);
        await secretary.SignInAsync("secretary", House.Password);
        // All but one succeed in the future of this host's clock: that one is silent as soon as the host has watched long enough.
        var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        await SucceedAsync(app.Services, now, "outbox", now.AddHours(-2));
        Assert.DoesNotContain("停摆：", await administrator.ReadAsync("/people"), StringComparison.Ordinal);
        Assert.Empty(await SilentAsync(stranger));

        // The clock of all these tests stands for others: this host is told that it has watched for an hour.
        app.Services.GetRequiredService<JobWatch>().Watched = new(now.AddHours(-1));
        await LookAsync(app.Services);

        Assert.Equal(["outbox"], await SilentAsync(stranger));
        var page = await administrator.ReadAsync("/jobs");
        Assert.Contains("邮件发送", page, StringComparison.Ordinal);
        Assert.Single(page.Split("chip late").Skip(1));
        Assert.Contains("数据库合计", page, StringComparison.Ordinal);
        Assert.Contains("后台作业停摆：邮件发送", await administrator.ReadAsync("/people"), StringComparison.Ordinal);
        Assert.DoesNotContain("后台作业停摆", await secretary.ReadAsync("/items"), StringComparison.Ordinal);
        using var refused = await stranger.GetAsync("/metrics");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, refused.StatusCode);
        var metrics = await ScrapeAsync(WebWorld.AddressOf(app));
        Assert.Contains("# TYPE rectify_job_silent_seconds gauge\n", metrics, StringComparison.Ordinal);
        Assert.Contains("rectify_job_silent_seconds{job=\"outbox\"} 7200\n", metrics, StringComparison.Ordinal);
        Assert.Contains("rectify_job_silent_seconds{job=\"timers\"} 0\n", metrics, StringComparison.Ordinal);

        await SucceedAsync(app.Services, now, "outbox", now);
        Assert.Empty(await SilentAsync(stranger));
    }

    private static async Task<IEnumerable<string?>> SilentAsync(Visitor visitor)
    {
        using var health = JsonDocument.Parse(await visitor.ReadAsync("/health/ready"));   // 200: it still serves
        var silent = health.RootElement.GetProperty("silent").EnumerateArray().Select(job => job.GetString()).ToList();
        Assert.Equal(silent.Count == 0 ? "Healthy" : "Degraded", health.RootElement.GetProperty("checks").GetProperty("schedule").GetString());
        return silent;
    }

    private static async Task<string> ScrapeAsync(Uri address)
    {
        using var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        return await client.GetStringAsync("/metrics", Cancel);
    }

    private static async Task LookAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<CheckJobs>().RunAsync(Cancel);
    }

    private static async Task SucceedAsync(IServiceProvider services, DateTimeOffset now, string other, DateTimeOffset otherAt)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RectifyDb>();
        await db.JobRuns.ExecuteDeleteAsync(Cancel);
        db.JobRuns.AddRange(JobSchedule.Entries.Select(entry => new JobRun { Id = entry.Id, SucceededAt = entry.Id == other ? otherAt : now }));
        await db.SaveChangesAsync(Cancel);
    }
}
