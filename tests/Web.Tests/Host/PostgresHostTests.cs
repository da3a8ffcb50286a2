using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.Web.Host;
using Rectify.Workflow.Web.Tests.Elsa.Instances;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Host;

public sealed class PostgresHostTests(WebWorld world)
{
    private const string Variable = "RECTIFY_TEST_POSTGRES";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hosts_start_on_one_empty_postgres_and_serve_every_page()
    {
        var cluster = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(cluster))
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", $"CI needs PostgreSQL: set {Variable}.");
            Assert.Skip($"Run ops/test.sh, or set {Variable} to the connection string of a cluster in which databases may be made.");
        }

        var name = $"rectify_web_{Environment.ProcessId}";
        await ExecuteAsync(cluster, $"CREATE DATABASE {name}");
        using var folder = new TemporaryFolder();
        try
        {
            string[] settings =
            [
                "--data", folder.Path, "--Rectify:Database:Provider=Postgres",
                $"--Rectify:Database:ConnectionString={new NpgsqlConnectionStringBuilder(cluster) { Database = name }}",
            ];
            await using var web = world.Build([.. settings, "--Rectify:Role=Web"]);
            await using var all = world.Build([.. settings, "--Rectify:Role=All"]);
            var passwords = await Task.WhenAll(FirstStart.PrepareAsync(web.Services, Cancel), FirstStart.PrepareAsync(all.Services, Cancel));
            await WebWorld.SeedAsync(web.Services);
            await web.StartAsync(Cancel);
            await all.StartAsync(Cancel);

            Assert.Single(passwords, password => password is not null);
            await VisitEverythingAsync(web);
            await LiveTests.HearsAsync(WebWorld.AddressOf(web), all.Services);
            using var stranger = new Visitor(WebWorld.AddressOf(web));
            Assert.Contains("Healthy", await stranger.ReadAsync("/health/ready"), StringComparison.Ordinal);
            await all.StopAsync(Cancel);
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            await ExecuteAsync(cluster, $"DROP DATABASE {name} WITH (FORCE)");
        }
    }

    private static async Task VisitEverythingAsync(Microsoft.AspNetCore.Builder.WebApplication host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RectifyDb>();
        var task = await db.Tasks.AsNoTracking().FirstAsync(each => each.Status == WorkTaskStatus.Open && each.PersonId != null, Cancel);
        var leader = await db.Users.AsNoTracking().SingleAsync(person => person.Id == task.PersonId, Cancel);
        using var visitor = new Visitor(WebWorld.AddressOf(host));
        await visitor.SignInAsync(leader.UserName ?? "", WebWorld.Password);
        foreach (var path in new[]
        {
            "/tasks", "/items", "/items?overdue=true&sort=Due&desc=true&q=%E6%9D%91&section=1", $"/items/{task.ItemId?.Value}",
            $"/items/{task.ItemId?.Value}/mails", "/mails?kind=TaskOpened&q=%E6%95%B4",
        })
        {
            Assert.NotEmpty(await visitor.ReadAsync(path));
        }

        using var decided = await visitor.PostAsync($"/tasks/{task.Id}", ("outcome", "Assigned"));
        using var again = await visitor.PostAsync($"/tasks/{task.Id}", ("outcome", "Assigned"));
        Assert.Equal(HttpStatusCode.Redirect, decided.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        using var administrator = new Visitor(WebWorld.AddressOf(host));
        await administrator.SignInAsync("administrator", WebWorld.Password);
        Assert.NotEmpty(await administrator.ReadAsync("/people?q=%E9%95%87&role=UnitLeader"));
        Assert.NotEmpty(await administrator.ReadAsync("/hangfire/recurring"));
    }

    private static async Task ExecuteAsync(string cluster, string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(cluster) { Database = "postgres", Pooling = false }.ToString());
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
