using Microsoft.AspNetCore.Mvc;
using Rectify.Workflow.App.Papers;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.Papers;

/// <summary>One paper: what it says, its file, and how a supervisor withdraws it (作废).</summary>
public sealed class PaperModel(PaperQueries papers, NameQueries names, VoidPaper withdraw, Words words) : RectifyPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public PaperRow Row { get; private set; } = null!;

    public PaperSheet Sheet { get; private set; } = null!;

    public string? VoidedBy { get; private set; }

    public bool MayVoid => Viewer.Is(Roles.Supervisor) && Row.Paper.Status is PaperStatus.Issued;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await papers.FindAsync(Viewer, Id, cancellationToken) is not { } row)
        {
            return NotFound();
        }

        (Row, Sheet) = (row, PaperSheet.Read(row.Paper.Sheet));
        VoidedBy = row.Paper.VoidedBy is { } by ? (await names.PeopleAsync([by], cancellationToken)).GetValueOrDefault(by) : null;
        return Page();
    }

    public async Task<IActionResult> OnPostVoidAsync([FromForm] string? reason, CancellationToken cancellationToken)
    {
        switch (await withdraw.RunAsync(Id, Viewer, reason, cancellationToken))
        {
            case VoidPaper.Outcome.NoSuchPaper:
                return NotFound();
            case VoidPaper.Outcome.NotAllowed:
                return Forbid();
            case VoidPaper.Outcome.BadReason(var most):
                TempData["Refused"] = words["请填写作废原因，一行，不超过{0}个字。", most];
                break;
            case VoidPaper.Outcome.AlreadyVoid:
                TempData["Refused"] = words["这份文书已经作废。"];
                break;
            case VoidPaper.Outcome.Done(var number):
                TempData["Done"] = words["{0}已作废，文号保留。", number];
                break;
        }

        return Redirect($"/papers/{Id}");
    }
}
