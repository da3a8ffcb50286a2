using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Designer;

namespace Rectify.Workflow.Web.Pages.Designer;

/// <summary>What the review of a definition's latest version found, and where (流程检查).</summary>
[Authorize(DesignerSetup.Policy)]
public sealed class ReviewModel(DefinitionOverview overview) : RectifyPage
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    public DefinitionGlance Definition { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await overview.FindAsync(Id, cancellationToken) is not { } found)
        {
            return NotFound();
        }

        Definition = found;
        return Page();
    }
}
