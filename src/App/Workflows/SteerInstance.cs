using System.Text.Json.Nodes;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Workflows;

/// <summary>What an administrator does with an instance that stands still: run the faulted activity again, or end it.</summary>
public sealed class SteerInstance(RectifyDb db, InstanceStep step, TimeProvider clock)
{
    /// <summary>Runs the faulted activities again (重试), after their cause was put right.</summary>
    public Task<Outcome> RetryAsync(Guid instanceId, Viewer by, CancellationToken cancellationToken) =>
        StepAsync(instanceId, by, "workflow.retried", (at, facts) => new Stimulus.Retry(at) { Facts = facts }, cancellationToken);

    /// <summary>Ends the instance (取消): its tasks, timers and waits are gone; the item stays as it is.</summary>
    public Task<Outcome> CancelAsync(Guid instanceId, Viewer by, CancellationToken cancellationToken) =>
        StepAsync(instanceId, by, "workflow.cancelled", (at, facts) => new Stimulus.Cancel(at) { Facts = facts }, cancellationToken);

    private async Task<Outcome> StepAsync(
        Guid instanceId, Viewer by, string kind, Func<DateTimeOffset, JsonObject?, Stimulus> stimulus, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (!by.Is(Roles.Administrator))
        {
            return new Outcome.NotAllowed();
        }

        if (await db.LoadByInstanceAsync(instanceId, cancellationToken) is not { } loaded)
        {
            return new Outcome.NoSuchInstance();
        }

        var acting = Acting.Person(by.Id, clock);
        var at = acting.At;
        var result = await step.AdvanceAsync(loaded, acting, facts => stimulus(at, facts), cancellationToken);
        if (!result.Transition.Applied)
        {
            return new Outcome.NothingToDo();
        }

        db.Record(acting, kind, new() { ["moves"] = JournalWriter.Moves(result.Moves) }, loaded.Item?.Id, instanceId);
        await db.SaveChangesAsync(cancellationToken);
        return new Outcome.Done();
    }

    public abstract record Outcome
    {
        private Outcome() { }

        public sealed record Done : Outcome;

        public sealed record NotAllowed : Outcome;

        public sealed record NoSuchInstance : Outcome;

        /// <summary>Nothing is faulted, or the instance has ended already.</summary>
        public sealed record NothingToDo : Outcome;
    }
}
