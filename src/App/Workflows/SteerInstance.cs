using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.App.Workflows;

/// <summary>What an administrator does with an instance that stands still: run the faulted activity again, skip it, or end it.</summary>
public sealed class SteerInstance(RectifyDb db, InstanceStep step, TimeProvider clock)
{
    /// <summary>Runs the faulted activities again (重试), after their cause was put right.</summary>
    public Task<Outcome> RetryAsync(Guid instanceId, Viewer by, CancellationToken cancellationToken) =>
        RetryAsync(instanceId, by, null, cancellationToken);

    /// <summary>Gives variables of the workflow other values, by name, and runs the faulted activities again.</summary>
    public Task<Outcome> RetryAsync(Guid instanceId, Viewer by, JsonObject? variables, CancellationToken cancellationToken) =>
        StepAsync(
            instanceId, by, new("workflow.retried", variables is { Count: > 0 } ? new() { ["variables"] = variables.DeepClone() } : []),
            (at, facts) => new Stimulus.Retry(at) { Facts = facts, Variables = variables }, cancellationToken);

    /// <summary>Gives variables of the workflow other values (更正变量), by name; the instance stays where it is.</summary>
    public Task<Outcome> CorrectAsync(Guid instanceId, Viewer by, JsonObject variables, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(variables);
        return StepAsync(
            instanceId, by, new("workflow.corrected", new() { ["variables"] = variables.DeepClone() }),
            (at, facts) => new Stimulus.Correct(at, variables) { Facts = facts }, cancellationToken);
    }

    /// <summary>Takes a faulted activity for done (跳过), leaving by a port; the reason goes into the journal.</summary>
    public async Task<Outcome> SkipAsync(
        Guid instanceId, Viewer by, string activityInstanceId, string? outcome, string reason, CancellationToken cancellationToken) =>
        string.IsNullOrWhiteSpace(reason) ? new Outcome.ReasonMissing() : await StepAsync(
            instanceId, by,
            new("workflow.skipped", new() { ["activity"] = activityInstanceId, ["outcome"] = outcome, ["reason"] = reason.Trim() }),
            (at, facts) => new Stimulus.Skip(at, activityInstanceId, outcome) { Facts = facts }, cancellationToken);

    /// <summary>Ends the instance (取消): its tasks, timers and waits are gone; the item stays as it is.</summary>
    public Task<Outcome> CancelAsync(Guid instanceId, Viewer by, CancellationToken cancellationToken) =>
        StepAsync(
            instanceId, by, new("workflow.cancelled", []), (at, facts) => new Stimulus.Cancel(at) { Facts = facts }, cancellationToken);

    private async Task<Outcome> StepAsync(
        Guid instanceId, Viewer by, Told told, Func<DateTimeOffset, JsonObject?, Stimulus> stimulus, CancellationToken cancellationToken)
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
        StepResult result;
        try
        {
            result = await step.AdvanceAsync(loaded, acting, facts => stimulus(at, facts), cancellationToken);
        }
        catch (ExpressionException error)
        {
            return new Outcome.BadValue(error.Message);
        }

        if (!result.Transition.Applied)
        {
            return new Outcome.NothingToDo();
        }

        told.Data["moves"] = JournalWriter.Moves(result.Moves);
        db.Record(acting, told.Kind, told.Data, loaded.Item?.Id, instanceId);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException error) when (error.IsLostRace && error is not DbUpdateConcurrencyException)
        {
            // Which of the rows both wrote is found out first differs by database; it is the same race.
            throw new DbUpdateConcurrencyException("Another step of the instance was first.", error);
        }

        return new Outcome.Done();
    }

    private sealed record Told(string Kind, JsonObject Data);

    public abstract record Outcome
    {
        private Outcome() { }

        public sealed record Done : Outcome;

        public sealed record NotAllowed : Outcome;

        public sealed record NoSuchInstance : Outcome;

        public sealed record ReasonMissing : Outcome;

        /// <summary>A corrected variable cannot take that value; nothing has changed.</summary>
        public sealed record BadValue(string Message) : Outcome;

        /// <summary>Nothing is faulted, or the instance has ended already.</summary>
        public sealed record NothingToDo : Outcome;
    }
}
