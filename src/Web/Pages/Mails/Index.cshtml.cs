using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Web.Account;

namespace Rectify.Workflow.Web.Pages.Mails;

/// <summary>The mails a person got; an administrator sees everybody's (邮件).</summary>
public sealed class MailsModel(MailQueries mails) : PageModel
{
    private const int PageSize = 50;

    [BindProperty(Name = "q", SupportsGet = true)]
    public string? Query { get; set; }

    [BindProperty(Name = "kind", SupportsGet = true)]
    public MailKind? Kind { get; set; }

    [BindProperty(Name = "status", SupportsGet = true)]
    public MailStatus? Status { get; set; }

    /// <summary>True when everybody's mails are listed.</summary>
    public bool All => User.IsInRole(Roles.Administrator);

    public IReadOnlyList<MailRow> Rows { get; private set; } = [];

    public int Total { get; private set; }

    public Pager Pager { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var filter = new MailFilter(All ? null : User.PersonId(), Query, Kind, Status);
        Total = await mails.CountAsync(filter, cancellationToken);
        Pager = Pager.For(Request, Total, PageSize);
        Rows = await mails.ListAsync(filter, (Pager.Number - 1) * PageSize, PageSize, cancellationToken);
    }
}
