using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Jobs;

namespace Rectify.Workflow.App.Mail.Inbox;

/// <summary>
/// Reads the configured mailbox: each message once, whoever reads beside us and whenever we die. What a message gave rise to
/// and the record that it was read are one commit; only then is it marked in the mailbox.
/// </summary>
internal sealed class ReadInbox(
    RectifyDb db, IServiceScopeFactory scopes, IOptions<InboxOptions> options, TimeProvider clock, ILogger<ReadInbox> log) : IJob
{
    private const int Batch = 50;

    private readonly InboxOptions _options = options.Value;

    public Task RunAsync(CancellationToken cancellationToken) => _options.IsOn ? ReadAsync(cancellationToken) : Task.CompletedTask;

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await using var mailbox = new ImapMailbox(_options);
        await mailbox.OpenAsync(cancellationToken);
        var listed = await mailbox.ListAsync(clock.GetUtcNow().AddDays(-_options.MaxAgeDays), cancellationToken);
        var known = await KnownAsync(mailbox.UidValidity, listed, cancellationToken);
        await MarkAsync(mailbox, [.. known.Where(row => row.IsOwed).Select(row => row.Uid)], cancellationToken);

        var fresh = listed.Except(known.Select(row => row.Uid)).Take(_options.MaxPerRun).ToList();
        foreach (var batch in fresh.Chunk(Batch))
        {
            var understood = new List<uint>();
            foreach (var message in await mailbox.SizesAsync(batch, cancellationToken))
            {
                if (await TakeAsync(mailbox, message, cancellationToken))
                {
                    understood.Add(message.Uid);
                }
            }

            await MarkAsync(mailbox, understood, cancellationToken);
        }
    }

    /// <summary>Takes one message in with a context of its own; true when it may be marked as done with.</summary>
    private async Task<bool> TakeAsync(ImapMailbox mailbox, ListedMessage message, CancellationToken cancellationToken)
    {
        var tooLarge = message.Size > _options.MaxMessageBytes;
        if (await mailbox.ReadAsync(message.Uid, tooLarge, _options.MaxMessageBytes, cancellationToken) is not { } content)
        {
            return false;
        }

        await using var scope = scopes.CreateAsyncScope();
        var place = new InboxPlace { Mailbox = _options.Mailbox, UidValidity = mailbox.UidValidity, Uid = message.Uid };
        var verdict = await scope.ServiceProvider.GetRequiredService<ReceiveMessage>().RunAsync(place, new(content, message.Size, tooLarge), cancellationToken);
        log.MessageRead(message.Uid, verdict);
        return verdict is not InboxVerdict.Unsorted;
    }

    private async Task<List<KnownMessage>> KnownAsync(uint validity, IReadOnlyList<uint> listed, CancellationToken cancellationToken)
    {
        if (listed.Count == 0)
        {
            return [];
        }

        long first = listed[0];
        var rows = await (
            from place in db.InboxPlaces
            join message in db.InboxMessages on place.MessageId equals message.Id
            where place.Mailbox == _options.Mailbox && place.UidValidity == validity && place.Uid >= first
            select new { place.Uid, message.Verdict, place.Marked }).ToListAsync(cancellationToken);
        var here = listed.ToHashSet();
        return [.. rows.Where(row => here.Contains((uint)row.Uid))
            .Select(row => new KnownMessage((uint)row.Uid, !row.Marked && row.Verdict is not InboxVerdict.Unsorted))];
    }

    private async Task MarkAsync(ImapMailbox mailbox, List<uint> uids, CancellationToken cancellationToken)
    {
        if (uids.Count == 0)
        {
            return;
        }

        await mailbox.MarkAsync(uids, cancellationToken);
        var numbers = uids.Select(uid => (long)uid).ToList();
        long validity = mailbox.UidValidity;
        await db.InboxPlaces
            .Where(row => row.Mailbox == _options.Mailbox && row.UidValidity == validity && numbers.Contains(row.Uid))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Marked, true), cancellationToken);
    }

    private readonly record struct KnownMessage(uint Uid, bool IsOwed);
}
