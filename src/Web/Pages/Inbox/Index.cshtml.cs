using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Mail.Inbox;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Web.Account;

namespace Rectify.Workflow.Web.Pages.Inbox;

/// <summary>Received mails that nobody could place (来信): supervisors and administrators sort them.</summary>
public sealed class InboxModel(InboxQueries inbox, IOptions<InboxOptions> options) : RectifyPage
{
    private const int PageSize = 50;

    /// <summary>Show what people have sorted instead of what waits.</summary>
    [BindProperty(Name = "sorted", SupportsGet = true)]
    public bool Sorted { get; set; }

    /// <summary>True when a mailbox is read at all.</summary>
    public bool IsOn => options.Value.IsOn;

    public IReadOnlyList<InboxMessage> Rows { get; private set; } = [];

    public int Total { get; private set; }

    public Pager Pager { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!Viewer.Is(Roles.Administrator) && !Viewer.Is(Roles.Supervisor))
        {
            return Forbid();
        }

        Total = await inbox.CountAsync(Viewer, Sorted, cancellationToken);
        Pager = Pager.For(Request, Total, PageSize);
        Rows = await inbox.ListAsync(Viewer, Sorted, (Pager.Number - 1) * PageSize, PageSize, cancellationToken);
        return Page();
    }
}
