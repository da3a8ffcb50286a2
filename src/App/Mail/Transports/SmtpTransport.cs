using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Rectify.Workflow.App.Mail.Transports;

/// <summary>Hands mails to one SMTP server over one connection, which lives as long as the transport.</summary>
public sealed class SmtpTransport(IOptions<MailOptions> options, TimeProvider clock) : IMailTransport, IAsyncDisposable
{
    private static readonly TimeSpan IdleBeforeProbe = TimeSpan.FromSeconds(20);

    private readonly MailOptions _options = options.Value;
    private SmtpClient? _client;
    private long _lastUsed;

    public bool? WasTaken(Guid mailId) => null;

    public async Task<Delivery> SendAsync(Guid mailId, MimeMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        SmtpClient client;
        try
        {
            client = await ConnectedAsync(cancellationToken);
        }
        catch (Exception error) when (IsExpected(error))
        {
            await DropAsync();
            return new Delivery.Later($"No connection to the mail server: {error.Message}", ServerIsAway: true);
        }

        var underWay = new DataProgress();
        try
        {
            // A stop of the host must not cut a message in two: only the mail's own time limit ends it.
            using var limit = new CancellationTokenSource(_options.SendTimeout);
            var reply = await client.SendAsync(message, limit.Token, underWay);
            _lastUsed = clock.GetTimestamp();
            return new Delivery.Accepted(reply);
        }
        catch (SmtpCommandException refusal)
        {
            return await RefusalAsync(client, refusal);
        }
        catch (Exception error) when (IsExpected(error))
        {
            await DropAsync();
            return underWay.Began
                ? new Delivery.Uncertain($"The connection broke while the message was under way: {error.Message}")
                : new Delivery.Later($"The connection broke before the message: {error.Message}");
        }
    }

    public async ValueTask DisposeAsync()
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

        await DropAsync();
    }

    private async Task<Delivery> RefusalAsync(SmtpClient client, SmtpCommandException refusal)
    {
        var code = (int)refusal.StatusCode;
        var text = $"{code} {refusal.Message}";
        var closing = code == 421 || !client.IsConnected;
        if (closing)
        {
            await DropAsync();
        }

        return code is >= 400 and < 500
            ? new Delivery.Later(text, ServerIsAway: closing)
            : new Delivery.Refused(text);
    }

    private async Task<SmtpClient> ConnectedAsync(CancellationToken cancellationToken)
    {
        if (_client is { IsConnected: true } open && await StillAliveAsync(open))
        {
            return open;
        }

        await DropAsync();
        _client = new SmtpClient { CheckCertificateRevocation = _options.CheckRevocation };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.ConnectTimeout);

        // Without NoDelay the last small write of each message waits some 40 ms for the peer's acknowledgement.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(_options.Host, _options.Port, limit.Token);
            await _client.ConnectAsync(socket, _options.Host, _options.Port, Security, limit.Token);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        if (_options.User.Length > 0)
        {
            await _client.AuthenticateAsync(_options.User, _options.Password, limit.Token);
        }

        _lastUsed = clock.GetTimestamp();
        return _client;
    }

    /// <summary>Servers drop silent connections without a word that reaches us, so ask before relying on an old one.</summary>
    private async Task<bool> StillAliveAsync(SmtpClient client)
    {
        if (clock.GetElapsedTime(_lastUsed) < IdleBeforeProbe)
        {
            return true;
        }

        try
        {
            using var limit = new CancellationTokenSource(_options.ConnectTimeout);
            await client.NoOpAsync(limit.Token);
            return true;
        }
        catch (Exception error) when (IsExpected(error))
        {
            return false;
        }
    }

    private SecureSocketOptions Security => _options.Security switch
    {
        MailSecurity.None => SecureSocketOptions.None,
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        MailSecurity.Implicit => SecureSocketOptions.SslOnConnect,
        var unknown => throw new InvalidOperationException($"No such mail security: {unknown}."),
    };

    private ValueTask DropAsync()
    {
        _client?.Dispose();
        _client = null;
        return ValueTask.CompletedTask;
    }

    private static bool IsExpected(Exception error) => error
        is SocketException or IOException or ProtocolException or CommandException or AuthenticationException
        or SslHandshakeException or OperationCanceledException or TimeoutException or ServiceNotConnectedException
        or ServiceNotAuthenticatedException or NotSupportedException or ObjectDisposedException;

    private sealed class DataProgress : ITransferProgress
    {
        public bool Began { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => Began = true;

        public void Report(long bytesTransferred) => Began = true;
    }
}
