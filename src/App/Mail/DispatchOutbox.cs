using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Mail.Composing;
using Rectify.Workflow.App.Mail.Transports;

namespace Rectify.Workflow.App.Mail;

/// <summary>
/// Sends the mails that are due, until none is left. Any number may run at once. Each mail is written from the state as
/// it is at that moment; what no longer holds is cancelled with the reason.
/// </summary>
internal sealed class DispatchOutbox(
    RectifyDb db,
    MailComposer composer,
    IMailTransport transport,
    IOptions<MailOptions> options,
    TimeProvider clock,
    ILogger<DispatchOutbox> log) : IJob
{
    private static readonly TimeSpan[] Backoff =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(4),
    ];

    private readonly MailOptions _options = options.Value;

    public Task RunAsync(CancellationToken cancellationToken) => SendDueAsync(cancellationToken);

    /// <summary>Sends what is due and says how many mails were settled.</summary>
    public async Task<int> SendDueAsync(CancellationToken cancellationToken)
    {
        await RecoverAsync(nobodyElseLives: false, cancellationToken);
        var settled = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            var (inBatch, goOn) = await SendBatchAsync(cancellationToken);
            settled += inBatch;
            if (!goOn)
            {
                break;
            }
        }

        return settled;
    }

    /// <summary>
    /// Resolves mails whose dispatcher died while it held them: exactly where the transport can tell, else as uncertain.
    /// A host that is alone on its database calls this at its start with <paramref name="nobodyElseLives"/>.
    /// </summary>
    public async Task RecoverAsync(bool nobodyElseLives, CancellationToken cancellationToken)
    {
        if (nobodyElseLives)
        {
            await db.ReleaseAllAsync(cancellationToken);
        }

        foreach (var mail in await db.AbandonedAsync(clock.GetUtcNow(), nobodyElseLives, cancellationToken))
        {
            var (status, detail) = transport.WasTaken(mail.Id) switch
            {
                true => (MailStatus.Accepted, (string?)null),
                false => (MailStatus.Planned, null),
                null => (MailStatus.Uncertain, "发送中断,无法确认对方是否收到 (sending was cut off; nobody can tell whether it was taken)"),
            };
            await db.ResolveAsync(mail, status, clock.GetUtcNow(), detail, cancellationToken);
            log.MailRecovered(mail.Id, mail.Kind, status);
        }
    }

    private async Task<(int Settled, bool GoOn)> SendBatchAsync(CancellationToken cancellationToken)
    {
        var take = await AllowanceAsync(cancellationToken);
        if (take == 0)
        {
            return (0, false);
        }

        var now = clock.GetUtcNow();
        var lease = new Lease(Guid.CreateVersion7(now).ToString("N"), now + _options.Lease);
        var settled = 0;
        try
        {
            var mails = await db.ClaimMailsAsync(lease.Holder, now, lease.Until, take, cancellationToken);
            if (mails.Count == 0)
            {
                return (0, false);
            }

            var composed = await composer.ComposeAsync(mails, cancellationToken);
            foreach (var mail in mails)
            {
                if (cancellationToken.IsCancellationRequested || lease.Until - clock.GetUtcNow() < _options.ConnectTimeout + _options.SendTimeout)
                {
                    return (settled, GoOn: !cancellationToken.IsCancellationRequested);
                }

                if (!await SendAsync(mail, composed[mail.Id], lease.Holder, cancellationToken))
                {
                    return (settled, GoOn: false);
                }

                settled++;
            }

            return (settled, GoOn: true);
        }
        finally
        {
            await db.ReleaseAsync(lease.Holder);
        }
    }

    /// <summary>Sends or settles one mail; false when the server is away and the rest need not try.</summary>
    private async Task<bool> SendAsync(LedgerMail mail, Composed composed, string claimer, CancellationToken cancellationToken)
    {
        switch (composed)
        {
            case Composed.Pointless(var reason):
                await db.SettleAsync(mail.Id, claimer, MailStatus.Cancelled, clock.GetUtcNow(), reason);
                log.MailCancelled(mail.Id, mail.Kind);
                return true;
            case Composed.Unsendable(var reason):
                await db.SettleAsync(mail.Id, claimer, MailStatus.Failed, clock.GetUtcNow(), reason);
                log.MailFailed(mail.Id, mail.Kind);
                return true;
            case Composed.Ready ready:
                return await HandOverAsync(mail, ready, claimer, cancellationToken);
            default:
                throw new InvalidOperationException($"Mail {mail.Id} was composed as {composed}.");
        }
    }

    private async Task<bool> HandOverAsync(LedgerMail mail, Composed.Ready ready, string claimer, CancellationToken cancellationToken)
    {
        using var message = ready.Message;
        if (!await db.BeginSendingAsync(mail, claimer, ready, clock.GetUtcNow(), cancellationToken))
        {
            return true;   // the lease ran out and somebody else has it, or a person cancelled it or holds all mail
        }

        switch (await transport.SendAsync(mail.Id, message, cancellationToken))
        {
            case Delivery.Accepted:
                await db.SettleAsync(mail.Id, claimer, MailStatus.Accepted, clock.GetUtcNow(), null);
                log.MailAccepted(mail.Id, mail.Kind, mail.Attempts + 1);
                return true;
            case Delivery.Later(var reason, var serverIsAway):
                await PutOffAsync(mail, claimer, reason);
                return !serverIsAway;
            case Delivery.Refused(var reason):
                await db.SettleAsync(mail.Id, claimer, MailStatus.Failed, clock.GetUtcNow(), reason);
                log.MailFailed(mail.Id, mail.Kind);
                return true;
            case Delivery.Uncertain(var reason):
                await db.SettleAsync(mail.Id, claimer, MailStatus.Uncertain, clock.GetUtcNow(), reason);
                log.MailUncertain(mail.Id, mail.Kind);
                return true;
            case var unknown:
                throw new InvalidOperationException($"The transport answered {unknown}.");
        }
    }

    private async Task PutOffAsync(LedgerMail mail, string claimer, string reason)
    {
        var attempts = mail.Attempts + 1;
        if (attempts >= _options.MaxAttempts)
        {
            await db.SettleAsync(mail.Id, claimer, MailStatus.Failed, clock.GetUtcNow(), $"尝试{attempts}次后放弃 (given up after {attempts} attempts): {reason}");
            log.MailFailed(mail.Id, mail.Kind);
            return;
        }

        var now = clock.GetUtcNow();
        await db.PutOffAsync(mail.Id, claimer, now + Backoff[Math.Min(attempts, Backoff.Length) - 1], now, reason);
        log.MailPutOff(mail.Id, mail.Kind, attempts);
    }

    /// <summary>How many mails may go now: a batch, or what is left of this minute's rate; none while all mail is held.</summary>
    private async Task<int> AllowanceAsync(CancellationToken cancellationToken)
    {
        if (await db.IsMailHeldAsync(cancellationToken))
        {
            return 0;
        }

        if (_options.MaxPerMinute == 0)
        {
            return _options.BatchSize;
        }

        var sent = await db.AcceptedSinceAsync(clock.GetUtcNow().AddMinutes(-1), cancellationToken);
        return Math.Clamp(_options.MaxPerMinute - sent, 0, _options.BatchSize);
    }

    private sealed record Lease(string Holder, DateTimeOffset Until);
}
