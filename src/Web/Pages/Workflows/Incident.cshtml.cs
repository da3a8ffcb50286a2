using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Runs;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.Workflows;

/// <summary>One workflow that stands still: correct its variables and try again, skip the activity, or end it (处理流程异常).</summary>
[Authorize(AccountSetup.Administrators)]
public sealed class IncidentModel(StoppedRuns stopped, SteerInstance steer, Words words) : RectifyPage
{
    private const int MostReason = 500;

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public StoppedRun Run { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await stopped.FindAsync(Viewer, Id, cancellationToken) is not { } run)
        {
            return NotFound();
        }

        Run = run;
        return Page();
    }

    public async Task<IActionResult> OnPostRetryAsync([FromForm] Dictionary<string, string?>? variables, CancellationToken cancellationToken)
    {
        if (await stopped.FindAsync(Viewer, Id, cancellationToken) is not { } run || StoppedRuns.Corrections(run, variables ?? []) is not { } corrected)
        {
            return Settled();
        }

        return await AnswerAsync(() => steer.RetryAsync(Id, Viewer, corrected, cancellationToken), words["流程已继续执行。"], cancellationToken);
    }

    public Task<IActionResult> OnPostSkipAsync(
        [FromForm] string? activity, [FromForm] string? outcome, [FromForm] string? reason, CancellationToken cancellationToken) =>
        AnswerAsync(
            () => steer.SkipAsync(
                Id, Viewer, activity ?? "", string.IsNullOrEmpty(outcome) ? null : outcome,
                reason?.Length > MostReason ? reason[..MostReason] : reason ?? "", cancellationToken),
            words["已跳过，流程继续执行。"], cancellationToken);

    public Task<IActionResult> OnPostCancelAsync(CancellationToken cancellationToken) =>
        AnswerAsync(() => steer.CancelAsync(Id, Viewer, cancellationToken), words["流程已终止。"], cancellationToken);

    private async Task<IActionResult> AnswerAsync(
        Func<Task<SteerInstance.Outcome>> act, string done, CancellationToken cancellationToken)
    {
        SteerInstance.Outcome outcome;
        try
        {
            outcome = await act();
        }
        catch (DbUpdateConcurrencyException)
        {
            // The instance took a step meanwhile.
            return Settled();
        }

        switch (outcome)
        {
            case SteerInstance.Outcome.NotAllowed:
                return Forbid();
            case SteerInstance.Outcome.ReasonMissing:
                return Again(words["请填写跳过的原因。"]);
            case SteerInstance.Outcome.BadValue bad:
                return Again(words["变量的值不正确：{0}", bad.Message]);
            case SteerInstance.Outcome.Done when await stopped.FindAsync(Viewer, Id, cancellationToken) is not null:
                return Again(words["流程又停在出错的环节，请查看原因。"]);
            case SteerInstance.Outcome.Done:
                TempData["Done"] = done;
                return Redirect("/incidents");
            default:
                return Settled();
        }
    }

    private RedirectResult Again(string text)
    {
        TempData["Refused"] = text;
        return Redirect($"/incidents/{Id}");
    }

    private RedirectResult Settled()
    {
        TempData["Refused"] = words["没有需要处理的异常，可能已由他人处理。"];
        return Redirect("/incidents");
    }
}
