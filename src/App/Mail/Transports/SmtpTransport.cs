using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Rectify.Workflow.App.Mail.Transports;

/// <summary>
/// Hands mails to one SMTP server. Any number may be sent at once: each goes over a line of its own, and lines are kept
/// for the next mail until they have been silent for a while.
/// </summary>
public sealed class SmtpTransport : IMailTransport, IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    private readonly MailOptions _options;
    private readonly TimeProvider _clock;
    private readonly ServerTrust _trust;
    private readonly ConcurrentStack<SmtpLine> _idle = new();
    private readonly ITimer _closing;
    private volatile bool _disposed;

    public SmtpTransport(IOptions<MailOptions> options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        (_options, _clock) = (options.Value, clock);
        _trust = new(_options.AuthorityFile, _options.CheckRevocation);
        _closing = clock.CreateTimer(_ => _ = CloseSilentAsync(), null, Silence, Silence);
    }

    public bool? WasTaken(Guid mailId) => null;

    public async Task<Delivery.Later?> OpenAsync(CancellationToken cancellationToken)
    {
        var line = Rent();
        try
        {
            return await line.OpenAsync(cancellationToken);
        }
        finally
        {
            await GiveBackAsync(line);
        }
    }

    public async Task<Delivery> SendAsync(Guid mailId, MimeMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var line = Rent();
        try
        {
            return await line.SendAsync(message, cancellationToken);
        }
        finally
        {
            await GiveBackAsync(line);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await _closing.DisposeAsync();
        await CloseAsync();
    }

    /// <summary>Closes the lines that no mail uses at the moment.</summary>
    internal async Task CloseAsync()
    {
        while (_idle.TryPop(out var line))
        {
            await line.CloseAsync();
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _closing.Dispose();
        while (_idle.TryPop(out var line))
        {
            line.Dispose();
        }
    }

    private SmtpLine Rent()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _idle.TryPop(out var line) ? line : new(_options, _trust, _clock);
    }

    private async ValueTask GiveBackAsync(SmtpLine line)
    {
        _idle.Push(line);
        if (_disposed)
        {
            await DisposeAsync();
        }
    }

    private async Task CloseSilentAsync()
    {
        var open = new List<SmtpLine>();
        while (_idle.TryPop(out var line))
        {
            if (line.SilentFor < Silence)
            {
                open.Add(line);
            }
            else
            {
                await line.CloseAsync();
            }
        }

        foreach (var line in open)
        {
            await GiveBackAsync(line);
        }
    }
}
