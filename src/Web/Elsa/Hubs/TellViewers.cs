using System.Collections.Immutable;
using Microsoft.AspNetCore.SignalR;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Runs;
using Rectify.Workflow.Web.Designer;
using Rectify.Workflow.Web.Elsa.ActivityExecutions;

namespace Rectify.Workflow.Web.Elsa.Hubs;

/// <summary>
/// Tells viewers when the instance they look at went on. It asks the database for the versions of the instances that
/// somebody looks at, and only while somebody does: so it does not matter which process took the step, the same code
/// serves both databases, and a host nobody looks at asks nothing.
/// </summary>
internal sealed partial class TellViewers(
    Observed observed, IServiceScopeFactory scopes, IHubContext<WorkflowInstanceHub, IWorkflowInstanceClient> hub, TimeProvider clock,
    ILogger<TellViewers> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Every so many looks the sign-ins are checked: every five seconds.</summary>
    private const int LooksBetweenChecks = 10;

    /// <summary>
    /// The designer's journal fetches when it is told of entries, but draws them only when its page is drawn anew, and that is
    /// when it is told that the instance went on. Both fetch at their own pace: if the page is drawn before the entries are
    /// there, nothing shows them. So the page is told again this many looks later (1, 3 and 10 seconds).
    /// </summary>
    private static readonly ImmutableArray<int> DrawAfterLooks = [2, 6, 20];

    private readonly Dictionary<Guid, int> _looksSinceTold = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await WatchAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task WatchAsync(CancellationToken stoppingToken)
    {
        for (var look = 1; ; look++)
        {
            await observed.AnybodyAsync(stoppingToken);
            await Task.Delay(Interval, clock, stoppingToken);
            try
            {
                if (look % LooksBetweenChecks == 0)
                {
                    await EndOthersAsync(stoppingToken);
                }

                await LookAsync(stoppingToken);
            }
#pragma warning disable CA1031 // The database may be away for a moment; viewers poll as well, and the next look is soon.
            catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LookFailed(log, error);
            }
        }
    }

    /// <summary>Ends the connections of persons who signed out, were closed or lost the role.</summary>
    private async Task EndOthersAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RectifyDb>();
        foreach (var viewer in observed.Connections().GroupBy(each => each.Grant))
        {
            if (!await StudioSessions.HoldsAsync(db, viewer.Key, [Roles.Administrator, Roles.Reader], clock.GetUtcNow(), cancellationToken))
            {
                foreach (var (_, end) in viewer)
                {
                    end();
                }
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var told = observed.Versions();
        await using var scope = scopes.CreateAsyncScope();
        var changes = scope.ServiceProvider.GetRequiredService<RunChanges>();
        foreach (var (instance, version) in await changes.VersionsAsync([.. told.Keys], cancellationToken))
        {
            if (told[instance] != version)
            {
                await TellAsync(changes, instance, told[instance], cancellationToken);
                observed.Told(instance, version);
                _looksSinceTold[instance] = 0;
            }
        }

        foreach (var joined in observed.TakeJoined())
        {
            _looksSinceTold[joined] = 0;
        }

        await DrawAgainAsync();
    }

    private async Task DrawAgainAsync()
    {
        foreach (var (instance, looks) in _looksSinceTold.ToList())
        {
            _looksSinceTold[instance] = looks + 1;
            if (looks + 1 == DrawAfterLooks[^1])
            {
                _looksSinceTold.Remove(instance);
            }

            if (DrawAfterLooks.Contains(looks + 1))
            {
                await hub.Clients.Group(instance.Wire()).WorkflowInstanceUpdatedAsync(new(instance.Wire()));
            }
        }
    }

    private async Task TellAsync(RunChanges changes, Guid instance, int since, CancellationToken cancellationToken)
    {
        var viewers = hub.Clients.Group(instance.Wire());
        var stats = await changes.StatsAsync(instance, since, cancellationToken);
        await viewers.WorkflowExecutionLogUpdatedAsync(new());
        if (stats.Count > 0)
        {
            await viewers.ActivityExecutionLogUpdatedAsync(new([.. stats.Select(StatsModel.Of)]));
        }

        await viewers.WorkflowInstanceUpdatedAsync(new(instance.Wire()));
    }

    [LoggerMessage(2111, LogLevel.Warning, "Could not look for changes of the instances that are being viewed; trying again")]
    private static partial void LookFailed(ILogger log, Exception error);
}
