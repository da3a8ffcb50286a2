using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Rectify.Workflow.Web.Tests.Hosting;

/// <summary>A reverse proxy that shows the house below a path of its own and strips it, as a town's portal does.</summary>
public sealed class SubPathProxy : IAsyncDisposable
{
    private static readonly string[] PerConnection = ["Transfer-Encoding", "Connection", "Keep-Alive"];

    private readonly HttpClient _house;
    private readonly string _path;
    private readonly WebApplication _app;

    private SubPathProxy(Uri house, string path)
    {
        _house = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = house };
        _path = path;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.UseWebSockets();
        _app.Run(ForwardAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Urls.First());

    public static async Task<SubPathProxy> StartAsync(Uri house, string path)
    {
        var proxy = new SubPathProxy(house, path);
        await proxy._app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _house.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        var request = context.Request;
        if (!request.Path.StartsWithSegments(_path, StringComparison.Ordinal, out var rest))
        {
            context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            return;
        }

        if (context.WebSockets.IsWebSocketRequest)
        {
            await JoinAsync(context, new UriBuilder(new Uri(_house.BaseAddress!, rest + request.QueryString)) { Scheme = "ws" }.Uri);
            return;
        }

        using var forward = new HttpRequestMessage(new(request.Method), rest + request.QueryString);
        if (request.ContentLength > 0)
        {
            forward.Content = new StreamContent(request.Body);
        }

        foreach (var (name, values) in request.Headers)
        {
            if (!forward.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                forward.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        forward.Headers.Add("X-Forwarded-Prefix", _path);
        using var answer = await _house.SendAsync(forward, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !PerConnection.Contains(header.Key)))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    // Both sides of a web socket, each told what the other says until one of them ends.
    private async Task JoinAsync(HttpContext context, Uri house)
    {
        using var inside = new ClientWebSocket();
        inside.Options.SetRequestHeader("X-Forwarded-Prefix", _path);
        await inside.ConnectAsync(house, context.RequestAborted);
        using var outside = await context.WebSockets.AcceptWebSocketAsync();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        await Task.WhenAny(PassAsync(inside, outside, over.Token), PassAsync(outside, inside, over.Token));
        await over.CancelAsync();
    }

    private static async Task PassAsync(WebSocket from, WebSocket to, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer.AsMemory(), cancellationToken) is { MessageType: not WebSocketMessageType.Close } part)
            {
                await to.SendAsync(buffer.AsMemory(0, part.Count), part.MessageType, part.EndOfMessage, cancellationToken);
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException)
        {
            // One side went away; so does the other.
        }
    }
}
