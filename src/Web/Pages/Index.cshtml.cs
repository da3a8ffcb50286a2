using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rectify.Workflow.Web.Account;

namespace Rectify.Workflow.Web.Pages;

/// <summary>Leads each role to where its work is.</summary>
public sealed class IndexModel : PageModel
{
    public IActionResult OnGet()
    {
        TempData.Keep();
        return LocalRedirect(Navigation.Home(User));
    }
}
