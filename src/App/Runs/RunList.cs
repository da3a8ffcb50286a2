using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Runs;

/// <summary>An instance as lists show it.</summary>
/// <param name="DefinitionVersionId">The row of the definition's version; null when it is no longer stored.</param>
public sealed record RunRow(
    Guid Id, string DefinitionId, int DefinitionVersion, Guid? DefinitionVersionId, InstanceStatus Status, InstanceSubStatus SubStatus,
    string? CorrelationId, string? Name, int IncidentCount, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? FinishedAt)
{
    public ItemId? ItemId { get; init; }
}

/// <summary>How a list is ordered and which part of it is shown.</summary>
public sealed record RunPage(RunOrder Order, bool Descending, int Page, int PageSize);

/// <summary>Lists of workflow instances (流程实例), a page at a time.</summary>
public sealed class RunList(RectifyDb db)
{
    /// <summary>The most one page holds.</summary>
    public const int MostPerPage = 1000;

    public async Task<(IReadOnlyList<RunRow> Rows, int Total)> PageAsync(
        Viewer viewer, RunFilter filter, RunPage page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        var rows = filter.Apply(db.InstancesFor(viewer));
        var size = Math.Clamp(page.PageSize, 1, MostPerPage);
        var total = await rows.CountAsync(cancellationToken);
        var skip = (int)Math.Min((long)Math.Max(page.Page, 0) * size, int.MaxValue);
        return skip >= total ? ([], total) : (await Rows(Ordered(rows, page).Skip(skip).Take(size)).ToListAsync(cancellationToken), total);
    }

    /// <summary>The state is left in the database: it is the larger part of an instance.</summary>
    private IQueryable<RunRow> Rows(IQueryable<StoredInstance> rows) => rows.Select(row => new RunRow(
        row.Id, row.DefinitionId, row.DefinitionVersion,
        db.Definitions.Where(definition => definition.DefinitionId == row.DefinitionId && definition.Version == row.DefinitionVersion)
            .Select(definition => (Guid?)definition.Id).FirstOrDefault(),
        row.Status, row.SubStatus, row.CorrelationId, row.Name, row.IncidentCount, row.CreatedAt, row.UpdatedAt, row.FinishedAt)
    {
        ItemId = row.ItemId,
    });

    // Whatever has no name or has not finished comes last either way; the two databases would not agree by themselves.
    private static IQueryable<StoredInstance> Ordered(IQueryable<StoredInstance> rows, RunPage page) => (page.Order, page.Descending) switch
    {
        (RunOrder.Created, false) => rows.OrderBy(row => row.CreatedAt).ThenBy(row => row.Id),
        (RunOrder.Created, true) => rows.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id),
        (RunOrder.LastExecuted, false) => rows.OrderBy(row => row.UpdatedAt).ThenBy(row => row.Id),
        (RunOrder.LastExecuted, true) => rows.OrderByDescending(row => row.UpdatedAt).ThenByDescending(row => row.Id),
        (RunOrder.Finished, false) => rows.OrderBy(row => row.FinishedAt == null).ThenBy(row => row.FinishedAt).ThenBy(row => row.Id),
        (RunOrder.Finished, true) => rows.OrderBy(row => row.FinishedAt == null).ThenByDescending(row => row.FinishedAt).ThenByDescending(row => row.Id),
        (_, false) => rows.OrderBy(row => row.Name == null).ThenBy(row => row.Name).ThenBy(row => row.Id),
        (_, true) => rows.OrderBy(row => row.Name == null).ThenByDescending(row => row.Name).ThenByDescending(row => row.Id),
    };
}
