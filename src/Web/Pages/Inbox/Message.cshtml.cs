using Microsoft.AspNetCore.Mvc;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Mail.Inbox;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.Inbox;

/// <summary>One received mail in full, and how it is sorted (整理来信).</summary>
public sealed class InboxMessageModel(
    InboxQueries inbox, SortMessage sort, EvidenceFiles files, PeopleQueries people, Words words) : RectifyPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public InboxMessage Row { get; private set; } = null!;

    public bool MaySort { get; private set; }

    public string? DecidedBy { get; private set; }

    public IReadOnlyList<InboxChoice> Choices { get; private set; } = [];

    public IReadOnlyList<(Guid Id, string Name)> People { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await inbox.FindAsync(Id, Viewer, cancellationToken) is not { } row)
        {
            return NotFound();
        }

        Row = row;
        MaySort = await inbox.MaySortAsync(Id, Viewer, cancellationToken);
        DecidedBy = row.DecidedBy is { } by ? (await people.FindAsync(by, cancellationToken))?.DisplayName : null;
        if (MaySort && row.Verdict is InboxVerdict.Unsorted)
        {
            Choices = await inbox.ChoicesAsync(row, Viewer, cancellationToken);
            People = await inbox.PeopleAsync(row, Viewer, cancellationToken);
        }

        return Page();
    }

    /// <summary>The message as it came, always as a download.</summary>
    public async Task<IActionResult> OnGetOriginalAsync(CancellationToken cancellationToken)
    {
        if (await inbox.FindAsync(Id, Viewer, cancellationToken) is not { StoredName: { } name } || files.Open(name) is not { } original)
        {
            return NotFound();
        }

        Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        return File(original, "application/octet-stream", words["来信.eml"]);
    }

    public async Task<IActionResult> OnPostAttachAsync([FromForm] Guid item, [FromForm] Guid person, CancellationToken cancellationToken) =>
        Answer(await sort.AttachAsync(Id, new ItemId(item), person, Viewer, cancellationToken), "已记为任务进展。");

    public async Task<IActionResult> OnPostDiscardAsync([FromForm] string? reason, CancellationToken cancellationToken) =>
        Answer(await sort.DiscardAsync(Id, reason ?? "", Viewer, cancellationToken), "来信已注明不予采用。");

    private IActionResult Answer(SortMessage.Outcome outcome, string done)
    {
        if (outcome is SortMessage.Outcome.NotFound)
        {
            return NotFound();
        }

        TempData[outcome is SortMessage.Outcome.Done ? "Done" : "Refused"] = words[outcome switch
        {
            SortMessage.Outcome.Done => done,
            SortMessage.Outcome.NoSuchItem => "请选择整改任务。",
            SortMessage.Outcome.NotTheirs => "所选的人不负责这项任务，或任务已经办结。",
            SortMessage.Outcome.NoOriginal => "没有保存原件，不能记为进展。",
            SortMessage.Outcome.NoReason => "请填写理由。",
            _ => throw new InvalidOperationException($"No text for {outcome}."),
        }];
        return outcome is SortMessage.Outcome.Done ? Redirect("/inbox") : RedirectToPage(new { id = Id });
    }
}
