using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tasks;

/// <summary>One line of a person's task list (待办).</summary>
public sealed record TaskRow(
    Guid Id, string Kind, string Title, DateOnly? DueOn, DateTimeOffset OpenedAt, bool Personal,
    ItemId? ItemId, int? ItemNumber, string? ItemTitle)
{
    /// <summary>The item's first date, where the task is as urgent as an item whose date was moved (原定时限).</summary>
    public DateOnly? OriginalDueOn { get; init; }

    /// <summary>In whose place the reader would do it (代办); null for a task of their own.</summary>
    public string? InPlaceOf { get; init; }

    internal Guid? PersonId { get; init; }
    internal string? Role { get; init; }
    internal Guid? UnitId { get; init; }
}

/// <summary>The open tasks a person may take (我的待办).</summary>
public sealed class MyTasks(RectifyDb db)
{
    /// <summary>How many there are.</summary>
    public Task<int> CountAsync(Viewer viewer, CancellationToken cancellationToken) => db.OpenTasksFor(viewer).AsNoTracking().CountAsync(cancellationToken);

    /// <summary>How many of them are past their date.</summary>
    public Task<int> OverdueAsync(Viewer viewer, DateOnly today, CancellationToken cancellationToken) =>
        Dated(viewer).CountAsync(row => row.DueOn < today, cancellationToken);

    /// <summary>One page, the most urgent first.</summary>
    public async Task<IReadOnlyList<TaskRow>> ListAsync(Viewer viewer, int skip, int take, CancellationToken cancellationToken)
    {
        var rows = await Dated(viewer)
            .OrderBy(row => row.DueOn == null).ThenBy(row => row.DueOn).ThenBy(row => row.Task.OpenedAt).ThenBy(row => row.Task.Id)
            .Skip(skip).Take(take)
            .Select(row => new TaskRow(
                row.Task.Id, row.Task.Kind, row.Task.Title, row.DueOn, row.Task.OpenedAt, row.Task.PersonId != null, row.Task.ItemId,
                row.Item == null ? null : row.Item.Number, row.Item == null ? null : row.Item.Title)
            {
                OriginalDueOn = row.Item != null && row.Item.DueOn == row.DueOn && row.Item.OriginalDueOn != row.DueOn ? row.Item.OriginalDueOn : null,
                PersonId = row.Task.PersonId,
                Role = row.Task.Role,
                UnitId = row.Task.UnitId,
            })
            .ToListAsync(cancellationToken);
        return viewer.StandsInFor.IsEmpty ? rows : rows.ConvertAll(row => row with { InPlaceOf = InWhosePlace(row, viewer) });
    }

    private static string? InWhosePlace(TaskRow row, Viewer viewer)
    {
        return IsOwn(viewer) ? null : viewer.StandsInFor.FirstOrDefault(IsOwn)?.DisplayName;

        bool IsOwn(Viewer person) => person.Id == row.PersonId || (row.Role is { } role && person.Is(role)) || person.UnitId == row.UnitId;
    }

    /// <summary>A task without a date of its own is as urgent as its item, while the item's date still presses.</summary>
    private IQueryable<DatedTask> Dated(Viewer viewer)
    {
        var owing = ItemStatusFacts.Owing.ToArray();
        return from task in db.OpenTasksFor(viewer).AsNoTracking()
               from item in db.Items.Where(item => item.Id == task.ItemId).DefaultIfEmpty()
               select new DatedTask
               {
                   Task = task,
                   Item = item,
                   DueOn = task.DueOn ?? (item != null && owing.Contains(item.Status) ? item.DueOn : null),
               };
    }

    private sealed class DatedTask
    {
        public required WorkTask Task { get; init; }
        public required RectificationItem? Item { get; init; }
        public required DateOnly? DueOn { get; init; }
    }
}
