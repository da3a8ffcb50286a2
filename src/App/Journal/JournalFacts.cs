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
    }
}
