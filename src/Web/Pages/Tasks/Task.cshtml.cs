using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.Tasks;

/// <summary>One task: decide it, or read how it ended (办理待办).</summary>
public sealed class TaskModel(
    RectifyDb db, TaskForms forms, NameQueries names, DecideTask decide, OutboxNudge outbox, Words words, Show show) : RectifyPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public WorkTask Task { get; private set; } = null!;

    public string? ItemTitle { get; private set; }

    public DecisionForm? Form { get; private set; }

    /// <summary>How a task that is not open any more ended.</summary>
    public string Ending { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        var shown = await ShowAsync(new(), null, cancellationToken);
        // The item's page holds the form and everything one needs to decide.
        return shown && Form is not null && Task.ItemId is { } item ? Redirect($"/items/{item.Value}#task") : shown ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync([FromForm] DecisionInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var outcome = await decide.RunAsync(
            new(Id, Viewer, input.Outcome ?? "", input.Opinion, input.ToData()), cancellationToken);
        if (outcome is DecideTask.Outcome.NoSuchTask)
        {
            return NotFound();
        }

        if (outcome is DecideTask.Outcome.NotYours)
        {
            return Forbid();
        }

        if (!await ShowAsync(input, Problem(outcome), cancellationToken))
        {
            return NotFound();
        }

        if (outcome is DecideTask.Outcome.Done)
        {
            outbox.Nudge();
            TempData["Done"] = words["已办理：{0}。", words[Labels.Decided(Task.Kind, Task.Outcome ?? "")]];
            return LocalRedirect(Task.ItemId is { } item ? $"/items/{item.Value}" : "/tasks");
        }

        Response.StatusCode = outcome is DecideTask.Outcome.AlreadyDecided ? StatusCodes.Status409Conflict : StatusCodes.Status400BadRequest;
        return Page();
    }

    private string? Problem(DecideTask.Outcome outcome) => outcome switch
    {
        DecideTask.Outcome.MustDiffer differ => words["您已办理过“{0}”环节，此环节须由其他人办理。", words[Labels.TaskKind(differ.Kind)]],
        DecideTask.Outcome.OpinionTooShort tooShort => words["请填写意见，至少{0}个字。", tooShort.AtLeast],
        DecideTask.Outcome.EvidenceMissing missing => words["措施{0}尚无佐证材料，请上传后再提交。", string.Join(words["、"], missing.Measures)],
        DecideTask.Outcome.NoSuchOutcome => words["请选择一项办理结果。"],
        DecideTask.Outcome.RuleBroken { Rule: { } rule } => words[Labels.Rule(rule)],
        DecideTask.Outcome.RuleBroken => words["任务目前的状态不允许这样办理，请核对后重试。"],
        _ => null,
    };

    private async Task<bool> ShowAsync(DecisionInput input, string? problem, CancellationToken cancellationToken)
    {
        var task = await db.Tasks.AsNoTracking().SingleOrDefaultAsync(each => each.Id == Id, cancellationToken);
        var item = task?.ItemId is { } itemId
            ? await db.Items.AsNoTracking().SingleOrDefaultAsync(each => each.Id == itemId, cancellationToken)
            : null;
        if (task is null || !TaskRules.MaySee(task, item, Viewer))
        {
            return false;
        }

        Task = task;
        ItemTitle = item?.Title;
        Form = await forms.ForAsync(task, item, Viewer, input, cancellationToken) is { } form ? form with { Problem = problem } : null;
        Ending = await EndingAsync(task, item, cancellationToken);
        return true;
    }

    private async Task<string> EndingAsync(WorkTask task, RectificationItem? item, CancellationToken cancellationToken)
    {
        var now = item is null ? "" : words["整改任务现为“{0}”。", words[Labels.Status(item.Status)]];
        if (task is not { Status: WorkTaskStatus.Done, ClosedBy: { } by })
        {
            return words["此待办已不需要办理。"] + now;
        }

        var known = await names.PeopleAsync([by, task.OnBehalfOf], cancellationToken);
        var who = known.GetValueOrDefault(by, "—");
        who = task.OnBehalfOf is { } of ? words["{0}（代{1}办理）", who, known.GetValueOrDefault(of, "—")] : who;
        return words["此待办已由{0}于{1}办理，结果：{2}。", who, show.Instant(task.ClosedAt), words[Labels.Decided(task.Kind, task.Outcome ?? "")]] + now;
    }
}
