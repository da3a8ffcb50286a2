using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Papers;

namespace Rectify.Workflow.App.Papers;

/// <summary>One line of the list of papers.</summary>
public sealed record PaperRow(Paper Paper, int? ItemNumber, string? ItemTitle);

/// <summary>Which papers a list shows.</summary>
public sealed record PaperFilter(string? Text = null, PaperKind? Kind = null, int? Year = null, PaperStatus? Status = null);

/// <summary>Reads papers for pages: those of items the reader may see, and to those who see every item the ones about none.</summary>
public sealed class PaperQueries(RectifyDb db)
{
    public Task<int> CountAsync(Viewer viewer, PaperFilter filter, CancellationToken cancellationToken) =>
        Matching(viewer, filter).CountAsync(cancellationToken);

    /// <summary>The papers that match: newest year first, then by kind, each run of numbers from its last.</summary>
    public async Task<IReadOnlyList<PaperRow>> ListAsync(Viewer viewer, PaperFilter filter, int skip, int take, CancellationToken cancellationToken) =>
        await Rows(Matching(viewer, filter)
                .OrderByDescending(paper => paper.Year).ThenBy(paper => paper.IssuingBody).ThenBy(paper => paper.Kind).ThenByDescending(paper => paper.Number)
                .Skip(skip).Take(take))
            .ToListAsync(cancellationToken);

    /// <summary>One paper, if the reader may see it; null otherwise.</summary>
    public Task<PaperRow?> FindAsync(Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        Rows(Visible(viewer).Where(paper => paper.Id == id)).SingleOrDefaultAsync(cancellationToken);

    /// <summary>The years papers were issued in, newest first.</summary>
    public Task<List<int>> YearsAsync(Viewer viewer, CancellationToken cancellationToken) =>
        Visible(viewer).Select(paper => paper.Year).Distinct().OrderByDescending(year => year).ToListAsync(cancellationToken);

    private IQueryable<Paper> Visible(Viewer viewer)
    {
        var items = db.ItemsFor(viewer).Select(item => (ItemId?)item.Id);
        var all = viewer.Is(Roles.Supervisor) || viewer.Is(Roles.Administrator);
        return db.Papers.AsNoTracking().Where(paper => (paper.ItemId == null && all) || items.Contains(paper.ItemId));
    }

    private IQueryable<Paper> Matching(Viewer viewer, PaperFilter filter)
    {
        var papers = Visible(viewer);
        if (filter.Kind is { } kind)
        {
            papers = papers.Where(paper => paper.Kind == kind);
        }

        if (filter.Year is { } year)
        {
            papers = papers.Where(paper => paper.Year == year);
        }

        if (filter.Status is { } status)
        {
            papers = papers.Where(paper => paper.Status == status);
        }

        if (!string.IsNullOrWhiteSpace(filter.Text))
        {
            var word = filter.Text.Trim();
            papers = papers.Where(paper => paper.NumberText.Contains(word) || paper.Text.Contains(word));
        }

        return papers;
    }

    private IQueryable<PaperRow> Rows(IQueryable<Paper> papers) =>
        from paper in papers
        from item in db.Items.Where(item => item.Id == paper.ItemId).DefaultIfEmpty()
        select new PaperRow(paper, item == null ? null : item.Number, item == null ? null : item.Title);
}
