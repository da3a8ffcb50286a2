using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using MimeKit.IO;

namespace Rectify.Workflow.App.Mail.Transports;

/// <summary>One connection to the SMTP server, for one mail after another.</summary>
internal sealed class SmtpLine(MailOptions options, ServerTrust trust, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan IdleBeforeProbe = TimeSpan.FromSeconds(20);

    // Refusals that speak of how we signed in, whichever command they answer.
    private static readonly int[] SignIn = [530, 534, 535, 538];

    private SmtpClient? _client;
    private long _lastUsed;

    /// <summary>True while the server has not hung up, as far as we know.</summary>
    public bool IsOpen => _client is { IsConnected: true };

    public TimeSpan SilentFor => clock.GetElapsedTime(_lastUsed);

    /// <summary>Makes sure that the line is there; otherwise says why not.</summary>
    public async Task<Delivery.Later?> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ConnectedAsync(cancellationToken);
            return null;
        }
        catch (AuthenticationException refusal)
        {
            Dispose();
            return new Delivery.Later($"The mail server refused the sign-in of {options.User}: {refusal.Message}", ServerIsAway: true, Tried: false);
        }
        catch (Exception error) when (IsExpected(error))
        {
            Dispose();
            return new Delivery.Later($"No connection to the mail server: {error.Message}", ServerIsAway: true, Tried: false);
        }
    }

    /// <param name="fresh">True when the line was opened for this mail, so that its breaking is no sign of having been closed before.</param>
    public async Task<Delivery> SendAsync(MimeMessage message, bool fresh, CancellationToken cancellationToken)
    {
        var reused = !fresh && _client is not null;
        if (await OpenAsync(cancellationToken) is { } away)
        {
            return away;
        }

        var (delivery, brokeBefore) = await HandOverAsync(message);
        if (!brokeBefore || !reused)
        {
            return delivery;
        }

        // The server had closed the line without our noticing, and has nothing of the mail: once more over a new one.
        return await OpenAsync(cancellationToken) ?? (await HandOverAsync(message)).Delivery;
    }

    /// <summary>Says goodbye and closes.</summary>
    public async Task CloseAsync()
    {
        if (_client is { IsConnected: true } client)
        {
            try
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
                await client.DisconnectAsync(quit: true, limit.Token);
            }
            catch (Exception error) when (IsExpected(error))
            {
                // The mails are settled; a QUIT that nobody hears changes nothing.
            }
        }

        Dispose();
    }

    /// <summary>Closes without a word; the next mail opens it again.</summary>
    public void Dispose()
    {
        _client?.Dispose();
        _client = null;
    }

    private async Task<(Delivery Delivery, bool BrokeBefore)> HandOverAsync(MimeMessage message)
    {
        var client = _client ?? throw new InvalidOperationException("The line is not open.");
        if (TooBig(message, client) is { } tooBig)
        {
            return (tooBig, false);
        }

        var underWay = new DataProgress();
        try
        {
            // A stop of the host must not cut a message in two: only the mail's own time limit ends it.
            using var limit = new CancellationTokenSource(options.SendTimeout);
            var reply = options.BounceTo.Length > 0
                ? await client.SendAsync(message, new MailboxAddress("", options.BounceTo), message.To.Mailboxes, limit.Token, underWay)
                : await client.SendAsync(message, limit.Token, underWay);
            _lastUsed = clock.GetTimestamp();
            return (new Delivery.Accepted(reply), false);
        }
        catch (SmtpCommandException refusal)
        {
            return (Refusal(client, refusal), false);
        }
        catch (Exception error) when (IsExpected(error))
        {
            Dispose();
            return underWay.Began
                ? (new Delivery.Uncertain($"The connection broke while the message was under way: {error.Message}"), false)
                : (new Delivery.Later($"The connection broke before the message: {error.Message}"), true);
        }
    }

    private Delivery Refusal(SmtpClient client, SmtpCommandException refusal)
    {
        var code = (int)refusal.StatusCode;
        var text = $"{code} {refusal.Message}";
        var aboutUs = SignIn.Contains(code);
        var closing = code == 421 || aboutUs || !client.IsConnected;
        if (closing)
        {
            Dispose();
        }

        return code is >= 400 and < 500 || aboutUs
            ? new Delivery.Later(text, ServerIsAway: closing, Tried: !aboutUs)
            : new Delivery.Refused(text);
    }

    private async Task ConnectedAsync(CancellationToken cancellationToken)
    {
        if (_client is { IsConnected: true } open && await StillAliveAsync(open))
        {
            return;
        }

        Dispose();
        var client = _client = new SmtpClient
        {
            CheckCertificateRevocation = options.CheckRevocation,
            ServerCertificateValidationCallback = trust.Check,
        };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.ConnectTimeout);

        // Without NoDelay the last small write of each message waits some 40 ms for the peer's acknowledgement.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = !options.LetSmallWritesWait };
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, limit.Token);
            await client.ConnectAsync(socket, options.Host, options.Port, Security, limit.Token);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        if (options.User.Length > 0)
        {
            await client.AuthenticateAsync(options.User, options.Password, limit.Token);
        }

        _lastUsed = clock.GetTimestamp();
    }

    /// <summary>Servers drop silent connections without a word that reaches us, so ask before relying on an old one.</summary>
    private async Task<bool> StillAliveAsync(SmtpClient client)
    {
        if (SilentFor < IdleBeforeProbe)
        {
            return true;
        }

        try
        {
            using var limit = new CancellationTokenSource(options.ConnectTimeout);
            await client.NoOpAsync(limit.Token);
            _lastUsed = clock.GetTimestamp();
            return true;
        }
        catch (Exception error) when (IsExpected(error))
        {
            return false;
        }
    }

    /// <summary>A message that is surely refused is not even begun.</summary>
    private Delivery.Refused? TooBig(MimeMessage message, SmtpClient client)
    {
        var (own, theirs) = (options.MaxMessageBytes, (long)client.MaxSize);
        var limit = theirs > 0 ? Math.Min(own, theirs) : own;
        if (AtMost(message) <= limit)
        {
            return null;
        }

        using var measure = new MeasuringStream();
        message.WriteTo(Wire, measure, CancellationToken.None);
        return measure.Length <= limit ? null : new Delivery.Refused(string.Create(CultureInfo.InvariantCulture,
            $"邮件大小 {measure.Length:N0} 字节，超过{(limit == theirs ? "邮件服务器" : "设置")}允许的 {limit:N0} 字节 ({measure.Length:N0} bytes; {(limit == theirs ? "the mail server takes" : "the setting MaxMessageBytes allows")} {limit:N0})"));
    }

    /// <summary>More than the message can have, found without writing it.</summary>
    private static long AtMost(MimeMessage message)
    {
        const int Headers = 64 * 1024;   // generous: names and subjects are cut long before
        return Headers + message.BodyParts.OfType<MimePart>().Sum(part =>
            2048 + ((part.Content?.Stream?.Length ?? 0) * (part.Content?.Encoding == part.ContentTransferEncoding ? 1 : 3)));
    }

    private SecureSocketOptions Security => options.Security switch
    {
        MailSecurity.None => SecureSocketOptions.None,
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        MailSecurity.Implicit => SecureSocketOptions.SslOnConnect,
        var unknown => throw new InvalidOperationException($"No such mail security: {unknown}."),
    };

    private static FormatOptions Wire { get; } = CreateWire();

    private static FormatOptions CreateWire()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        return format;
    }

    private static bool IsExpected(Exception error) => error
        is SocketException or IOException or ProtocolException or CommandException or AuthenticationException
        or SslHandshakeException or OperationCanceledException or TimeoutException or ServiceNotConnectedException
        or ServiceNotAuthenticatedException or NotSupportedException or ObjectDisposedException or CryptographicException;

    private sealed class DataProgress : ITransferProgress
    {
        public bool Began { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => Began = true;

        public void Report(long bytesTransferred) => Began = true;
    }
}
