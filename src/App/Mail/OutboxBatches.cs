using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail.Composing;
using Rectify.Workflow.App.People.Deputies;

namespace Rectify.Workflow.App.Mail;

/// <summary>Mails that one dispatcher holds until an instant, written and allowed to go.</summary>
/// <param name="Settled">How many more were settled while it was made: what no longer holds, or reaches nobody.</param>
internal sealed record OutboxBatch(string Holder, DateTimeOffset Until, IReadOnlyList<OutboxBatch.Letter> Letters, int Settled) : IDisposable
{
    public void Dispose()
    {
        foreach (var letter in Letters)
        {
            letter.Ready.Message.Dispose();
        }
    }

    internal sealed record Letter(LedgerMail Mail, Composed.Ready Ready);
}

/// <summary>Claims due mails and writes them, batch by batch; what no longer holds is cancelled with the reason.</summary>
internal sealed class OutboxBatches(
    RectifyDb db, MailComposer composer, DeputyMails deputies, OutboxPace pace, IOptions<MailOptions> options, TimeProvider clock, ILogger<DispatchOutbox> log)
{
    private readonly MailOptions _options = options.Value;

    /// <summary>The next batch, of one kind when it is given; null when nothing more may go now.</summary>
    public async Task<OutboxBatch?> NextAsync(MailKind? only, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        var take = await pace.TakeForServerAsync(_options.BatchSize, cancellationToken);
        if (take == 0)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var (holder, until) = (Guid.CreateVersion7(now).ToString("N"), now + _options.Lease);
        try
        {
            var mails = await db.ClaimMailsAsync(holder, now, until, take, cancellationToken, only);
            var (letters, settled) = mails.Count == 0 ? ([], 0) : await WriteAsync(mails, holder, cancellationToken);
            await pace.GiveBackAsync(take - letters.Count, cancellationToken);
            return mails.Count == 0 ? null : new(holder, until, letters, settled);
        }
        catch
        {
            await db.ReleaseAsync(holder);
            throw;
        }
    }

    private async Task<(List<OutboxBatch.Letter> Letters, int Settled)> WriteAsync(List<LedgerMail> mails, string holder, CancellationToken cancellationToken)
    {
        var composed = await composer.ComposeAsync(mails, cancellationToken);
        var letters = new List<OutboxBatch.Letter>(mails.Count);
        var passedOn = await deputies.PassOnAsync([.. mails.Where(mail => composed[mail.Id] is not Composed.Pointless)], cancellationToken);
        foreach (var mail in mails)
        {
            switch (composed[mail.Id])
            {
                case var written when passedOn.TryGetValue(mail.Id, out var reason):
                    (written as Composed.Ready)?.Message.Dispose();
                    await db.SettleAsync(mail.Id, holder, MailStatus.Cancelled, clock.GetUtcNow(), reason);
                    log.MailCancelled(mail.Id, mail.Kind);
                    break;
                case Composed.Pointless(var reason):
                    await db.SettleAsync(mail.Id, holder, MailStatus.Cancelled, clock.GetUtcNow(), reason);
                    log.MailCancelled(mail.Id, mail.Kind);
                    break;
                case Composed.Unsendable(var reason):
                    await db.SettleAsync(mail.Id, holder, MailStatus.Failed, clock.GetUtcNow(), reason);
                    log.MailFailed(mail.Id, mail.Kind);
                    break;
                case Composed.Ready ready:
                    letters.Add(new(mail, ready));
                    break;
                case var unknown:
                    throw new InvalidOperationException($"Mail {mail.Id} was composed as {unknown}.");
            }
        }

        var settled = mails.Count - letters.Count;
        return (await InTurnAsync(letters, holder, cancellationToken), settled);
    }

    /// <summary>Those whose host's rate lets them go; the others are given back until it does.</summary>
    private async Task<List<OutboxBatch.Letter>> InTurnAsync(List<OutboxBatch.Letter> letters, string holder, CancellationToken cancellationToken)
    {
        var later = await pace.AskAsync(letters.ConvertAll(letter => letter.Ready.Address), cancellationToken);
        var going = new List<OutboxBatch.Letter>(letters.Count);
        foreach (var (letter, at) in letters.Zip(later))
        {
            if (at is { } turn)
            {
                letter.Ready.Message.Dispose();
                await db.WaitForTurnAsync(letter.Mail.Id, holder, turn);
            }
            else
            {
                going.Add(letter);
            }
        }

        return going;
    }
}
