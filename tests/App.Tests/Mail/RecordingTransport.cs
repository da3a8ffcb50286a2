using System.Collections.Concurrent;
using MimeKit;
using Rectify.Workflow.App.Mail.Transports;

namespace Rectify.Workflow.App.Tests.Mails;

/// <summary>A transport that remembers what it was given and answers as told, by mail; accepts when told nothing.</summary>
internal sealed class RecordingTransport : IMailTransport
{
    private readonly ConcurrentQueue<Func<Delivery>> _script = new();
    private int _opened;

    public ConcurrentQueue<SentMail> Sent { get; } = new();

    /// <summary>What the transport says when it is asked after a crash.</summary>
    public bool? Taken { get; set; }

    /// <summary>A real transport that gets what the script says nothing about.</summary>
    public IMailTransport? Pass { get; set; }

    /// <summary>Why there is no line; null while there is one.</summary>
    public string? Closed { get; set; }

    /// <summary>How often a line was asked for.</summary>
    public int Opened => _opened;

    public void Next(params Func<Delivery>[] answers) => Array.ForEach(answers, _script.Enqueue);

    public Task<Delivery.Later?> OpenAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _opened);
        return Task.FromResult(Closed is { } reason ? new Delivery.Later(reason, ServerIsAway: true, Tried: false) : null);
    }

    public async Task<Delivery> SendAsync(Guid mailId, MimeMessage message, CancellationToken cancellationToken)
    {
        var answer = _script.TryDequeue(out var next) ? next()
            : Pass is null ? new Delivery.Accepted("ok") : await Pass.SendAsync(mailId, message, cancellationToken);

        // The dispatcher disposes its message: keep a copy.
        using var copy = new MemoryStream();
        // As in the real ones: a stop of the host does not cut a message in two.
        message.WriteTo(copy, CancellationToken.None);
        copy.Position = 0;
        Sent.Enqueue(new(mailId, MimeMessage.Load(copy, CancellationToken.None)));
        return answer;
    }

    public bool? WasTaken(Guid mailId) => Taken;
}

/// <summary>A message the transport was given; shown by its subject when a test fails.</summary>
internal sealed class SentMail(Guid mailId, MimeMessage message)
{
    public Guid MailId => mailId;

    public MimeMessage Message => message;

    public override string ToString() => $"{mailId}: {message.Subject}";
}
