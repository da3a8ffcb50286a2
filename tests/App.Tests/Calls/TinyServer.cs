using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Rectify.Workflow.App.Tests.Calls;

/// <summary>An HTTP server on this machine that answers what a test tells it to and remembers what it was asked.</summary>
internal sealed class TinyServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, string> _answer;
    private readonly Task _loop;

    /// <param name="answer">From the request's first line to the whole answer; an empty one never comes.</param>
    public TinyServer(Func<string, string> answer)
    {
        _answer = answer;
        _listener.Start();
        _loop = ListenAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;
    public ConcurrentQueue<string> Requests { get; } = new();

    public static string Ok(string body, string type = "text/plain") =>
        $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";

    public static string Redirect(string to) => $"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _loop;
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = await ReadAsync(stream);
                Requests.Enqueue(request);
                var answer = _answer(request.Split("\r\n")[0]);
                if (answer.Length == 0)
                {
                    await stream.ReadExactlyAsync(new byte[1]);
                }

                await stream.WriteAsync(Encoding.UTF8.GetBytes(answer));
            }
            catch (IOException)
            {
                // The client hung up, as some tests want.
            }
        }
    }

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var (text, buffer) = (new StringBuilder(), new byte[4096]);
        while (true)
        {
            var read = await stream.ReadAsync(buffer);
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            var (all, end) = (text.ToString(), text.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal));
            if (read == 0)
            {
                return all;
            }

            if (end >= 0 && Encoding.UTF8.GetByteCount(all) >= Encoding.UTF8.GetByteCount(all[..end]) + 4 + Length(all))
            {
                return all;
            }
        }
    }

    private static int Length(string head) => head.Split("\r\n").Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
        .Select(line => int.Parse(line.AsSpan(15).Trim(), System.Globalization.CultureInfo.InvariantCulture)).FirstOrDefault();
}
