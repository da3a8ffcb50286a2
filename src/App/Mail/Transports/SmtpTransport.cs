using Microsoft.Extensions.Options;
using MimeKit;

namespace Rectify.Workflow.App.Mail.Transports;

/// <summary>
/// Hands mails to one SMTP server. Any number may be sent at once: each goes over a line of its own, and lines are kept
/// for the next mail until they have been silent for a while. A server that takes fewer lines at once than we would use
/// gets the mails over those it takes.
/// </summary>
public sealed class SmtpTransport : IMailTransport, IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    /// <summary>So long no further line is tried after the server refused one beside those it took.</summary>
    private static readonly TimeSpan Crowded = TimeSpan.FromMinutes(5);

    private readonly MailOptions _options;
    private readonly TimeProvider _clock;
    private readonly ServerTrust _trust;
    private readonly Lock _gate = new();
    private readonly List<SmtpLine> _idle = [];   // the one used last is taken first
    private readonly HashSet<SmtpLine> _busy = [];
    private readonly Queue<TaskCompletionSource<SmtpLine>> _waiting = new();
    private readonly ITimer _closing;
    private DateTimeOffset? _crowdedSince;
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
        var line = await RentAsync();
        try
        {
            return await line.OpenAsync(cancellationToken) is { } closed && !IsCrowdedBeside(line) ? closed : null;
        }
        finally
        {
            await GiveBackAsync(line);
        }
    }

    public async Task<Delivery> SendAsync(Guid mailId, MimeMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var line = await RentAsync();
        try
        {
            var fresh = !line.IsOpen;
            if (fresh && await line.OpenAsync(cancellationToken) is { } closed)
            {
                if (AnotherThan(line) is not { } another)
                {
                    return closed;
                }

                (line, fresh) = (await another, false);
            }

            return await line.SendAsync(message, fresh, cancellationToken);
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
        foreach (var line in TakeIdle())
        {
            await line.CloseAsync();
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _closing.Dispose();
        foreach (var line in TakeIdle())
        {
            line.Dispose();
        }
    }

    private Task<SmtpLine> RentAsync()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        lock (_gate)
        {
            if (TakeIdle(_ => true) is not { } line)
            {
                if (_crowdedSince is { } since && _clock.GetUtcNow() - since < Crowded && _busy.Any(other => other.IsOpen))
                {
                    return Wait();
                }

                line = new(_options, _trust, _clock);
            }

            _busy.Add(line);
            return Task.FromResult(line);
        }
    }

    private bool IsCrowdedBeside(SmtpLine refused)
    {
        lock (_gate)
        {
            if (!_busy.Concat(_idle).Any(other => other != refused && other.IsOpen))
            {
                return false;
            }

            _crowdedSince = _clock.GetUtcNow();
            return true;
        }
    }

    /// <summary>A line that is open, or the next that becomes free, when the server refused this one; null when no other is open.</summary>
    private Task<SmtpLine>? AnotherThan(SmtpLine refused)
    {
        lock (_gate)
        {
            if (!IsCrowdedBeside(refused))
            {
                return null;
            }

            _busy.Remove(refused);
            if (TakeIdle(line => line.IsOpen) is not { } open)
            {
                return Wait();
            }

            _busy.Add(open);
            return Task.FromResult(open);
        }
    }

    private SmtpLine? TakeIdle(Predicate<SmtpLine> which)
    {
        if (_idle.FindLastIndex(which) is not (>= 0 and var index))
        {
            return null;
        }

        var line = _idle[index];
        _idle.RemoveAt(index);
        return line;
    }

    // Not given up on a stop of the host: the mail is marked as under way, and a line comes free within a mail's time limit.
    private Task<SmtpLine> Wait()
    {
        var next = new TaskCompletionSource<SmtpLine>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue(next);
        return next.Task;
    }

    private async ValueTask GiveBackAsync(SmtpLine line)
    {
        lock (_gate)
        {
            if (_waiting.TryDequeue(out var next))
            {
                next.SetResult(line);
                return;
            }

            _busy.Remove(line);
            _idle.Add(line);
        }

        if (_disposed)
        {
            await DisposeAsync();
        }
    }

    private async Task CloseSilentAsync()
    {
        var open = new List<SmtpLine>();
        foreach (var line in TakeIdle())
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

    private SmtpLine[] TakeIdle()
    {
        lock (_gate)
        {
            SmtpLine[] lines = [.. _idle];
            _idle.Clear();
            return lines;
        }
    }
}
