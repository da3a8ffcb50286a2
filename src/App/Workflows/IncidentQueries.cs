using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Workflows;

/// <summary>An instance that stands still because an activity failed, with what failed and where.</summary>
public sealed record StoppedInstance(
    Guid Id, string Definition, int DefinitionVersion, string? Name, ItemId? ItemId, int? ItemNumber, DateTimeOffset UpdatedAt,
    ImmutableArray<Incident> Incidents);

/// <summary>The instances an administrator must look at (流程异常).</summary>
public sealed class IncidentQueries(RectifyDb db)
{
    /// <summary>How many instances stand still.</summary>
    public Task<int> CountAsync(CancellationToken cancellationToken) => db.Instances.Stopped.CountAsync(cancellationToken);

    /// <summary>True while the instance stands still.</summary>
    public Task<bool> StandsStillAsync(Guid instance, CancellationToken cancellationToken) =>
        db.Instances.Stopped.AnyAsync(row => row.Id == instance, cancellationToken);

    /// <summary>A page of the instances that stand still, oldest first.</summary>
    public async Task<IReadOnlyList<StoppedInstance>> ListAsync(int skip, int take, CancellationToken cancellationToken)
    {
        var rows = await (
            from instance in db.Instances.AsNoTracking().Stopped
            join item in db.Items on instance.ItemId equals item.Id into items
            from item in items.DefaultIfEmpty()
            orderby instance.UpdatedAt, instance.Id
            select new { instance, Number = (int?)item.Number }).Skip(skip).Take(take).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => new StoppedInstance(
            row.instance.Id, row.instance.DefinitionId, row.instance.DefinitionVersion, row.instance.Name, row.instance.ItemId,
            row.Number, row.instance.UpdatedAt, InstanceStateJson.Deserialize(row.instance.State).Incidents));
    }
}
