using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Mail.Transports;

namespace Rectify.Workflow.App.Mail;

/// <summary>
/// Sends the mails that are due, until none is left. Any number may run at once, in any number of processes. Each mail is
/// written from the state as it is at that moment; while a batch is sent the next one is written.
/// </summary>
internal sealed class DispatchOutbox(
    RectifyDb db, OutboxBatches batches, OutboxLanes lanes, IMailTransport transport, IOptions<MailOptions> options,
    TimeProvider clock, ILogger<DispatchOutbox> log) : IJob
{
    private readonly TimeSpan _lease = options.Value.Lease;

    public Task RunAsync(CancellationToken cancellationToken) => SendDueAsync(cancellationToken);

    /// <summary>Sends what is due, or only what is due of one kind, and says how many mails were settled.</summary>
    public async Task<int> SendDueAsync(CancellationToken cancellationToken, MailKind? only = null)
    {
        await RecoverAsync(nobodyElseLives: false, cancellationToken);
        if (await db.IsMailHeldAsync(cancellationToken))
        {
            return 0;
        }

        var server = await db.ServerAsync(cancellationToken);
        if (IsToWait(server, clock.GetUtcNow()) || !await db.AnyDueAsync(clock.GetUtcNow(), _lease, only, cancellationToken))
        {
            return 0;
        }

        // Before any mail is touched: a server that is away is no attempt of theirs.
        if (await transport.OpenAsync(cancellationToken) is { } closed)
        {
            await NoteAwayAsync(closed.Reason, cancellationToken);
            return 0;
        }

        return await SendBatchesAsync(server is { AwaySince: not null }, only, cancellationToken);
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

        foreach (var mail in await db.AbandonedAsync(clock.GetUtcNow(), _lease, nobodyElseLives, cancellationToken))
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

    private async Task<int> SendBatchesAsync(bool serverWasAway, MailKind? only, CancellationToken cancellationToken)
    {
        var settled = 0;
        var next = batches.NextAsync(only, cancellationToken);
        try
        {
            while (await next is { } batch)
            {
                using var owned = batch;
                next = batches.NextAsync(only, cancellationToken);
                var sent = await lanes.SendAsync(batch, serverWasAway, cancellationToken);
                settled += batch.Settled + sent.Settled;
                serverWasAway = sent.ServerWasAway;
                if (sent.Away is { } reason)
                {
                    await GiveUpAsync(next);
                    await NoteAwayAsync(reason, cancellationToken);
                    break;
                }
            }
        }
        finally
        {
            await GiveUpAsync(next);
        }

        return settled;
    }

    /// <summary>Gives back a batch that nobody will send.</summary>
    private async Task GiveUpAsync(Task<OutboxBatch?> making)
    {
        await ((Task)making).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (making is { IsCompletedSuccessfully: true, Result: { } batch })
        {
            await db.ReleaseAsync(batch.Holder);
            batch.Dispose();
        }
    }

    // A time further ahead than anybody waits was set by a clock that was wrong.
    private static bool IsToWait(MailHost? server, DateTimeOffset now) =>
        server?.RetryAt is { } retry && retry > now && retry <= now + Backoff.LongestOfServer;

    private async Task NoteAwayAsync(string reason, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var dispatcher = Guid.CreateVersion7(now);
        var server = await db.NoteAwayAsync(reason, now, failures => now + Backoff.AfterFailure(failures, dispatcher), cancellationToken);
        log.ServerAway(server.Failures, server.AwaySince, server.RetryAt);
    }
}
