using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rectify.Workflow.Web.Designer;

namespace Rectify.Workflow.Web.Pages.Designer;

/// <summary>流程设计 begins at the list of definitions.</summary>
[Authorize(DesignerSetup.Policy)]
public sealed class IndexModel : PageModel
{
    public IActionResult OnGet() => LocalRedirect("/designer/definitions");
}
