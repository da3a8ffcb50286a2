using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Jobs;

namespace Rectify.Workflow.App.Moves;

/// <summary>
/// Carries out the orders that were confirmed, in batches, one instance after the other. What is left to do stands in the
/// rows, so it can be killed at any moment, run twice at once, and go on anywhere.
/// </summary>
public sealed class ApplyMoves(RectifyDb db, IServiceScopeFactory scopes, TimeProvider clock, ILogger<ApplyMoves> log) : IJob
{
    private const int BatchSize = 100;
    private const int LongestReason = 2000;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var order in await db.MoveOrders.AsNoTracking().Where(row => row.Phase == MovePhase.Applying).OrderBy(row => row.ConfirmedAt)
            .Select(row => row.Id).ToListAsync(cancellationToken))
        {
            while (await NextAsync(order, cancellationToken) is { Count: > 0 } batch)
            {
                foreach (var instance in batch)
                {
                    await MoveAsync(order, instance, cancellationToken);
                }
            }

            DateTimeOffset? now = clock.GetUtcNow();
            await db.MoveOrders.Where(row => row.Id == order && row.Phase == MovePhase.Applying)
                .ExecuteUpdateAsync(row => row.SetProperty(one => one.Phase, MovePhase.Done).SetProperty(one => one.FinishedAt, now), cancellationToken);
        }
    }

    private Task<List<Guid>> NextAsync(Guid order, CancellationToken cancellationToken) => db.Moves.AsNoTracking()
        .Where(row => row.OrderId == order && row.State == MoveState.Movable)
        .OrderBy(row => row.Position).Take(BatchSize).Select(row => row.InstanceId).ToListAsync(cancellationToken);

    private async Task MoveAsync(Guid order, Guid instance, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<MoveInstance>().RunAsync(order, instance, cancellationToken);
        }
#pragma warning disable CA1031 // One broken instance must not stop the others; its row says what went wrong.
        catch (Exception error) when (error is not (OperationCanceledException or DbException or DbUpdateException))
#pragma warning restore CA1031
        {
            log.MoveFailed(error, instance, order);
            var reason = error.Message.Length > LongestReason ? error.Message[..LongestReason] : error.Message;
            await db.Moves.Where(row => row.OrderId == order && row.InstanceId == instance && row.State == MoveState.Movable)
                .ExecuteUpdateAsync(
                    row => row.SetProperty(one => one.State, MoveState.Failed).SetProperty(one => one.Reason, reason), cancellationToken);
        }
    }
}
