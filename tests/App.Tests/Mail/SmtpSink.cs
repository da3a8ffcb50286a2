using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Rectify.Workflow.App.Tests.Mails;

/// <summary>What the sink does to one message.</summary>
public enum SinkAct { Accept, TryLater, RefuseRecipient, RefuseData, CloseBefore, DropAtData, DropAfterData, Hang, ShutDown421 }

/// <summary>A small SMTP server in this process whose behaviour is scripted message by message.</summary>
public sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<SinkAct> _script = new();
    private readonly Task _accepting;

    public SmtpSink()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Messages that were taken, whole, in order.</summary>
    public ConcurrentQueue<string> Taken { get; } = new();

    public int Connections { get; private set; }

    /// <summary>User and password of the last sign-in.</summary>
    public string? SignedIn { get; private set; }

    /// <summary>Offer AUTH PLAIN, and accept only this password.</summary>
    public string? Password { get; init; }

    /// <summary>Speak TLS from the first byte, with a certificate that nobody vouches for.</summary>
    public bool Tls { get; init; }

    /// <summary>What happens to the next messages; then they are accepted.</summary>
    public void Next(params SinkAct[] acts) => Array.ForEach(acts, _script.Enqueue);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var talks = new List<Task>();
        try
        {
            while (true)
            {
                talks.Add(TalkAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
                Connections++;
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Stopped while accepting, or between two accepts.
            await Task.WhenAll(talks);
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var owned = client;
        client.NoDelay = true;
        try
        {
            await using var stream = await SecuredAsync(client.GetStream());
            using var reader = new StreamReader(stream, Encoding.UTF8);
            await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 sink ready");
            var act = SinkAct.Accept;
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                var verb = line.Split(' ', 2)[0].ToUpperInvariant();
                if (verb == "MAIL")
                {
                    act = _script.TryDequeue(out var next) ? next : SinkAct.Accept;
                }

                if (!await AnswerAsync(verb, line, act, reader, writer))
                {
                    return;
                }
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or SocketException
            or ObjectDisposedException or AuthenticationException)
        {
            // The other side went away, or the test is over.
        }
    }

    private async Task<Stream> SecuredAsync(Stream plain)
    {
        if (!Tls)
        {
            return plain;
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        var certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var secured = new SslStream(plain);
        await secured.AuthenticateAsServerAsync(certificate);
        return secured;
    }

    private async Task<bool> AnswerAsync(string verb, string line, SinkAct act, StreamReader reader, StreamWriter writer)
    {
        switch (verb)
        {
            case "EHLO":
                await writer.WriteLineAsync(Password is null ? "250-sink\r\n250 8BITMIME" : "250-sink\r\n250-8BITMIME\r\n250 AUTH PLAIN");
                return true;
            case "AUTH":
                SignedIn = Encoding.UTF8.GetString(Convert.FromBase64String(line.Split(' ')[2])).Trim('\0').Replace('\0', '/');
                await writer.WriteLineAsync(SignedIn.EndsWith($"/{Password}", StringComparison.Ordinal) ? "235 welcome" : "535 wrong password");
                return true;
            case "MAIL" when act is SinkAct.CloseBefore:
                return false;
            case "MAIL" when act is SinkAct.ShutDown421:
                await writer.WriteLineAsync("421 too many mails, closing");
                return false;
            case "MAIL" when act is SinkAct.TryLater:
                await writer.WriteLineAsync("451 greylisted, try later");
                return true;
            case "RCPT" when act is SinkAct.RefuseRecipient:
                await writer.WriteLineAsync("550 no such mailbox");
                return true;
            case "DATA" when act is SinkAct.DropAtData:
                return false;
            case "DATA":
                return await TakeAsync(act, reader, writer);
            case "QUIT":
                await writer.WriteLineAsync("221 bye");
                return false;
            default:
                await writer.WriteLineAsync("250 ok");
                return true;
        }
    }

    private async Task<bool> TakeAsync(SinkAct act, StreamReader reader, StreamWriter writer)
    {
        await writer.WriteLineAsync("354 go on");
        var message = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
        {
            message.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        switch (act)
        {
            case SinkAct.DropAfterData:
                Taken.Enqueue(message.ToString());   // taken, but nobody is told
                return false;
            case SinkAct.RefuseData:
                await writer.WriteLineAsync("554 content refused");
                return true;
            case SinkAct.Hang:
                await Task.Delay(Timeout.Infinite, _stop.Token);
                return false;
            default:
                Taken.Enqueue(message.ToString());
                await writer.WriteLineAsync("250 queued");
                return true;
        }
    }
}
