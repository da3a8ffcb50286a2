using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.Workflows;

/// <summary>Workflows that stand still because an activity failed: the administrator tries again or ends them (流程异常).</summary>
[Authorize(AccountSetup.Administrators)]
public sealed class IncidentsModel(IncidentQueries incidents, SteerInstance steer, Words words) : RectifyPage
{
    private const int PageSize = 50;

    public IReadOnlyList<StoppedInstance> Stopped { get; private set; } = [];

    /// <summary>What failed, under the name the designer shows; English readers see the type.</summary>
    public static string Activity(Incident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        return Words.IsEnglish ? incident.ActivityType
            : ActivityCatalog.Default.Find(incident.ActivityType)?.Descriptor.DisplayName ?? incident.ActivityType;
    }

    /// <summary>How many there are on all pages.</summary>
    public int Total { get; private set; }

    public Pager Pager { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Total = await incidents.CountAsync(cancellationToken);
        Pager = Pager.For(Request, Total, PageSize);
        Stopped = await incidents.ListAsync((Pager.Number - 1) * PageSize, PageSize, cancellationToken);
    }

    public async Task<IActionResult> OnPostRetryAsync([FromForm] Guid id, CancellationToken cancellationToken)
    {
        SteerInstance.Outcome outcome;
        try
        {
            outcome = await steer.RetryAsync(id, Viewer, cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody else was first.
            outcome = new SteerInstance.Outcome.NothingToDo();
        }

        return await AnswerAsync(id, outcome, words["流程已继续执行。"], cancellationToken);
    }

    private async Task<IActionResult> AnswerAsync(
        Guid id, SteerInstance.Outcome outcome, string done, CancellationToken cancellationToken)
    {
        if (outcome is SteerInstance.Outcome.NotAllowed)
        {
            return Forbid();
        }

        if (outcome is SteerInstance.Outcome.Done)
        {
            var again = await incidents.StandsStillAsync(id, cancellationToken);
            TempData[again ? "Refused" : "Done"] = again ? words["重试后仍然出错，请查看原因。"] : done;
        }
        else
        {
            TempData["Refused"] = words["没有需要处理的异常，可能已由他人处理。"];
        }

        return RedirectToPage();
    }
}
