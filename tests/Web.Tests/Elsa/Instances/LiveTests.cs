using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Elsa.Instances;

/// <summary>Live updates, with the client library the designer has.</summary>
public sealed class LiveTests(WebWorld world)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_viewer_hears_of_a_step_that_somebody_else_took() => await HearsAsync(world.Address, world.Services);

    [Fact]
    public async Task A_viewer_hears_of_a_step_that_another_host_took()
    {
        await using var other = world.Build("--Rectify:Role=Web");

        await HearsAsync(world.Address, other.Services);
    }

    /// <summary>Looks on at one host while somebody decides, perhaps at another one.</summary>
    internal static async Task HearsAsync(Uri viewed, IServiceProvider acting)
    {
        var (run, task, leader) = await OpenTaskAsync(acting);
        using var reader = new Visitor(viewed);
        await reader.SignInAsync("reader", WebWorld.Password);
        await using var viewer = await StartAsync(viewed, (string?)JsonNode.Parse(await reader.ReadAsync("/designer/token"))?["token"]);
        var journalAtOnce = Next<JsonObject>(viewer, "WorkflowExecutionLogUpdatedAsync");
        var badges = Next<JsonObject>(viewer, "ActivityExecutionLogUpdatedAsync");
        var atOnce = Next<JsonObject>(viewer, "WorkflowInstanceUpdatedAsync");
        Assert.True(await viewer.InvokeAsync<bool>("ObserveInstanceAsync", run.ToString("N"), Cancel));
        // What happened between the page's reading and the observation is not lost: it is told to read once more.
        Assert.Equal(run.ToString("N"), (string?)(await atOnce.WaitAsync(Cancel))["workflowInstanceId"]);
        await journalAtOnce.WaitAsync(Cancel);
        var journal = Next<JsonObject>(viewer, "WorkflowExecutionLogUpdatedAsync");
        var instance = Next<JsonObject>(viewer, "WorkflowInstanceUpdatedAsync");

        await DecideAsync(acting, task, leader);

        await journal.WaitAsync(Cancel);
        Assert.Equal(run.ToString("N"), (string?)(await instance.WaitAsync(Cancel))["workflowInstanceId"]);
        var stats = (await badges.WaitAsync(Cancel))["stats"]!.AsArray();
        Assert.Contains(stats, badge => (bool?)badge?["isBlocked"] == true);
        Assert.Contains(stats, badge => (int?)badge?["completedCount"] == 1);
        Assert.All(stats, badge => Assert.Equal(2, ((string?)badge?["activityNodeId"])?.Count(character => character == ':')));
    }

    [Theory]
    [InlineData("supervisor")]
    [InlineData("mayor")]
    public async Task Nobody_without_the_right_to_look_gets_a_connection(string userName)
    {
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => ConnectAsync(userName));

        Assert.Equal(HttpStatusCode.Forbidden, error.StatusCode);
    }

    [Fact]
    public async Task A_stranger_gets_no_connection()
    {
        await using var stranger = Connection(world.Address, null);

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => stranger.StartAsync(Cancel));

        Assert.True(error.StatusCode is HttpStatusCode.Unauthorized, $"The hub answered {error.StatusCode}.");
    }

    [Theory]
    [InlineData("nope")]
    [InlineData("00000000000000000000000000000001")]
    public async Task An_instance_that_is_not_there_cannot_be_followed(string id)
    {
        await using var viewer = await ConnectAsync("administrator");

        Assert.False(await viewer.InvokeAsync<bool>("ObserveInstanceAsync", id, Cancel));
        Assert.Equal(HubConnectionState.Connected, viewer.State);
    }

    [Fact]
    public async Task Signing_out_ends_the_connection()
    {
        using var person = await world.VisitAsync("administrator");
        var token = (string?)JsonNode.Parse(await person.ReadAsync("/designer/token"))?["token"];
        await using var viewer = await StartAsync(world.Address, token);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        viewer.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };

        using var answer = await person.PostAsync("/sign-out");

        await closed.Task.WaitAsync(Cancel);
        Assert.Equal(HubConnectionState.Disconnected, viewer.State);
    }

    [Fact]
    public async Task The_feature_is_reported()
    {
        using var visitor = await ElsaVisitor.SignInAsync(world);

        Assert.Equal("Elsa.RealTimeWorkflowUpdates", (string?)(await visitor.GetAsync("features/installed/Elsa.RealTimeWorkflowUpdates"))["fullName"]);
    }

    /// <summary>One of the items that no other test uses, still to be assigned.</summary>
    private static async Task<(Guid Run, Guid Task, Guid Leader)> OpenTaskAsync(IServiceProvider host)
    {
        await using var scope = host.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RectifyDb>();
        var (item, task) = await (
            from open in db.Tasks.AsNoTracking()
            join carried in db.Items on open.ItemId equals carried.Id
            where open.Kind == "AssignItem" && open.Status == WorkTaskStatus.Open && carried.Number >= 13 && carried.Number <= 16
            orderby carried.Number
            select new ValueTuple<RectificationItem, WorkTask>(carried, open)).FirstAsync(Cancel);
        return (task.InstanceId, task.Id, task.PersonId ?? item.Duty.ResponsibleLeader!.Value.Value);
    }

    private static async Task DecideAsync(IServiceProvider host, Guid task, Guid person)
    {
        await using var scope = host.CreateAsyncScope();
        var viewer = await scope.ServiceProvider.GetRequiredService<PeopleDirectory>().ViewerAsync(person, Cancel);
        Assert.IsType<DecideTask.Outcome.Done>(await scope.ServiceProvider.GetRequiredService<DecideTask>()
            .RunAsync(new(task, viewer!, "Assigned", null, null), Cancel));
    }

    private static Task<T> Next<T>(HubConnection connection, string message)
    {
        var heard = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.On<T>(message, told => heard.TrySetResult(told));
        return heard.Task;
    }

    private async Task<HubConnection> ConnectAsync(string userName)
    {
        using var visitor = await ElsaVisitor.SignInAsync(world, userName);
        return await StartAsync(world.Address, visitor.Token);
    }

    private static async Task<HubConnection> StartAsync(Uri host, string? token)
    {
        var connection = Connection(host, token);
        try
        {
            await connection.StartAsync(Cancel);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static HubConnection Connection(Uri host, string? token) => new HubConnectionBuilder()
        .WithUrl(new Uri(host, "elsa/hubs/workflow-instance"), connection => connection.AccessTokenProvider = () => Task.FromResult(token))
        .Build();
}
