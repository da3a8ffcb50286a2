using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Moves;

/// <summary>
/// Works out what moving the chosen instances would do (预览) and keeps it as an order that an administrator may confirm.
/// Nothing else is changed.
/// </summary>
public sealed class PrepareMove(RectifyDb db, PlanMove plan, DefinitionCatalog definitions, TimeProvider clock)
{
    /// <summary>The most instances of one order; the others are left for the next.</summary>
    public const int MostInstances = 5_000;

    private const int BatchSize = 200;

    /// <summary>How long a preview that nobody confirmed is kept.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public async Task<Outcome> RunAsync(MoveChoice choice, Viewer by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(choice);
        ArgumentNullException.ThrowIfNull(by);
        if (!by.Is(Roles.Administrator))
        {
            return new Outcome.NotAllowed();
        }

        if (!await db.KeptDefinitions.AnyAsync(
            row => row.DefinitionId == choice.DefinitionId && row.Version == choice.ToVersion && row.FrozenAt != null, cancellationToken))
        {
            return new Outcome.NoSuchTarget();
        }

        try
        {
            return await PrepareAsync(choice, by, cancellationToken);
        }
        catch (InvalidOperationException error)
        {
            return new Outcome.Unreadable(error.Message);
        }
        finally
        {
            db.ChangeTracker.Clear();
        }
    }

    private async Task<Outcome> PrepareAsync(MoveChoice choice, Viewer by, CancellationToken cancellationToken)
    {
        var at = clock.GetUtcNow();
        await definitions.GetAsync(db, choice.DefinitionId, choice.ToVersion, cancellationToken);
        var (ids, left) = await db.ChosenAsync(choice, MostInstances, cancellationToken);
        var moves = new List<InstanceMove>();
        var orderId = Guid.CreateVersion7(at);
        var seen = 0;
        for (; seen < ids.Count && moves.Count < MostInstances; seen += BatchSize)
        {
            moves.AddRange(await PreviewAsync(orderId, ids.Slice(seen, Math.Min(BatchSize, ids.Count - seen)), choice, at, cancellationToken));
            db.ChangeTracker.Clear();
        }

        left += Math.Max(moves.Count - MostInstances, 0) + Math.Max(ids.Count - seen, 0);
        moves = [.. moves.Take(MostInstances)];
        foreach (var (position, move) in moves.Index())
        {
            move.Position = position;
        }

        if (moves.Count == 0)
        {
            return new Outcome.Nobody();
        }

        await db.ForgetOldPreviewsAsync(at - Kept, cancellationToken);
        db.MoveOrders.Add(new()
        {
            Id = orderId,
            DefinitionId = choice.DefinitionId,
            ToVersion = choice.ToVersion,
            By = by.Id,
            At = at,
            Choice = MoveJson.Write(choice),
            Left = left,
        });
        db.Moves.AddRange(moves);
        await db.SaveChangesAsync(cancellationToken);
        return new Outcome.Prepared(orderId);
    }

    private async Task<List<InstanceMove>> PreviewAsync(
        Guid orderId, List<Guid> ids, MoveChoice choice, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var loaded = await db.LoadByInstancesAsync(ids, [], cancellationToken);
        var tasks = (await db.Tasks.AsNoTracking().Where(row => ids.Contains(row.InstanceId) && row.Status == WorkTaskStatus.Open)
            .ToListAsync(cancellationToken)).ToLookup(row => row.InstanceId);
        var timers = (await db.Timers.AsNoTracking().Where(row => ids.Contains(row.InstanceId)).ToListAsync(cancellationToken)).ToLookup(row => row.InstanceId);
        var waits = (await db.EventWaits.AsNoTracking().Where(row => ids.Contains(row.InstanceId)).ToListAsync(cancellationToken)).ToLookup(row => row.InstanceId);
        var listeners = (await db.HttpListeners.AsNoTracking().Where(row => row.InstanceId != null && ids.Contains(row.InstanceId.Value)).ToListAsync(cancellationToken))
            .ToLookup(row => row.InstanceId);
        var moves = new List<InstanceMove>();
        foreach (var one in loaded.OrderBy(one => ids.IndexOf(one.Instance.Id)))
        {
            var id = one.Instance.Id;
            var planned = await plan.RunAsync(one, new([.. tasks[id]], [.. timers[id]], [.. waits[id]], [.. listeners[id]]), choice, at, cancellationToken);
            if (choice.StandsAt is null || planned.Preview.From.Any(place => place.Key == choice.StandsAt))
            {
                moves.Add(new()
                {
                    OrderId = orderId,
                    InstanceId = id,
                    FromVersion = one.Instance.DefinitionVersion,
                    Seen = one.Instance.Version,
                    State = planned.After is null ? MoveState.Refused : MoveState.Movable,
                    ItemId = one.Item?.Id,
                    Preview = MoveJson.Write(planned.Preview),
                    At = at,
                });
            }
        }

        return moves;
    }

    public abstract record Outcome
    {
        private Outcome() { }

        /// <summary>The order to look at and to confirm.</summary>
        public sealed record Prepared(Guid OrderId) : Outcome;

        public sealed record NotAllowed : Outcome;

        /// <summary>There is no such version, or it is a draft that may still change.</summary>
        public sealed record NoSuchTarget : Outcome;

        /// <summary>No running instance is meant.</summary>
        public sealed record Nobody : Outcome;

        /// <summary>A version cannot be read any more.</summary>
        public sealed record Unreadable(string Message) : Outcome;
    }
}

/// <summary>Which instances a choice means.</summary>
internal static class ChosenInstances
{
    extension(RectifyDb db)
    {
        /// <summary>Drops orders that were only ever looked at.</summary>
        public async Task ForgetOldPreviewsAsync(DateTimeOffset before, CancellationToken cancellationToken)
        {
            var old = await db.MoveOrders.Where(row => row.Phase == MovePhase.Prepared && row.At < before).Select(row => row.Id).ToListAsync(cancellationToken);
            await db.Moves.Where(row => old.Contains(row.OrderId)).ExecuteDeleteAsync(cancellationToken);
            await db.MoveOrders.Where(row => old.Contains(row.Id) && row.Phase == MovePhase.Prepared).ExecuteDeleteAsync(cancellationToken);
        }

        /// <summary>
        /// Those under way, by the number of their item, and how many more there are. Where they stand only their state tells:
        /// of whom that is asked all are named.
        /// </summary>
        public async Task<(List<Guid> Ids, int Left)> ChosenAsync(MoveChoice choice, int most, CancellationToken cancellationToken)
        {
            var rows = db.Instances.AsNoTracking().UnderWay.Where(row => row.DefinitionId == choice.DefinitionId && row.DefinitionVersion != choice.ToVersion);
            rows = choice.FromVersion is { } version ? rows.Where(row => row.DefinitionVersion == version) : rows;
            if (choice.Search?.Trim() is { Length: > 0 } search)
            {
                var number = int.TryParse(search, out var parsed) ? parsed : -1;
                rows = rows.Where(row => (row.Name != null && row.Name.Contains(search))
                    || db.Items.Any(item => item.Id == row.ItemId && item.Number == number));
            }

            var ordered = rows
                .OrderBy(row => db.Items.Where(item => item.Id == row.ItemId).Select(item => (int?)item.Number).FirstOrDefault() ?? 0)
                .ThenBy(row => row.CreatedAt).ThenBy(row => row.Id).Select(row => row.Id);
            var ids = await (choice.StandsAt is null ? ordered.Take(most) : ordered).ToListAsync(cancellationToken);
            return (ids, choice.StandsAt is null && ids.Count == most ? await rows.CountAsync(cancellationToken) - most : 0);
        }
    }
}
