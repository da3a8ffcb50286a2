using System.Collections.Immutable;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Rectify.Workflow.App.Forecast;
using Rectify.Workflow.App.Rounds;
using Rectify.Workflow.Domain.Rounds;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.Rounds;

/// <summary>When each round reminds and chases, on which days it is quiet, and what its papers print (提醒督办计划).</summary>
[Authorize(AccountSetup.Planners)]
public sealed class RoundsModel(ChangeRoundPlan change, ForecastQueries forecast, Words words) : RectifyPage
{
    /// <summary>The rounds, each with its form.</summary>
    public IReadOnlyList<(Round Round, PlanInput Input)> Rounds { get; private set; } = [];

    /// <summary>What is wrong with what was typed.</summary>
    public IReadOnlyList<SettingProblem> Problems { get; private set; } = [];

    /// <summary>The round it is wrong with.</summary>
    public Guid? Wrong { get; private set; }

    /// <summary>The round whose change was only looked at.</summary>
    public Guid? Looked { get; private set; }

    /// <summary>Which mails that change would add and drop; null before it was looked at.</summary>
    public ForecastDiff? Diff { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync([FromForm] Guid round, [FromForm] PlanInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var unread = new List<SettingProblem>();
        if ((await change.ListAsync(Viewer, cancellationToken)).FirstOrDefault(row => row.Id.Value == round) is not { } known)
        {
            return NotFound();
        }

        input.Apply(known.Settings, unread);
        var outcome = unread.Count > 0
            ? new ChangeRoundPlan.Outcome.Wrong(unread)
            : await change.RunAsync(new(round), input.Seen, settings => input.Apply(settings, []), Viewer, cancellationToken);
        switch (outcome)
        {
            case ChangeRoundPlan.Outcome.Done(var items):
                TempData["Done"] = words["已保存，{0}项任务的提醒和督办时间已重新计算。", items];
                return RedirectToPage();
            case ChangeRoundPlan.Outcome.NotAllowed:
                return Forbid();
            case ChangeRoundPlan.Outcome.NoSuchRound:
                return NotFound();
            case ChangeRoundPlan.Outcome.Wrong(var problems):
                (Problems, Wrong) = (problems, round);
                await LoadAsync(cancellationToken);
                Rounds = [.. Rounds.Select(each => each.Round.Id.Value == round ? (each.Round, input) : each)];
                return Page();
            default:
                TempData["Refused"] = words["设置刚被他人修改，请核对后重新填写。"];
                return RedirectToPage();
        }
    }

    /// <summary>Tells what the change would do to the mails of the next weeks, and changes nothing.</summary>
    public async Task<IActionResult> OnPostPreviewAsync([FromForm] Guid round, [FromForm] PlanInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        await LoadAsync(cancellationToken);
        if (Rounds.Select(each => each.Round).FirstOrDefault(row => row.Id.Value == round) is not { } known)
        {
            return NotFound();
        }

        var problems = new List<SettingProblem>();
        var settings = input.Apply(known.Settings, problems);
        problems.AddRange(settings.Validate());
        if (problems.Count > 0)
        {
            (Problems, Wrong) = (problems, round);
        }
        else
        {
            Looked = round;
            Diff = await forecast.CompareAsync(new(), new() { Settings = ImmutableDictionary<RoundId, RoundSettings>.Empty.Add(known.Id, settings) }, cancellationToken);
        }

        Rounds = [.. Rounds.Select(each => each.Round == known ? (each.Round, input) : each)];
        return Page();
    }

    private async Task LoadAsync(CancellationToken cancellationToken) => Rounds =
        [.. (await change.ListAsync(Viewer, cancellationToken)).Select(round => (round, PlanInput.Of(round.Settings, ChangeRoundPlan.MarkOf(round.Settings))))];
}
