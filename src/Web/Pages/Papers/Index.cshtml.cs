using Microsoft.AspNetCore.Mvc;
using Rectify.Workflow.App.Papers;
using Rectify.Workflow.Domain.Papers;
using Rectify.Workflow.Web.Account;

namespace Rectify.Workflow.Web.Pages.Papers;

/// <summary>The register of papers (督办文书): every number in its run, void ones included.</summary>
public sealed class PapersModel(PaperQueries papers) : RectifyPage
{
    private const int PageSize = 50;

    [BindProperty(Name = "q", SupportsGet = true)]
    public string? Query { get; set; }

    [BindProperty(Name = "kind", SupportsGet = true)]
    public PaperKind? Kind { get; set; }

    [BindProperty(Name = "year", SupportsGet = true)]
    public int? Year { get; set; }

    [BindProperty(Name = "status", SupportsGet = true)]
    public PaperStatus? Status { get; set; }

    public IReadOnlyList<PaperRow> Rows { get; private set; } = [];

    public IReadOnlyList<int> Years { get; private set; } = [];

    public int Total { get; private set; }

    public Pager Pager { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var filter = new PaperFilter(Query, Kind, Year, Status);
        Years = await papers.YearsAsync(Viewer, cancellationToken);
        Total = await papers.CountAsync(Viewer, filter, cancellationToken);
        Pager = Pager.For(Request, Total, PageSize);
        Rows = await papers.ListAsync(Viewer, filter, (Pager.Number - 1) * PageSize, PageSize, cancellationToken);
    }
}
