using Microsoft.AspNetCore.Mvc;
using Rectify.Workflow.App;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Web.Account;

namespace Rectify.Workflow.Web.Pages.Mails;

/// <summary>The mail ledger, as far as the reader's rights go, and who was told about what (邮件台账).</summary>
public sealed class MailsModel(MailQueries mails, TownZone town) : RectifyPage
{
    private const int PageSize = 50;

    [BindProperty(Name = "q", SupportsGet = true)]
    public string? Query { get; set; }

    [BindProperty(Name = "person", SupportsGet = true)]
    public string? Person { get; set; }

    [BindProperty(Name = "item", SupportsGet = true)]
    public string? Item { get; set; }

    [BindProperty(Name = "kind", SupportsGet = true)]
    public MailKind? Kind { get; set; }

    [BindProperty(Name = "status", SupportsGet = true)]
    public MailStatus? Status { get; set; }

    [BindProperty(Name = "from", SupportsGet = true)]
    public DateOnly? From { get; set; }

    [BindProperty(Name = "to", SupportsGet = true)]
    public DateOnly? To { get; set; }

    /// <summary>True when the reader sees nobody else's mails.</summary>
    public bool OnlyOwn => !Viewer.Roles.Any(role => role is Roles.Administrator or Roles.Supervisor or Roles.Secretary or Roles.Reader or Roles.UnitLeader);

    public IReadOnlyList<MailRow> Rows { get; private set; } = [];

    /// <summary>Whether the person was told about the item; null unless both were asked for.</summary>
    public MailAnswer? Answer { get; private set; }

    public int Total { get; private set; }

    public Pager Pager { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var filter = new MailFilter(Person, Item, Query, Kind, Status, From is { } from ? Start(from) : null, To is { } to ? Start(to.AddDays(1)) : null);
        Total = await mails.CountAsync(Viewer, filter, cancellationToken);
        Answer = await mails.AnswerAsync(Viewer, filter, cancellationToken);
        Pager = Pager.For(Request, Math.Min(Total, MailQueries.MostCounted), PageSize);
        Rows = await mails.ListAsync(Viewer, filter, ((Pager.Number - 1) * PageSize, PageSize), cancellationToken);
    }

    private DateTimeOffset Start(DateOnly day) => MailsApi.StartOf(day, town);
}
