using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.Web.Tests.Elsa;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Endpoints;

/// <summary>Callers that are slow, workflows that are slower, and more callers than the host takes at once.</summary>
public sealed class BusyEndpointTests(WebWorld world)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_workflow_that_does_not_answer_in_time_has_done_nothing()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        using var program = await world.ProgramAsync();
        var endpoint = Called.Endpoint("slow/answer");
        endpoint["requestTimeout"] = Called.Wrapped("Literal", "00:00:00.001");
        var id = await designer.PublishAsync(Called.Drawn("来不及的流程", endpoint, Called.Answer("'太晚'")));

        // A machine that is late with its timers answers in time now and then.
        var (status, text, answered) = (200, "", 0);
        for (; status == 200; answered += status == 200 ? 1 : 0)
        {
            (status, text) = await program.CallAsync("GET", "slow/answer");
        }

        Assert.Equal(408, status);
        Assert.Contains("请求超时，没有执行任何操作。", text, StringComparison.Ordinal);
        Assert.Equal(answered, await world.ReadAsync(db => db.Instances.CountAsync(row => row.DefinitionId == id, Cancel)));
    }

    [Fact]
    public async Task A_caller_who_never_finishes_asking_is_told_so()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var endpoint = Called.Endpoint("slow/question", """["POST"]""");
        endpoint["requestTimeout"] = Called.Wrapped("Literal", "00:00:01");
        var id = await designer.PublishAsync(Called.Drawn("等不到的流程", endpoint, Called.Answer("'完整'")));
        using var caller = await HalfAskedAsync(world.Address, designer.Token, "slow/question");

        using var answer = new StreamReader(caller.GetStream(), Encoding.UTF8);

        Assert.StartsWith("HTTP/1.1 408", await answer.ReadLineAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(0, await world.ReadAsync(db => db.Instances.CountAsync(row => row.DefinitionId == id, Cancel)));
    }

    [Fact]
    public async Task More_callers_than_the_host_takes_at_once_are_told_to_come_back()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        await designer.PublishAsync(Called.Drawn("占线的流程", Called.Endpoint("busy", """["POST"]"""), Called.Answer("'轮到了'")));
        await using var app = world.Build("--Rectify:Role=Web", "--Rectify:Http:MaxAtOnce=1", "--Rectify:Http:MaxPerMinute=1000000");
        await app.StartAsync(Cancel);
        var address = WebWorld.AddressOf(app);
        using var other = new HttpClient { BaseAddress = address };
        other.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", designer.Token);

        // The host gives up a caller who sends nothing for some seconds; then another one keeps the line.
        for (var refused = false; !refused;)
        {
            using var waiting = await HalfAskedAsync(address, designer.Token, "busy");
            for (var tries = 0; tries < 50 && !refused; tries++)
            {
                using var answer = await other.PostAsync(new Uri("/workflows/busy", UriKind.Relative), null, Cancel);
                refused = answer.StatusCode is HttpStatusCode.ServiceUnavailable;
                Assert.True(refused || answer.StatusCode is HttpStatusCode.OK, $"{answer.StatusCode}");
                Assert.True(!refused || answer.Headers.GetValues("Retry-After").Single() == "5");
            }
        }

        // Once the line is free again it is taken.
        while ((await other.CallAsync("POST", "busy")).Status != 200)
        {
            Cancel.ThrowIfCancellationRequested();
        }

        await app.StopAsync(Cancel);
    }

    /// <summary>A caller who announces more than they send.</summary>
    private static async Task<TcpClient> HalfAskedAsync(Uri address, string token, string path)
    {
        var caller = new TcpClient();
        await caller.ConnectAsync(address.Host, address.Port, Cancel);
        await caller.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /workflows/{path} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"), Cancel);
        return caller;
    }
}
