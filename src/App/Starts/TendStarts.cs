using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Starts;

/// <summary>
/// Works off what is owed between parents and children: starts, answers, cancellations. Each is a step of its own; two
/// workers at once are safe, because one of them finds the row changed.
/// </summary>
public sealed class TendStarts(IServiceScopeFactory scopes, TimeProvider clock, ILogger<TendStarts> log)
{
    private const int BatchSize = 200;

    // A workflow that starts itself for ever must leave time for the other jobs.
    private const int MostBatches = 25;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var batch = 0; batch < MostBatches; batch++)
        {
            var due = await DueAsync(cancellationToken);
            foreach (var link in due)
            {
                await TendAsync(link, cancellationToken);
            }

            if (due.Count == 0)
            {
                return;
            }
        }
    }

    private async Task<List<StartOrder>> DueAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var now = clock.GetUtcNow();
        return await scope.ServiceProvider.GetRequiredService<RectifyDb>().StartOrders.AsNoTracking().Where(link => link.DueAt <= now)
            .OrderBy(link => link.DueAt).ThenBy(link => link.Id).Take(BatchSize).ToListAsync(cancellationToken);
    }

    private async Task TendAsync(StartOrder link, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await DoAsync(scope.ServiceProvider, link, cancellationToken);
        }
        catch (DbUpdateException error) when (error.IsLostRace)
        {
            // Another worker was first; if it was not, the row is still due next time.
            log.StepLostRace(link.Id, link.BookmarkId ?? link.Id);
        }
        catch (FormatException error) when (link.Phase is StartPhase.ToStart)
        {
            log.StepFailed(error, link.Id, link.Id);
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<StartOrdered>().RefuseAsync(link.Id, error.Message, cancellationToken);
        }
#pragma warning disable CA1031 // One broken instance must not stop the others; the row is put off and the failure logged.
        catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
        {
            log.StepFailed(error, link.Id, link.BookmarkId ?? link.Id);
            await PutOffAsync(link, cancellationToken);
        }
    }

    private static Task DoAsync(IServiceProvider services, StartOrder link, CancellationToken cancellationToken) => link.Phase switch
    {
        StartPhase.ToStart => services.GetRequiredService<StartOrdered>().RunAsync(link.Id, cancellationToken),
        StartPhase.ToReport when link is { BookmarkId: { } bookmark, ParentId: { } parent, Answer: { } answer } => services.GetRequiredService<ResumeBookmark>()
            .RunAsync(new(bookmark, parent, "child", answer) { IsWholePayload = true }, cancellationToken),
        StartPhase.ToCancel => CancelAsync(services, link, cancellationToken),
        _ => SettleAsync(services, link, cancellationToken),
    };

    private static async Task CancelAsync(IServiceProvider services, StartOrder link, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<RectifyDb>();
        if (await db.LoadByInstanceAsync(link.Id, cancellationToken) is { } loaded)
        {
            var acting = Acting.System("child", services.GetRequiredService<TimeProvider>());
            await services.GetRequiredService<InstanceStep>().AdvanceAsync(
                loaded, acting, facts => new Stimulus.Cancel(acting.At) { Facts = facts }, cancellationToken);
            db.Record(acting, "workflow.cancelled", new() { ["parent"] = link.ParentId?.ToString("N") }, loaded.Item?.Id, link.Id);
        }

        await SettleAsync(services, link, cancellationToken);
    }

    private static async Task SettleAsync(IServiceProvider services, StartOrder link, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<RectifyDb>();
        if (await db.StartOrders.FindAsync([link.Id], cancellationToken) is { } row)
        {
            row.Turn(StartPhase.Done, null);
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task PutOffAsync(StartOrder link, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        DateTimeOffset? next = clock.GetUtcNow() + Backoff.After(link.Attempts);
        await scope.ServiceProvider.GetRequiredService<RectifyDb>().StartOrders.Where(row => row.Id == link.Id && row.Phase == link.Phase)
            .ExecuteUpdateAsync(row => row.SetProperty(one => one.DueAt, next).SetProperty(one => one.Attempts, link.Attempts + 1), cancellationToken);
    }
}
