using Microsoft.AspNetCore.Mvc;
using MimeKit;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Weekly;
using Rectify.Workflow.Domain.Rounds;
using Rectify.Workflow.Domain.Weekly;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Host;
using Rectify.Workflow.Web.Language;
using Rectify.Workflow.Web.Pages.Mails;

namespace Rectify.Workflow.Web.Pages.Weekly;

/// <summary>The summary a person gets, got or would get on any day, and which summaries a round sends (汇总预览).</summary>
public sealed class WeeklyModel(SummaryQueries summaries, PreviewSummary preview, PeopleDirectory directory, Show show, Words words) : RectifyPage
{
    [BindProperty(Name = "round", SupportsGet = true)]
    public Guid? RoundId { get; set; }

    /// <summary>User name of the reader; the signed-in person when none is given.</summary>
    [BindProperty(Name = "who", SupportsGet = true)]
    public string? Who { get; set; }

    [BindProperty(Name = "day", SupportsGet = true)]
    public DateOnly? Day { get; set; }

    [BindProperty(Name = "rhythm", SupportsGet = true)]
    public SummaryRhythm Rhythm { get; set; }

    public IReadOnlyList<SummaryRound> Rounds { get; private set; } = [];

    public SummaryRound? Round { get; private set; }

    /// <summary>Whose summaries may be looked at; empty when only one's own.</summary>
    public IReadOnlyList<(string UserName, string DisplayName)> People { get; private set; } = [];

    /// <summary>Whose summary is shown.</summary>
    public string Reader { get; private set; } = "";

    public DateOnly On { get; private set; }

    public PreviewSummary.Outcome? Outcome { get; private set; }

    /// <summary>How far this week's or month's sending has come; for administrators.</summary>
    public SummaryRun? Run { get; private set; }

    public MimeMessage? Message => (Outcome as PreviewSummary.Outcome.Shown)?.Message;

    public MimePart? Sheet => Message?.Attachments.OfType<MimePart>().FirstOrDefault();

    /// <summary>The same question, for the frame and the sheet.</summary>
    public string Query(string handler) => QueryString.Create(new Dictionary<string, string?>
    {
        ["handler"] = handler,
        ["round"] = Round?.Id.Value.ToString(),
        ["who"] = Who,
        ["day"] = On.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        ["rhythm"] = Rhythm.ToString(),
    }.Where(pair => !string.IsNullOrEmpty(pair.Value))).ToString();

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        await AskAsync(cancellationToken);
        if (Outcome is PreviewSummary.Outcome.NotFound)
        {
            return NotFound();
        }

        People = await summaries.PeopleAsync(Viewer, cancellationToken);
        if (Round is { } round && Viewer.Is(Roles.Administrator))
        {
            Run = await summaries.RunAsync(round.Id, Rhythm, On, cancellationToken);
        }

        return Page();
    }

    /// <summary>The page of the mail, for the frame: it loads and runs nothing.</summary>
    public async Task<IActionResult> OnGetBodyAsync(CancellationToken cancellationToken)
    {
        await AskAsync(cancellationToken);
        if (Message is not { } message || await MailFolder.PageOfAsync(message, cancellationToken) is not { } html)
        {
            return NotFound();
        }

        Response.Headers.ContentSecurityPolicy = SecurityHeaders.MailBody;
        return Content(html, "text/html; charset=utf-8");
    }

    /// <summary>The mail's sheet.</summary>
    public async Task<IActionResult> OnGetSheetAsync(CancellationToken cancellationToken)
    {
        await AskAsync(cancellationToken);
        if (Sheet is not { Content: { } content } sheet)
        {
            return NotFound();
        }

        using var bytes = new MemoryStream();
        await content.DecodeToAsync(bytes, cancellationToken);
        return File(bytes.ToArray(), sheet.ContentType.MimeType, sheet.FileName);
    }

    public async Task<IActionResult> OnPostPlanAsync([FromForm] Guid round, [FromForm] SummaryPlan? plan, CancellationToken cancellationToken)
    {
        if (!Viewer.Is(Roles.Administrator))
        {
            return Forbid();
        }

        if (plan is not { } chosen || !await summaries.ChangeAsync(new RoundId(round), chosen, Viewer, cancellationToken))
        {
            return NotFound();
        }

        TempData["Done"] = words["已保存：{0}。", words[PlanName(chosen)]];
        return RedirectToPage(new { round });
    }

    /// <summary>What a plan is called.</summary>
    public static string PlanName(SummaryPlan plan) => plan switch
    {
        SummaryPlan.None => "不发送汇总",
        SummaryPlan.Weekly => "每周汇总",
        SummaryPlan.Monthly => "每月汇总",
        _ => "每周汇总和每月汇总",
    };

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        On = Day ?? show.Today;
        Rounds = await summaries.RoundsAsync(Viewer, cancellationToken);
        Round = RoundId is { } wanted ? Rounds.FirstOrDefault(round => round.Id.Value == wanted) : Rounds.Count > 0 ? Rounds[0] : null;
        if (Round is not { } round)
        {
            Outcome = RoundId is null ? null : new PreviewSummary.Outcome.NotFound();
            return;
        }

        var person = string.IsNullOrWhiteSpace(Who) ? Viewer.Id : await directory.FindPersonAsync(Who.Trim(), cancellationToken) ?? Guid.Empty;
        Reader = (await directory.ViewerAsync(person, cancellationToken))?.DisplayName ?? "";
        Outcome = await preview.RunAsync(new(Viewer, person, round.Id, Rhythm, On), cancellationToken);
    }
}
