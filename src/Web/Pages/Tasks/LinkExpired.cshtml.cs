using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Rectify.Workflow.Web.Pages.Tasks;

/// <summary>Says why a link of a mail leads nowhere.</summary>
public sealed class LinkExpiredModel : PageModel
{
    [BindProperty(Name = "for", SupportsGet = true)]
    public string? For { get; set; }

    public bool ForOther => For == "other";
}
