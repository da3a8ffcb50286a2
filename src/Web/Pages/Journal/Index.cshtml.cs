using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Rectify.Workflow.App;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.Domain.Journal;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.Journal;

/// <summary>The journal with its filter and its proof (工作日志).</summary>
[Authorize(AccountSetup.Administrators)]
public sealed class JournalModel(JournalQueries journal, JournalProof proof, TownZone town, Words words, TimeProvider clock) : RectifyPage
{
    private const int PageSize = 100;
    private const int MostSearch = 100;

    /// <summary>The subjects an entry's kind may begin with.</summary>
    public static readonly IReadOnlyList<string> Subjects =
        ["item", "task", "evidence", "paper", "mail", "workflow", "definition", "deadline", "calendar", "person", "round"];

    [BindProperty(Name = "from", SupportsGet = true)] public DateOnly? From { get; set; }

    [BindProperty(Name = "to", SupportsGet = true)] public DateOnly? To { get; set; }

    [BindProperty(Name = "subject", SupportsGet = true)] public string? Subject { get; set; }

    [BindProperty(Name = "q", SupportsGet = true)] public string? Search { get; set; }

    [BindProperty(Name = "before", SupportsGet = true)] public long? Before { get; set; }

    public IReadOnlyList<JournalRow> Rows { get; private set; } = [];
    public IReadOnlyList<ChainOverview> Chains { get; private set; } = [];

    /// <summary>Where the next page begins; null when this is the last.</summary>
    public string? Older { get; private set; }

    /// <summary>What the check asked for found; null when none was asked for.</summary>
    public JournalVerdict? Verdict { get; private set; }

    /// <summary>The chain that was checked.</summary>
    public Guid Checked { get; private set; }

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public async Task<IActionResult> OnPostVerifyAsync([FromForm] Guid chain, [FromForm] string? head, CancellationToken cancellationToken)
    {
        var note = HeadNote.Parse(head);
        if (note is null && !string.IsNullOrWhiteSpace(head))
        {
            TempData["Refused"] = words["校验值应如“128-9f2a41c07be3”：序号、横线和至少12位十六进制数字。"];
            return RedirectToPage();
        }

        Checked = chain;
        Verdict = await proof.VerifyAsync(chain, note is null ? [] : [note], cancellationToken);
        await LoadAsync(cancellationToken);
        return Page();
    }

    /// <summary>A chain as a file that the command line verifies without a database.</summary>
    public async Task<IActionResult> OnGetExportAsync([FromQuery] Guid chain, CancellationToken cancellationToken)
    {
        var day = town.Of(null).DayOf(clock.GetUtcNow()).ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        Response.ContentType = "application/x-ndjson; charset=utf-8";
        Response.Headers.ContentDisposition = $"attachment; filename=\"journal-{chain:N}-{day}.jsonl\"";
        await foreach (var line in proof.ExportAsync(chain, cancellationToken))
        {
            await Response.Body.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancellationToken);
        }

        return new EmptyResult();
    }

    /// <summary>What a check found, in words.</summary>
    public string Fault(ChainFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return words[Labels.Break(fault.Kind), fault.Position, fault.Entry];
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var zone = town.Of(null);
        var filter = new JournalFilter(
            From is { } from ? zone.InstantOf(from, TimeOnly.MinValue) : null,
            To is { } to && to < DateOnly.MaxValue ? zone.InstantOf(to.AddDays(1), TimeOnly.MinValue) : null,
            Subjects.Contains(Subject) ? Subject : null,
            Search is { Length: > MostSearch } longer ? longer[..MostSearch] : Search?.Trim(),
            Before);
        Chains = await proof.ChainsAsync(cancellationToken);
        Rows = await journal.ListAsync(filter, PageSize, cancellationToken);
        Older = Rows is { Count: PageSize }
            ? new Pager(1, 1, "/journal", Request.Query).With(
                ("handler", null), ("before", Rows[^1].Entry.Id.ToString(CultureInfo.InvariantCulture)))
            : null;
    }
}
