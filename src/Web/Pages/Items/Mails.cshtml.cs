using Microsoft.AspNetCore.Mvc;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Web.Account;

namespace Rectify.Workflow.Web.Pages.Items;

/// <summary>The mails an item gave rise to: to whom, why, and what became of them (相关邮件).</summary>
public sealed class ItemMailsModel(ItemQueries items, MailQueries mails) : RectifyPage
{
    private const int MostMails = 500;

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public ItemDossier Dossier { get; private set; } = null!;

    public IReadOnlyList<MailRow> Rows { get; private set; } = [];

    private IReadOnlySet<Guid> _readable = new HashSet<Guid>();

    /// <summary>True when the reader may open the mail itself.</summary>
    public bool MayRead(MailRow mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        return mail.RecipientId == Viewer.Id || _readable.Contains(mail.Id);
    }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await items.FindAsync(Viewer, new ItemId(Id), cancellationToken) is not { } dossier)
        {
            return NotFound();
        }

        Dossier = dossier;
        Rows = await mails.OfItemAsync(dossier, MostMails, cancellationToken);
        _readable = await mails.ReadableAsync(Viewer, [.. Rows.Select(row => row.Id)], cancellationToken);
        return Page();
    }
}
