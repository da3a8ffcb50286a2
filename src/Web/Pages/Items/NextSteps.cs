using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.Items;

/// <summary>What comes next and when (下一步): whose turn it is, the next reminder, the next rung, the next review.</summary>
public sealed class NextSteps(ItemDossier dossier, WorkingCalendar calendar, Names names, Words words, Show show)
{
    /// <param name="holders">Names of the people who may take each open task, by the task's id.</param>
    public IReadOnlyList<NextStep> Build(IReadOnlyDictionary<Guid, IReadOnlyList<string>> holders)
    {
        ArgumentNullException.ThrowIfNull(holders);
        return
        [
            .. dossier.Tasks.Where(task => task.Status is WorkTaskStatus.Open).Select(task => OfTask(task, holders)),
            .. OfWatch(),
            .. dossier.Timers.Select(OfTimer),
        ];
    }

    private NextStep OfTask(WorkTask task, IReadOnlyDictionary<Guid, IReadOnlyList<string>> holders) => new(
        words["当前环节：{0}", words[Labels.TaskKind(task.Kind)]],
        task.DueOn is { } due ? words["应于{0}前办理", show.Day(due)] : words["{0}起等待办理", show.Day(show.DayOf(task.OpenedAt))])
    {
        Who = names.Person(task.PersonId)
            ?? (holders.GetValueOrDefault(task.Id) is { Count: > 0 } people ? string.Join(words["、"], people) : null)
            ?? (task.Role is { } role ? words[Labels.Role(role)] : null),
    };

    private IEnumerable<NextStep> OfWatch()
    {
        if (dossier.Watch is not { } watch)
        {
            yield break;
        }

        if (watch.NextReminderAt is { } reminder)
        {
            yield return new(words["下次到期提醒"], Planned(reminder, watch.DueOn)) { Who = names.Person(dossier.Item.Duty.ResponsiblePerson?.Value) };
        }

        if (watch.NextRungAt is { } rungAt)
        {
            var what = dossier.NextRung?.Paper is { } kind ? words["仍未完成则制发{0}", words[Labels.Paper(kind)]] : words["仍未完成则发逾期提醒"];
            yield return new(what, Planned(rungAt, watch.DueOn));
        }
        else if (dossier.Item.IsOverdue(show.Today) && watch.RungsDone > 0)
        {
            yield return new(words["督办各级均已用完"], words["等待完成整改或另行处置"]);
        }
    }

    private NextStep OfTimer(InstanceTimer timer) => new(
        timer.Purpose == WakeTimers.LongTermReview ? words["下次回头看"] : words["流程定时继续"], Planned(timer.DueAt, timer.Day));

    // Counted through a year whose holidays are not published yet, the day may still move.
    private string Planned(DateTimeOffset at, DateOnly? from) => from is { } day && calendar.IsProvisional(day, show.DayOf(at))
        ? words["{0}（暂定）", show.Instant(at)]
        : show.Instant(at);
}
