using System.Net;
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
}
