using System.Globalization;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Papers;

namespace Rectify.Workflow.App.Papers;

/// <summary>
/// Gives out the next number (文号) and adds the paper, within the caller's transaction: a number exists exactly when its
/// paper does, so there are no gaps. Of two transactions that take the same number the later one fails with a
/// <c>DbUpdateException</c>, and its caller tries again.
/// </summary>
public sealed class PaperIssue(RectifyDb db)
{
    /// <summary>Adds a numbered paper, on an item or none, dated the town's day.</summary>
    public async Task<Paper> IssueAsync(
        string issuingBody, PaperKind kind, ItemId? item, DateOnly day, PaperSheet sheet, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{issuingBody}/{kind}/{day.Year}");
        var counter = await db.PaperCounters.FindAsync([key], cancellationToken)
            ?? db.PaperCounters.Add(new() { Id = key }).Entity;
        counter.Last++;
        return db.Papers.Add(Paper.Of(new(issuingBody, kind, day.Year, counter.Last), item, day, sheet, at)).Entity;
    }
}
