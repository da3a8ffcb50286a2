using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Web.Account;

namespace Rectify.Workflow.Web.Pages.People;

/// <summary>The people of the installation, for administrators (人员).</summary>
[Authorize(AccountSetup.Administrators)]
public sealed class PeopleModel(PeopleQueries people) : PageModel
{
    private const int PageSize = 50;

    [BindProperty(Name = "q", SupportsGet = true)]
    public string? Query { get; set; }

    [BindProperty(Name = "role", SupportsGet = true)]
    public string? Role { get; set; }

    public IReadOnlyList<PersonRow> Rows { get; private set; } = [];

    public int Total { get; private set; }

    public Pager Pager { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Total = await people.CountAsync(Query, Role, cancellationToken);
        Pager = Pager.For(Request, Total, PageSize);
        Rows = await people.ListAsync(Query, Role, (Pager.Number - 1) * PageSize, PageSize, cancellationToken);
    }
}
