using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail.Transports;

namespace Rectify.Workflow.App.Mail;

/// <summary>
/// Sends a batch over several lanes at once. Each lane has one mail under way, marked as such in the ledger before its
/// text leaves, so a process that dies leaves at most one mail a lane uncertain.
/// </summary>
internal sealed class OutboxLanes(
    IServiceScopeFactory scopes, IOptions<MailOptions> options, TimeProvider clock, ILogger<DispatchOutbox> log)
{
    private readonly MailOptions _options = options.Value;

    /// <summary>Sends what can be sent before the claim ends, gives back the rest, and says how it went.</summary>
    public async Task<Outcome> SendAsync(OutboxBatch batch, bool serverWasAway, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var run = new Run(batch, serverWasAway);
        await using var first = scopes.CreateAsyncScope();
        var db = first.ServiceProvider.GetRequiredService<RectifyDb>();
        try
        {
            // SQLite has one writer: lanes would only wait for one another.
            var lanes = db is SqliteRectifyDb ? 1 : Math.Min(_options.Connections, batch.Letters.Count);
            await Task.WhenAll(Enumerable.Range(1, lanes).Select(_ => LaneAsync(run, cancellationToken)));
        }
        finally
        {
            await db.ReleaseAsync(batch.Holder);
        }

        return new(run.Settled, run.Away, run.ServerWasAway);
    }

    private async Task LaneAsync(Run run, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (db, transport) = (scope.ServiceProvider.GetRequiredService<RectifyDb>(), scope.ServiceProvider.GetRequiredService<IMailTransport>());
        Taken? taken = null;
        try
        {
            while (!run.Stopped && !cancellationToken.IsCancellationRequested
                && run.Batch.Until - clock.GetUtcNow() >= _options.ConnectTimeout + _options.SendTimeout
                && run.Waiting.TryDequeue(out var letter))
            {
                var begun = await BeginAsync(run, letter, taken, db, cancellationToken);
                taken = null;
                taken = begun ? await SendAsync(run, letter, db, transport, cancellationToken) : null;
            }
        }
        catch
        {
            run.Stopped = true;
            throw;
        }
        finally
        {
            if (taken is { } last)
            {
                await MailMove.RunAsync(db, [last.Move(run.Batch.Holder)], CancellationToken.None);
                Told(last);
            }
        }
    }

    /// <summary>Marks the next mail as under way and the one before it as accepted, in one trip: a lane waits for the disk once a mail.</summary>
    private async Task<bool> BeginAsync(Run run, OutboxBatch.Letter letter, Taken? before, RectifyDb db, CancellationToken cancellationToken)
    {
        var (mail, ready) = letter;
        var begin = OutboxQueries.BeginSending(mail, run.Batch.Holder, ready, clock.GetUtcNow(), _options.Lease);
        var moved = await MailMove.RunAsync(db, before is { } taken ? [taken.Move(run.Batch.Holder), begin] : [begin], cancellationToken);
        if (before is { } settled)
        {
            Told(settled);
        }

        if (!moved[^1])
        {
            run.Count();   // the lease ran out and somebody else has it, or a person cancelled it or holds all mail
        }

        return moved[^1];
    }

    /// <summary>Sends a mail that was begun; not null when it was taken, which the caller has still to mark.</summary>
    private async Task<Taken?> SendAsync(Run run, OutboxBatch.Letter letter, RectifyDb db, IMailTransport transport, CancellationToken cancellationToken)
    {
        var (mail, ready) = letter;
        var delivery = await transport.SendAsync(mail.Id, ready.Message, cancellationToken);
        if (delivery is Delivery.Later { ServerIsAway: true } away)
        {
            await SettleAsync(mail, run.Batch.Holder, delivery, db);
            run.Away = away.Reason;
            run.Stopped = true;
            return null;
        }

        Taken? taken = delivery is Delivery.Accepted ? new(mail, clock.GetUtcNow()) : null;
        if (taken is null)
        {
            await SettleAsync(mail, run.Batch.Holder, delivery, db);
        }

        run.Count();
        if (run.ServerWasAway)
        {
            run.ServerWasAway = false;
            await db.NoteBackAsync(CancellationToken.None);
        }

        return taken;
    }

    private void Told(Taken taken) => log.MailAccepted(taken.Mail.Id, taken.Mail.Kind, taken.Mail.Attempts + 1);

    private async Task SettleAsync(LedgerMail mail, string holder, Delivery delivery, RectifyDb db)
    {
        switch (delivery)
        {
            case Delivery.Later { Tried: false } later:
                await db.TakeBackAsync(mail, holder, clock.GetUtcNow(), later.Reason);
                break;
            case Delivery.Later later:
                await PutOffAsync(mail, holder, later.Reason, db);
                break;
            case Delivery.Refused(var reason):
                await db.SettleAsync(mail.Id, holder, MailStatus.Failed, clock.GetUtcNow(), reason);
                log.MailFailed(mail.Id, mail.Kind);
                break;
            case Delivery.Uncertain(var reason):
                await db.SettleAsync(mail.Id, holder, MailStatus.Uncertain, clock.GetUtcNow(), reason);
                log.MailUncertain(mail.Id, mail.Kind);
                break;
            case var unknown:
                throw new InvalidOperationException($"The transport answered {unknown}.");
        }
    }

    private async Task PutOffAsync(LedgerMail mail, string holder, string reason, RectifyDb db)
    {
        var attempts = mail.Attempts + 1;
        if (attempts >= _options.MaxAttempts)
        {
            await db.SettleAsync(mail.Id, holder, MailStatus.Failed, clock.GetUtcNow(), $"尝试{attempts}次后放弃 (given up after {attempts} attempts): {reason}");
            log.MailFailed(mail.Id, mail.Kind);
            return;
        }

        var now = clock.GetUtcNow();
        await db.PutOffAsync(mail.Id, holder, now + Backoff.AfterAttempt(attempts, mail.Id), now, reason);
        log.MailPutOff(mail.Id, mail.Kind, attempts);
    }

    /// <summary>A mail that the server took and the ledger does not know it yet.</summary>
    private sealed record Taken(LedgerMail Mail, DateTimeOffset At)
    {
        public MailMove Move(string holder) => OutboxQueries.Settle(Mail.Id, holder, MailStatus.Accepted, At, null);
    }

    /// <param name="Away">Why the server takes no more for now; null while it does.</param>
    internal sealed record Outcome(int Settled, string? Away, bool ServerWasAway);

    /// <summary>What the lanes of one batch share.</summary>
    private sealed class Run(OutboxBatch batch, bool serverWasAway)
    {
        private int _settled;

        public OutboxBatch Batch => batch;

        public ConcurrentQueue<OutboxBatch.Letter> Waiting { get; } = new(batch.Letters);

        public int Settled => _settled;

        public volatile bool Stopped;

        public volatile bool ServerWasAway = serverWasAway;

        public volatile string? Away;

        public void Count() => Interlocked.Increment(ref _settled);
    }
}
