using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.Tasks;

/// <summary>Prepares the form of a task for the pages that show one.</summary>
public sealed class TaskForms(RectifyDb db, PeopleDirectory people, NameQueries names, Show show)
{
    /// <summary>The form; null when the task is not the viewer's.</summary>
    public async Task<DecisionForm?> ForAsync(
        WorkTask task, RectificationItem? item, Viewer viewer, DecisionInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task.Status is not WorkTaskStatus.Open || TaskRules.InWhosePlace(task, item, viewer) is not { } person)
        {
            return null;
        }

        var request = TaskOpening.RequestOf(task);
        var asked = TaskRules.AnswersApplication(task) ? item?.PendingApplication : null;
        return new DecisionForm(task, request, input)
        {
            InPlaceOf = person.Id == viewer.Id ? null : person.DisplayName,
            Asked = asked,
            AskedBy = asked?.RequestedBy is { } by ? (await names.PeopleAsync([by.Value], cancellationToken)).GetValueOrDefault(by.Value) : null,
            AppliesLate = item is not null && show.Today > item.DueOn,
            Conflict = await db.ConflictAsync(task, request, viewer, cancellationToken),
            MissingEvidence = request.EvidenceRequired && item is not null
                ? await db.MeasuresWithoutEvidenceAsync(item.Id, cancellationToken)
                : [],
            Officials = task.Kind == "AssignItem" && item is not null ? await OfficialsAsync(item, cancellationToken) : [],
        };
    }

    private async Task<IReadOnlyList<(Guid Id, string Name)>> OfficialsAsync(RectificationItem item, CancellationToken cancellationToken)
    {
        var holders = await people.HoldersAsync(Roles.Official, item, cancellationToken);
        var known = await names.PeopleAsync(holders.Select(id => (Guid?)id), cancellationToken);
        return [.. holders.Where(known.ContainsKey).Select(id => (id, known[id]))];
    }
}
