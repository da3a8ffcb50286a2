using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Moves;

/// <summary>An order as lists show it.</summary>
public sealed record MoveOrderRow(
    Guid Id, string DefinitionId, string? DefinitionName, int ToVersion, string? By, DateTimeOffset At, MovePhase Phase, DateTimeOffset? FinishedAt)
{
    public int Left { get; init; }
    public MoveChoice Choice { get; init; } = new("", 0);

    /// <summary>The definition row of the target version, for the designer's link.</summary>
    public Guid? TargetId { get; init; }

    /// <summary>How many instances are in which state.</summary>
    public IReadOnlyDictionary<MoveState, int> Counts { get; init; } = new Dictionary<MoveState, int>();

    public int Total => Counts.Values.Sum();
}

/// <summary>One instance of an order as the page shows it.</summary>
public sealed record InstanceMoveRow(
    Guid InstanceId, int FromVersion, MoveState State, ItemId? ItemId, int? ItemNumber, MovePreview Preview, DateTimeOffset At, string? Reason)
{
    /// <summary>True when it has not gone on since it was moved.</summary>
    public bool CanUndo { get; init; }

    /// <summary>What it was before it was moved, to be looked at; null when it was not, or was put back.</summary>
    public Guid? StageId { get; init; }
}

/// <summary>A definition with running instances, by version.</summary>
public sealed record MovableDefinition(
    string DefinitionId, string Name, IReadOnlyList<(int Version, bool IsPublished)> Targets, IReadOnlyDictionary<int, int> Running);

/// <summary>An activity an administrator may name for one that is gone.</summary>
public sealed record NamedActivity(string Key, string Title, string Type);

/// <summary>Reads orders and what can be ordered, for administrators.</summary>
public sealed class MoveQueries(RectifyDb db, DefinitionCatalog definitions)
{
    private const int MostOrders = 50;

    /// <summary>The definitions that have instances under way or more than one version, by name.</summary>
    public async Task<IReadOnlyList<MovableDefinition>> DefinitionsAsync(CancellationToken cancellationToken)
    {
        var versions = await db.KeptDefinitions.Where(row => row.FrozenAt != null)
            .Select(row => new { row.DefinitionId, row.Version, row.Name, row.IsPublished }).ToListAsync(cancellationToken);
        var running = (await db.Instances.UnderWay
            .GroupBy(row => new { row.DefinitionId, row.DefinitionVersion })
            .Select(group => new { group.Key.DefinitionId, group.Key.DefinitionVersion, Count = group.Count() }).ToListAsync(cancellationToken))
            .ToLookup(group => group.DefinitionId);
        return
        [
            .. versions.GroupBy(row => row.DefinitionId).Select(group => new MovableDefinition(
                group.Key, group.MaxBy(row => row.Version)?.Name ?? group.Key,
                [.. group.OrderByDescending(row => row.Version).Select(row => (row.Version, row.IsPublished))],
                running[group.Key].ToDictionary(each => each.DefinitionVersion, each => each.Count)))
                .OrderBy(definition => definition.Running.Count == 0).ThenBy(definition => definition.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>The newest orders.</summary>
    public async Task<IReadOnlyList<MoveOrderRow>> OrdersAsync(CancellationToken cancellationToken) =>
        await RowsAsync(db.MoveOrders.AsNoTracking().OrderByDescending(row => row.At).Take(MostOrders), cancellationToken);

    /// <summary>One order; null when there is none.</summary>
    public async Task<MoveOrderRow?> FindAsync(Guid orderId, CancellationToken cancellationToken) =>
        await RowsAsync(db.MoveOrders.AsNoTracking().Where(row => row.Id == orderId), cancellationToken) is [var row] ? row : null;

    /// <summary>A page of an order's instances, in order, of one state or of all.</summary>
    public async Task<(IReadOnlyList<InstanceMoveRow> Rows, int Total)> PageAsync(
        Guid orderId, MoveState? state, int skip, int take, CancellationToken cancellationToken)
    {
        var rows = db.Moves.AsNoTracking().Where(row => row.OrderId == orderId);
        rows = state is { } wanted ? rows.Where(row => row.State == wanted) : rows;
        var page = await rows.OrderBy(row => row.Position).Skip(skip).Take(take).Select(row => new
        {
            Row = row,
            Number = db.Items.Where(item => item.Id == row.ItemId).Select(item => (int?)item.Number).FirstOrDefault(),
            CanUndo = row.State == MoveState.Moved && db.Instances.Any(instance => instance.Id == row.InstanceId && instance.Version == row.After),
        }).ToListAsync(cancellationToken);
        return ([.. page.Select(each => new InstanceMoveRow(
            each.Row.InstanceId, each.Row.FromVersion, each.Row.State, each.Row.ItemId, each.Number,
            MoveJson.Read<MovePreview>(each.Row.Preview), each.Row.At, each.Row.Reason) {
                CanUndo = each.CanUndo,
                StageId = each.Row.Before is { } before ? MoveJson.Read<MoveMemory>(before).Stage : null,
            })], await rows.CountAsync(cancellationToken));
    }

    /// <summary>The activities of one version that wait for people, times or events, for the lists to choose from.</summary>
    public async Task<IReadOnlyList<NamedActivity>> ActivitiesAsync(string definitionId, int version, CancellationToken cancellationToken)
    {
        try
        {
            var definition = await definitions.GetAsync(db, definitionId, version, cancellationToken);
            return [.. definition.Nodes.Where(node => node.Parent is not null)
                .Select(node => new NamedActivity(node.Key, node.Title, node.Type))];
        }
        catch (InvalidOperationException)
        {
            return [];
        }
    }

    /// <summary>The activities at which instances stand that cannot be moved because of them, each with how many.</summary>
    public async Task<IReadOnlyDictionary<MovePlace, int>> LostPlacesAsync(Guid orderId, CancellationToken cancellationToken) =>
        (await db.Moves.AsNoTracking().Where(row => row.OrderId == orderId && row.State == MoveState.Refused).Select(row => row.Preview).ToListAsync(cancellationToken))
            .Select(MoveJson.Read<MovePreview>)
            .Where(preview => preview.Obstacles.Any(obstacle => obstacle.Kind
                is Engine.Migration.MigrationObstacleKind.ActivityGone or Engine.Migration.MigrationObstacleKind.OtherType
                or Engine.Migration.MigrationObstacleKind.OtherContainer))
            .SelectMany(preview => preview.From.Where(place => preview.Obstacles.Any(obstacle => obstacle.Name == place.Title)))
            .GroupBy(place => place).ToDictionary(group => group.Key, group => group.Count());

    /// <summary>True when an activity of the second type may be named for one of the first: the same, or both ask a person once.</summary>
    public static bool MayReplace(string old, string now) => old == now || (AsksOnce(old) && AsksOnce(now));

    private static bool AsksOnce(string type) =>
        ActivityCatalog.Default.Find(type) is Engine.Activities.Rectification.TaskActivity and not Engine.Activities.Rectification.LongTermReview;

    private async Task<IReadOnlyList<MoveOrderRow>> RowsAsync(IQueryable<MoveOrder> orders, CancellationToken cancellationToken)
    {
        var rows = await orders.Select(row => new
        {
            Row = row,
            Target = db.Definitions.Where(one => one.DefinitionId == row.DefinitionId && one.Version == row.ToVersion)
                .Select(one => new { one.Id, one.Name }).FirstOrDefault(),
            By = db.Users.Where(person => person.Id == row.By).Select(person => person.DisplayName).FirstOrDefault(),
        }).ToListAsync(cancellationToken);
        var ids = rows.ConvertAll(each => each.Row.Id);
        var counts = (await db.Moves.Where(row => ids.Contains(row.OrderId)).GroupBy(row => new { row.OrderId, row.State })
            .Select(group => new { group.Key.OrderId, group.Key.State, Count = group.Count() }).ToListAsync(cancellationToken))
            .ToLookup(group => group.OrderId);
        return [.. rows.Select(each => new MoveOrderRow(
            each.Row.Id, each.Row.DefinitionId, each.Target?.Name, each.Row.ToVersion, each.By, each.Row.At, each.Row.Phase, each.Row.FinishedAt)
        {
            Left = each.Row.Left,
            Choice = MoveJson.Read<MoveChoice>(each.Row.Choice),
            TargetId = each.Target?.Id,
            Counts = counts[each.Row.Id].ToDictionary(group => group.State, group => group.Count),
        })];
    }
}
