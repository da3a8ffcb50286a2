using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Designer;

namespace Rectify.Workflow.Web.Pages.Designer;

/// <summary>All definitions with what is published, what runs and what their review found (流程设计).</summary>
[Authorize(DesignerSetup.Policy)]
public sealed class IndexModel(DefinitionOverview overview) : RectifyPage
{
    // Each row costs a review.
    private const int PageSize = 20;

    [BindProperty(Name = "q", SupportsGet = true)]
    public string? Query { get; set; }

    public IReadOnlyList<DefinitionGlance> Rows { get; private set; } = [];

    public int Total { get; private set; }

    public Pager Pager { get; private set; } = null!;

    public bool MayDesign => Viewer.Is(Roles.Administrator);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Total = await overview.CountAsync(Query, cancellationToken);
        Pager = Pager.For(Request, Total, PageSize);
        Rows = await overview.ListAsync(Query, ((Pager.Number - 1) * PageSize, PageSize), cancellationToken);
    }
}
