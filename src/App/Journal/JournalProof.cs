using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.Domain.Journal;

namespace Rectify.Workflow.App.Journal;

/// <summary>What a check of a chain found (日志校验).</summary>
/// <param name="Head">The last good entry.</param>
/// <param name="Fault">The first broken place; null when there is none.</param>
/// <param name="Waiting">Entries that wait to be sealed, of all chains.</param>
public sealed record JournalVerdict(ChainHead Head, ChainFault? Fault, int Waiting);

/// <summary>A town's chain and its head; the name is null for the platform's own.</summary>
public sealed record ChainOverview(ChainHead Head, string? Town);

/// <summary>Shows, checks and exports the journal's chains.</summary>
public sealed class JournalProof(RectifyDb db)
{
    private const int PageSize = 1000;
    private const int MostWaiting = 10_000;

    /// <summary>All chains, the platform's own first.</summary>
    public async Task<IReadOnlyList<ChainOverview>> ChainsAsync(CancellationToken cancellationToken)
    {
        var last = await db.JournalSeals.GroupBy(seal => seal.Chain)
            .Select(chain => new { Chain = chain.Key, Position = chain.Max(seal => seal.Position) }).ToListAsync(cancellationToken);
        var chains = new List<ChainOverview>(last.Count);
        foreach (var chain in last)
        {
            var name = await db.Units.Where(unit => unit.Id == chain.Chain).Select(unit => unit.Name).FirstOrDefaultAsync(cancellationToken);
            chains.Add(new(await db.HeadAsync(chain.Chain, cancellationToken), name));
        }

        return [.. chains.OrderBy(chain => chain.Town is not null).ThenBy(chain => chain.Town, StringComparer.Ordinal)];
    }

    /// <summary>The head of a town's chain.</summary>
    public Task<ChainHead> HeadAsync(Guid chain, CancellationToken cancellationToken) => db.HeadAsync(chain, cancellationToken);

    /// <summary>Computes every digest of a chain anew, from what the journal says now.</summary>
    public async Task<JournalVerdict> VerifyAsync(
        Guid chain, IReadOnlyCollection<HeadNote> notes, CancellationToken cancellationToken)
    {
        var check = new ChainCheck(chain, notes);
        ChainFault? fault = null;
        await foreach (var (seal, entry) in SealedAsync(chain, cancellationToken))
        {
            fault = entry is null
                ? new(ChainBreak.Missing, seal.Position, seal.EntryId)
                : check.Next(new(seal.Chain, seal.Position, seal.Previous, seal.EntryId, seal.Digest, Digest(seal, entry)));
            if (fault is not null)
            {
                break;
            }
        }

        var waiting = await db.Journal.Where(entry => !db.JournalSeals.Any(seal => seal.EntryId == entry.Id))
            .Take(MostWaiting).CountAsync(cancellationToken);
        return new(check.Head, fault ?? check.End(), waiting);
    }

    /// <summary>A chain line by line in the form of <see cref="JournalFile"/>; an entry that is gone leaves its line out.</summary>
    public async IAsyncEnumerable<string> ExportAsync(Guid chain, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (seal, entry) in SealedAsync(chain, cancellationToken))
        {
            if (entry is not null)
            {
                yield return JournalFile.Line(JournalFacts.Of(entry).Line(seal.Chain, seal.Position, seal.Previous), seal.Digest);
            }
        }
    }

    private static string Digest(JournalSeal seal, JournalEntry entry) =>
        JournalChain.Digest(JournalFacts.Of(entry).Line(seal.Chain, seal.Position, seal.Previous));

    private async IAsyncEnumerable<(JournalSeal Seal, JournalEntry? Entry)> SealedAsync(
        Guid chain, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (long? after = 0; after is { } position;)
        {
            var page = await (
                from seal in db.JournalSeals.AsNoTracking()
                where seal.Chain == chain && seal.Position > position
                join entry in db.Journal.AsNoTracking() on seal.EntryId equals entry.Id into entries
                from entry in entries.DefaultIfEmpty()
                orderby seal.Position
                select new { Seal = seal, Entry = (JournalEntry?)entry }).Take(PageSize).ToListAsync(cancellationToken);
            foreach (var row in page)
            {
                yield return (row.Seal, row.Entry);
            }

            after = page is { Count: PageSize } ? page[^1].Seal.Position : null;
        }
    }
}
