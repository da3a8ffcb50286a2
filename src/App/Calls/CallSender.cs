using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Calls;

/// <summary>Sends one request of a workflow and reads its answer, within limits; every redirect passes the gate anew.</summary>
public sealed class CallSender : IDisposable
{
    private readonly CallGate _gate;
    private readonly CallOptions _options;
    private readonly HttpMessageInvoker _invoker;

    public CallSender(CallGate gate, IOptions<CallOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_gate, _options) = (gate, options.Value);
        _invoker = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = gate.ConnectAsync,

            // A kept connection would outlive the check of its address.
            PooledConnectionLifetime = TimeSpan.Zero,
            MaxResponseHeadersLength = 32,
        });
    }

    public void Dispose() => _invoker.Dispose();

    /// <summary>The answer as the activity is resumed with it; failures are answers too.</summary>
    public async Task<JsonObject> SendAsync(HttpCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.Timeout);
        try
        {
            return await FollowAsync(call, limit.Token);
        }
        catch (Exception error) when (Refusal(error) is { } refused)
        {
            return HttpExchange.Refused(refused.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HttpExchange.Failure(HttpExchange.Timeout, $"No answer within {_options.Timeout.TotalSeconds:0} s.");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException)
        {
            return HttpExchange.Failure(HttpExchange.Connect, error.Message);
        }
        catch (Exception error) when (error is FormatException or UriFormatException or InvalidOperationException)
        {
            return HttpExchange.Refused($"The request cannot be sent: {error.Message}");
        }
    }

    private async Task<JsonObject> FollowAsync(HttpCall call, CancellationToken cancellationToken)
    {
        var uri = new Uri(call.Url, UriKind.Absolute);
        var (method, body) = (new HttpMethod(call.Method), call.Content);
        var headers = call.Headers.AsEnumerable();
        for (var redirects = 0; ; redirects++)
        {
            _gate.Check(uri);
            using var request = Request(method, uri, headers, body, call.ContentType);
            using var response = await _invoker.SendAsync(request, cancellationToken);
            if (Redirect(response, uri) is not { } next)
            {
                return await ReadAsync(response, cancellationToken);
            }

            if (redirects >= _options.MostRedirects)
            {
                throw new HttpRequestException($"The server redirects more than {_options.MostRedirects} times.");
            }

            if (response.StatusCode is HttpStatusCode.SeeOther
                || (response.StatusCode is HttpStatusCode.Moved or HttpStatusCode.Redirect && method == HttpMethod.Post))
            {
                (method, body) = (HttpMethod.Get, null);
            }

            // What was meant for one server is not shown to another.
            headers = next.Authority == uri.Authority && next.Scheme == uri.Scheme ? headers
                : headers.Where(header => !header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
                    && !header.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase));
            uri = next;
        }
    }

    private static HttpRequestMessage Request(
        HttpMethod method, Uri uri, IEnumerable<KeyValuePair<string, string>> headers, string? body, string? contentType)
    {
        var request = new HttpRequestMessage(method, uri);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        foreach (var (name, value) in headers)
        {
            // The host is the one that was checked, whatever the definition says.
            if (!name.Equals("Host", StringComparison.OrdinalIgnoreCase) && !request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }

    private static Uri? Redirect(HttpResponseMessage response, Uri from) =>
        response.StatusCode is HttpStatusCode.Moved or HttpStatusCode.Redirect or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
        && response.Headers.Location is { } location ? new Uri(from, location) : null;

    private async Task<JsonObject> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[16_384];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (kept.Length + read > _options.MostBytes)
            {
                throw new CallRefusedException($"The answer is longer than {_options.MostBytes} bytes.");
            }

            kept.Write(buffer, 0, read);
        }

        var headers = new JsonObject();
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            headers[name] = string.Join(", ", values);
        }

        return HttpExchange.Answer((int)response.StatusCode, headers, response.Content.Headers.ContentType?.MediaType,
            kept.Length == 0 ? null : Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length));
    }

    private static CallRefusedException? Refusal(Exception? error) =>
        error is null ? null : error as CallRefusedException ?? Refusal(error.InnerException);
}
