using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Forecast;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.People.Deputies;
using Rectify.Workflow.App.People.Handovers;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.People;

/// <summary>Hands all open items of a person over to another: looked at first, then confirmed (移交任务).</summary>
public sealed class HandoverModel(RectifyDb db, HandOverItems handOver, DeputyQueries people, ForecastQueries forecast, Words words) : RectifyPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public Person Person { get; private set; } = null!;

    public (HandoverCounts Items, int Tasks) Open { get; private set; }

    public IReadOnlyList<(Guid Id, string Name, string Unit)> Candidates { get; private set; } = [];

    public Guid? To { get; private set; }

    public string Reason { get; private set; } = "";

    /// <summary>Also what the person leads; ticked to begin with when there is any.</summary>
    public bool Led { get; private set; } = true;

    /// <summary>What would go over; null before it was looked at.</summary>
    public HandOverItems.Outcome.Plan? Plan { get; private set; }

    /// <summary>Which mails of the next weeks would go to somebody else; null before it was looked at.</summary>
    public ForecastDiff? Diff { get; private set; }

    public string? Problem { get; private set; }

    public string ToName => Candidates.FirstOrDefault(each => each.Id == To).Name ?? "—";

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync([FromForm] Guid? to, [FromForm] string? reason, [FromForm] bool led, CancellationToken cancellationToken)
    {
        (To, Reason, Led) = (to, reason ?? "", led);
        return await AnswerAsync(string.IsNullOrWhiteSpace(reason)
            ? new HandOverItems.Outcome.BadReason(HandOverItems.LongestReason)
            : await handOver.PreviewAsync(Viewer, Id, to ?? Guid.Empty, led, cancellationToken), cancellationToken);
    }

    public async Task<IActionResult> OnPostConfirmAsync([FromForm] Guid to, [FromForm] string? reason, [FromForm] bool led, CancellationToken cancellationToken)
    {
        (To, Reason, Led) = (to, reason ?? "", led);
        return await AnswerAsync(await handOver.RunAsync(new(Viewer, Id, to, reason ?? "") { Led = led }, cancellationToken), cancellationToken);
    }

    private async Task<IActionResult> AnswerAsync(HandOverItems.Outcome outcome, CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case HandOverItems.Outcome.Done done:
                TempData["Done"] = words["已移交{0}项任务、{1}件待办，回执已发给移交人、接收人和责任领导。", done.Items, done.Tasks];
                return LocalRedirect($"/people/{Id}/handover");
            case HandOverItems.Outcome.NotAllowed:
                return Forbid();
            case HandOverItems.Outcome.Plan plan:
                Plan = plan;
                Diff = await forecast.CompareAsync(
                    new(), new() { People = ImmutableDictionary<Guid, Guid?>.Empty.Add(Id, To), Led = Led }, cancellationToken);
                break;
            default:
                Problem = outcome switch
                {
                    HandOverItems.Outcome.NotAnOfficial => words["接收人没有“责任人”角色，请先授予。"],
                    HandOverItems.Outcome.NotALeader => words["接收人没有领导角色，不能接管由移交人牵头或负领导责任的任务；请先授予，或不勾选这些任务。"],
                    HandOverItems.Outcome.OutsideUnit outside => words["接收人须在任务的责任单位或其上级单位；有{0}项不符，如第{1}项。", outside.Count, string.Join(words["、"], outside.Numbers)],
                    HandOverItems.Outcome.BadReason bad => words["请填写移交事由，不超过{0}个字。", bad.AtMost],
                    HandOverItems.Outcome.NothingThere => words["名下没有未完成的任务和待办。"],
                    _ => words["请选择接收人。"],
                };
                Response.StatusCode = StatusCodes.Status400BadRequest;
                break;
        }

        return await ShowAsync(cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(each => each.Id == Id, cancellationToken) is not { } person)
        {
            return NotFound();
        }

        if (!HandOverItems.MayHandOver(Viewer, person))
        {
            return Forbid();
        }

        Person = person;
        Open = await handOver.CountAsync(Id, led: true, cancellationToken);
        Candidates = await people.CandidatesAsync(Id, cancellationToken);
        return Page();
    }
}
