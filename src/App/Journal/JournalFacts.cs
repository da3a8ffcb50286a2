using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.Domain.Journal;

namespace Rectify.Workflow.App.Journal;

/// <summary>Between the journal's rows and the chain of the domain.</summary>
internal static class JournalFacts
{
    public static JournalFact Of(JournalEntry entry) => new(
        entry.Id, entry.At, entry.Kind, entry.By, entry.Actor, entry.ItemId?.Value, entry.InstanceId, entry.TaskId, entry.StepId, entry.Data);

    extension(RectifyDb db)
    {
        /// <summary>The newest sealed entry of a chain.</summary>
        public async Task<ChainHead> HeadAsync(Guid chain, CancellationToken cancellationToken) =>
            await db.JournalSeals.AsNoTracking().Where(seal => seal.Chain == chain).OrderByDescending(seal => seal.Position)
                .Select(seal => new ChainHead(seal.Chain, seal.Position, seal.Digest)).FirstOrDefaultAsync(cancellationToken)
            ?? ChainHead.Before(chain);

        /// <summary>What is printed on papers and mailed of these towns' chains now (日志校验值); a chain without an entry has none.</summary>
        public async Task<IReadOnlyDictionary<Guid, string>> CheckValuesAsync(IEnumerable<Guid> towns, CancellationToken cancellationToken)
        {
            var values = new Dictionary<Guid, string>();
            foreach (var town in towns.Distinct())
            {
                if (await db.HeadAsync(town, cancellationToken) is { Position: > 0 } head)
                {
                    values[town] = head.Brief;
                }
            }

            return values;
        }
    }
}
