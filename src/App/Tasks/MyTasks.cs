using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tasks;

/// <summary>One line of a person's task list (待办).</summary>
public sealed record TaskRow(
    Guid Id, string Kind, string Title, DateOnly? DueOn, DateTimeOffset OpenedAt, bool Personal,
    ItemId? ItemId, int? ItemNumber, string? ItemTitle, DateOnly? ItemDueOn);

/// <summary>The open tasks a person may take (我的待办).</summary>
public sealed class MyTasks(RectifyDb db)
{
    /// <summary>How many there are.</summary>
    public Task<int> CountAsync(Viewer viewer, CancellationToken cancellationToken) => db.OpenTasksFor(viewer).AsNoTracking().CountAsync(cancellationToken);

    /// <summary>How many of them are past their date.</summary>
    public Task<int> OverdueAsync(Viewer viewer, DateOnly today, CancellationToken cancellationToken) =>
        db.OpenTasksFor(viewer).AsNoTracking().CountAsync(task => task.DueOn < today, cancellationToken);

    /// <summary>One page, the most urgent first.</summary>
    public async Task<IReadOnlyList<TaskRow>> ListAsync(Viewer viewer, int skip, int take, CancellationToken cancellationToken) => await (
        from task in db.OpenTasksFor(viewer).AsNoTracking()
        from item in db.Items.Where(item => item.Id == task.ItemId).DefaultIfEmpty()
        orderby task.DueOn == null, task.DueOn, task.OpenedAt, task.Id
        select new TaskRow(
            task.Id, task.Kind, task.Title, task.DueOn, task.OpenedAt, task.PersonId != null, task.ItemId,
            item == null ? null : item.Number, item == null ? null : item.Title, item == null ? null : item.DueOn))
        .Skip(skip).Take(take).ToListAsync(cancellationToken);
}
