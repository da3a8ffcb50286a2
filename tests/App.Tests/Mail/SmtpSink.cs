using System.Collections.Concurrent;
using System.Globalization;
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

/// <summary>What the sink knows of a message when it decides: how many it was offered before, in all and over this connection.</summary>
public sealed record SinkOffer(int Before, int BeforeOnThisLine);

/// <summary>A small SMTP server in this process whose behaviour is scripted message by message.</summary>
public sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<SinkAct> _script = new();
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private readonly Task _accepting;
    private int _connections;
    private int _offered;
    private int _probes;
    private int _turnedAway;

    /// <param name="port">Where it listens; 0 is anywhere.</param>
    public SmtpSink(int port = 0)
    {
        _listener = new(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Messages that were taken, whole, in order.</summary>
    public ConcurrentQueue<string> Taken { get; } = new();

    /// <summary>Recipients of the messages that were taken, in order.</summary>
    public ConcurrentQueue<string> Recipients { get; } = new();

    /// <summary>Every command as it came.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    public int Connections => _connections;

    /// <summary>How often a client asked whether we still live.</summary>
    public int Probes => _probes;

    /// <summary>User and password of the last sign-in.</summary>
    public string? SignedIn { get; private set; }

    /// <summary>Offer AUTH PLAIN, and accept only this password.</summary>
    public string? Password { get; init; }

    /// <summary>Speak TLS from the first byte, with a certificate that nobody vouches for unless another is set.</summary>
    public bool Tls { get; init; }

    /// <summary>Offer to begin TLS.</summary>
    public bool StartTls { get; init; }

    public X509Certificate2? Certificate { get; init; }

    /// <summary>Announce this as the largest message taken.</summary>
    public int? MaxSize { get; init; }

    /// <summary>Greets with this instead of a welcome, and hangs up.</summary>
    public string? Greeting { get; set; }

    /// <summary>Turns away whoever comes beside so many others.</summary>
    public int MostConnections { get; init; } = int.MaxValue;

    /// <summary>How many were turned away.</summary>
    public int TurnedAway => _turnedAway;

    /// <summary>Decides over messages that the script says nothing about.</summary>
    public Func<SinkOffer, SinkAct>? Decide { get; set; }

    /// <summary>Told of each message that was taken, before its sender is.</summary>
    public Action? Took { get; set; }

    /// <summary>What happens to the next messages; then the rule or acceptance.</summary>
    public void Next(params SinkAct[] acts) => Array.ForEach(acts, _script.Enqueue);

    /// <summary>Closes every open connection, as servers do with silent ones.</summary>
    public void HangUp()
    {
        foreach (var client in _open.Keys)
        {
            client.Close();
        }
    }

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
                Interlocked.Increment(ref _connections);
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
        _open[client] = true;
        client.NoDelay = true;
        try
        {
            await using var stream = Tls ? await SecuredAsync(client.GetStream()) : client.GetStream();
            if (_open.Count > MostConnections)
            {
                Interlocked.Increment(ref _turnedAway);
                await stream.WriteAsync("421 too many connections\r\n"u8.ToArray(), _stop.Token);
                return;
            }

            if (Greeting is { } greeting)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"{greeting}\r\n"), _stop.Token);
                return;
            }

            await using var session = new Session(this, stream);
            await session.WriteAsync("220 sink ready");
            await session.RunAsync();
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or SocketException
            or ObjectDisposedException or AuthenticationException or InvalidOperationException)
        {
            // The other side went away, or the test is over.
        }
        finally
        {
            _open.TryRemove(client, out _);
        }
    }

    private async Task<Stream> SecuredAsync(Stream plain)
    {
        var secured = new SslStream(plain);
        await secured.AuthenticateAsServerAsync(Certificate ?? NobodysCertificate());
        return secured;
    }

    private static X509Certificate2 NobodysCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    /// <summary>One connection.</summary>
    private sealed class Session(SmtpSink sink, Stream plain) : IAsyncDisposable
    {
        private Stream _stream = plain;
        private StreamReader _reader = new(plain, Encoding.UTF8, leaveOpen: true);
        private bool _secured = sink.Tls;
        private SinkAct _act;
        private int _offered;
        private string _recipient = "";

        public async Task RunAsync()
        {
            while (await _reader.ReadLineAsync(sink._stop.Token) is { } line)
            {
                sink.Commands.Enqueue(line);
                var verb = line.Split(' ', 2)[0].ToUpperInvariant();
                if (verb == "MAIL")
                {
                    var offer = new SinkOffer(Interlocked.Increment(ref sink._offered) - 1, _offered++);
                    _act = sink._script.TryDequeue(out var next) ? next : sink.Decide?.Invoke(offer) ?? SinkAct.Accept;
                }

                if (!await AnswerAsync(verb, line))
                {
                    return;
                }
            }
        }

        public Task WriteAsync(string line) => _stream.WriteAsync(Encoding.UTF8.GetBytes($"{line}\r\n"), sink._stop.Token).AsTask();

        public async ValueTask DisposeAsync()
        {
            _reader.Dispose();
            await _stream.DisposeAsync();
        }

        private async Task<bool> AnswerAsync(string verb, string line)
        {
            switch (verb)
            {
                case "EHLO":
                    await WriteAsync(string.Join("\r\n", Offers()));
                    return true;
                case "STARTTLS" when sink.StartTls:
                    await WriteAsync("220 go on");
                    _stream = await sink.SecuredAsync(_stream);
                    _reader = new(_stream, Encoding.UTF8, leaveOpen: true);
                    _secured = true;
                    return true;
                case "AUTH":
                    sink.SignedIn = Encoding.UTF8.GetString(Convert.FromBase64String(line.Split(' ')[2])).Trim('\0').Replace('\0', '/');
                    await WriteAsync(sink.SignedIn.EndsWith($"/{sink.Password}", StringComparison.Ordinal) ? "235 welcome" : "535 wrong password");
                    return true;
                case "NOOP":
                    Interlocked.Increment(ref sink._probes);
                    await WriteAsync("250 ok");
                    return true;
                case "MAIL" when _act is SinkAct.CloseBefore:
                    return false;
                case "MAIL" when _act is SinkAct.ShutDown421:
                    await WriteAsync("421 too many mails, closing");
                    return false;
                case "MAIL" when _act is SinkAct.TryLater:
                    await WriteAsync("451 greylisted, try later");
                    return true;
                case "RCPT" when _act is SinkAct.RefuseRecipient:
                    await WriteAsync("550 no such mailbox");
                    return true;
                case "DATA" when _act is SinkAct.DropAtData:
                    return false;
                case "DATA":
                    return await TakeAsync();
                case "QUIT":
                    await WriteAsync("221 bye");
                    return false;
                default:
                    _recipient = verb == "RCPT" ? line : _recipient;
                    await WriteAsync("250 ok");
                    return true;
            }
        }

        private IEnumerable<string> Offers()
        {
            yield return "250-sink";
            if (sink.StartTls && !_secured)
            {
                yield return "250-STARTTLS";
            }

            if (sink.Password is not null)
            {
                yield return "250-AUTH PLAIN";
            }

            if (sink.MaxSize is { } size)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"250-SIZE {size}");
            }

            yield return "250 8BITMIME";
        }

        private async Task<bool> TakeAsync()
        {
            await WriteAsync("354 go on");
            var message = new StringBuilder();
            while (await _reader.ReadLineAsync(sink._stop.Token) is { } line && line != ".")
            {
                message.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
            }

            switch (_act)
            {
                case SinkAct.DropAfterData:
                    Keep(message);   // taken, but nobody is told
                    return false;
                case SinkAct.RefuseData:
                    await WriteAsync("554 content refused");
                    return true;
                case SinkAct.Hang:
                    await Task.Delay(Timeout.Infinite, sink._stop.Token);
                    return false;
                default:
                    Keep(message);
                    sink.Took?.Invoke();
                    await WriteAsync("250 queued");
                    return true;
            }
        }

        private void Keep(StringBuilder message)
        {
            sink.Taken.Enqueue(message.ToString());
            sink.Recipients.Enqueue(_recipient);
        }
    }
}
