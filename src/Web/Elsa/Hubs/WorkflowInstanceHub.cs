using Microsoft.AspNetCore.SignalR;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Runs;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Designer;
using Rectify.Workflow.Web.Elsa.ActivityExecutions;

namespace Rectify.Workflow.Web.Elsa.Hubs;

/// <summary>What a viewer is told; the names are the contract's.</summary>
public interface IWorkflowInstanceClient
{
    /// <summary>The journal has new entries.</summary>
    Task WorkflowExecutionLogUpdatedAsync(object message);

    /// <summary>The instance is to be read again.</summary>
    Task WorkflowInstanceUpdatedAsync(InstanceUpdated message);

    /// <summary>Badges to paint anew.</summary>
    Task ActivityExecutionLogUpdatedAsync(StatsUpdated message);
}

/// <summary>Names the instance that went on.</summary>
public sealed record InstanceUpdated(string WorkflowInstanceId);

/// <summary>The badges that changed.</summary>
public sealed record StatsUpdated(IReadOnlyList<StatsModel> Stats);

/// <summary>Lets open viewers follow an instance live.</summary>
internal sealed class WorkflowInstanceHub(Observed observed, StudioToken tokens, PeopleDirectory people, RunReading runs)
    : Hub<IWorkflowInstanceClient>
{
    public override Task OnConnectedAsync()
    {
        // The designer has one connection for a whole visit and opens no other by itself; so it lasts longer than the token
        // it was opened with, and TellViewers looks again and again whether the sign-in behind it still holds.
        var context = Context;
        if (context.GetHttpContext() is { } http && tokens.Read(StudioTokenHandler.Presented(http.Request) ?? "") is { } grant)
        {
            observed.Connect(context.ConnectionId, grant, context.Abort);
        }
        else
        {
            context.Abort();
        }

        return base.OnConnectedAsync();
    }

    /// <summary>
    /// Tells this connection from now on when the instance goes on; false when the caller sees no such instance or observes
    /// too many. The designer does not wait for the answer.
    /// </summary>
    public async Task<bool> ObserveInstanceAsync(string instanceId)
    {
        var cancellation = Context.ConnectionAborted;
        if (!Guid.TryParse(instanceId, out var id)
            || Context.User is not { } user || await people.ViewerAsync(user.PersonId(), cancellation) is not { } viewer
            || !(viewer.Is(Roles.Administrator) || viewer.Is(Roles.Reader))
            || await runs.VersionAsync(viewer, id, cancellation) is not { } version
            || !observed.Add(Context.ConnectionId, id, version))
        {
            return false;
        }

        await Groups.AddToGroupAsync(Context.ConnectionId, id.Wire(), cancellation);
        // What happened between the page's reading and now nobody told it: it reads once more, and TellViewers has it drawn.
        await Clients.Caller.WorkflowExecutionLogUpdatedAsync(new());
        await Clients.Caller.WorkflowInstanceUpdatedAsync(new(id.Wire()));
        return true;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        observed.Remove(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }
}
