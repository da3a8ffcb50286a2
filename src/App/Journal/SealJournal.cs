using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.Domain.Journal;

namespace Rectify.Workflow.App.Journal;

/// <summary>
/// Takes new entries of the journal into their town's chain. Whoever writes an entry waits for no other writer; this job
/// orders them afterwards, one batch a transaction. Any number may run at once: one of them wins each batch.
/// </summary>
public sealed class SealJournal(RectifyDb db, TimeProvider clock, ILogger<SealJournal> log) : IJob
{
    private const int BatchSize = 500;

    /// <summary>
    /// An entry may become visible after entries with higher numbers, when its transaction took longer than theirs. That many
    /// numbers back are looked through each time; the daily run looks through all.
    /// </summary>
    private const int Window = 5000;

    public Task RunAsync(CancellationToken cancellationToken) => SealAsync(Window, cancellationToken);

    /// <summary>Seals whatever is not sealed, however old; costs one pass over the journal.</summary>
    public Task RunOverAllAsync(CancellationToken cancellationToken) => SealAsync(null, cancellationToken);

    private async Task SealAsync(int? window, CancellationToken cancellationToken)
    {
        var entries = 0;
        for (var (batch, after) = (BatchSize, 0L); batch == BatchSize; entries += batch)
        {
            var last = await db.JournalSeals.MaxAsync(seal => (long?)seal.EntryId, cancellationToken) ?? 0;
            after = Math.Max(after, window is { } back ? last - back : 0);
            (batch, after) = await BatchAsync(after, cancellationToken);
        }

        if (entries > 0)
        {
            log.JournalSealed(entries);
        }
    }

    /// <summary>Seals one batch; says how many entries it had and from which number the next one need look.</summary>
    private async Task<(int Entries, long After)> BatchAsync(long after, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        var found = await UnsealedAsync(after, cancellationToken);
        if (found.Count == 0)
        {
            return (0, after);
        }

        var heads = new Dictionary<Guid, ChainHead>();
        var now = clock.GetUtcNow();
        foreach (var (entry, town) in found)
        {
            var chain = town ?? JournalSeal.Platform;
            if (!heads.TryGetValue(chain, out var head))
            {
                head = await db.HeadAsync(chain, cancellationToken);
            }

            var digest = JournalChain.Digest(JournalFacts.Of(entry).Line(chain, head.Position + 1, head.Digest));
            db.JournalSeals.Add(new()
            {
                EntryId = entry.Id,
                Chain = chain,
                Position = head.Position + 1,
                Previous = head.Digest,
                Digest = digest,
                SealedAt = now,
            });
            heads[chain] = new(chain, head.Position + 1, digest);
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException error) when (error.IsLostRace)
        {
            return (0, after);   // another sealer had them; it goes on
        }

        return (found.Count, found[0].Entry.Id);
    }

    private async Task<List<(JournalEntry Entry, Guid? Town)>> UnsealedAsync(long after, CancellationToken cancellationToken)
    {
        var rows = await (
            from entry in db.Journal.AsNoTracking()
            where entry.Id > after && !db.JournalSeals.Any(seal => seal.EntryId == entry.Id)
            join item in db.Items on entry.ItemId equals (Domain.Items.ItemId?)item.Id into items
            from item in items.DefaultIfEmpty()
            join round in db.Rounds on item.RoundId equals round.Id into rounds
            from round in rounds.DefaultIfEmpty()
            orderby entry.Id
            select new { Entry = entry, Town = (Domain.People.UnitId?)round.TownUnitId })
            .Take(BatchSize).ToListAsync(cancellationToken);
        return [.. rows.Select(row => (row.Entry, row.Town?.Value))];
    }
}
