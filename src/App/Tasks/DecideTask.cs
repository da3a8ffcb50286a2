using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Tasks;

/// <summary>
/// A person decides an open task (办理): the decision, the instance's next state, the tasks it opens and closes, the item,
/// the journal and the mails owed are one save. Of two people who decide at the same time exactly one succeeds.
/// </summary>
public sealed class DecideTask(RectifyDb db, InstanceStep step, TimeProvider clock)
{
    private const int Attempts = 5;

    /// <summary>Decides the task for the viewer, or says why not; nothing is changed unless the answer is Done.</summary>
    public async Task<Outcome> RunAsync(Command command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(command, cancellationToken);
            }
            catch (DbUpdateException error) when (error.IsLostRace && attempt < Attempts)
            {
                // Somebody else moved the same item or instance in between: look again, the task may still be open.
                db.ChangeTracker.Clear();
            }
        }
    }

    private async Task<Outcome> TryAsync(Command command, CancellationToken cancellationToken)
    {
        var loaded = await db.LoadByTaskAsync(command.TaskId, command.By.Id, cancellationToken);
        if (loaded is not { Task: { } task } || !TaskRules.MaySee(task, loaded.Item, command.By))
        {
            return new Outcome.NoSuchTask();
        }

        if (task.Status is not WorkTaskStatus.Open)
        {
            return await AlreadyDecidedAsync(task, cancellationToken);
        }

        if (TaskRules.InWhosePlace(task, loaded.Item, command.By) is not { } person)
        {
            return new Outcome.NotYours();
        }

        var request = TaskOpening.RequestOf(task);
        return await RefusalAsync(command, task, loaded, request, cancellationToken)
            ?? await StepAsync(command, loaded, task, person.Id == command.By.Id ? null : person.Id, cancellationToken);
    }

    private async Task<Outcome?> RefusalAsync(
        Command command, WorkTask task, LoadedInstance loaded, TaskRequest request, CancellationToken cancellationToken)
    {
        if (!request.Outcomes.Contains(command.Outcome))
        {
            return new Outcome.NoSuchOutcome(request.Outcomes);
        }

        if (request.OpinionRequiredFor.Contains(command.Outcome)
            && new StringInfo(command.Opinion?.Trim() ?? "").LengthInTextElements < RectificationItem.ShortestOpinion)
        {
            return new Outcome.OpinionTooShort(RectificationItem.ShortestOpinion);
        }

        var conflict = command.By.StandsInFor.IsEmpty
            ? TaskRules.Conflict(request, loaded.DoneByViewer)
            : await db.ConflictAsync(task, request, command.By, cancellationToken);
        if (conflict is not null)
        {
            return new Outcome.MustDiffer(conflict);
        }

        return request.EvidenceRequired && command.Outcome == request.Outcomes[0] && loaded is { Item: { } item, LacksEvidence: true }
            && await db.MeasuresWithoutEvidenceAsync(item.Id, cancellationToken) is { Count: > 0 } missing
                ? new Outcome.EvidenceMissing(missing)
                : null;
    }

    private async Task<Outcome> StepAsync(
        Command command, LoadedInstance loaded, WorkTask task, Guid? inPlaceOf, CancellationToken cancellationToken)
    {
        var acting = Acting.Person(command.By.Id, clock) with { InPlaceOf = inPlaceOf };
        var at = acting.At;
        (task.Status, task.ClosedAt, task.ClosedBy) = (WorkTaskStatus.Done, at, command.By.Id);
        task.OnBehalfOf = inPlaceOf;
        (task.Outcome, task.Opinion) = (command.Outcome, command.Opinion?.Trim());
        try
        {
            var result = await step.AdvanceAsync(
                loaded, acting, facts => new Stimulus.Resume(at, task.Id.ToString("N"), Payload(command)) { Facts = facts },
                cancellationToken);
            if (!result.Transition.Applied)
            {
                // The instance went on without this task; its row was not told only if somebody changed the database by hand.
                db.ChangeTracker.Clear();
                return new Outcome.AlreadyDecided(null, null, null);
            }

            var data = new JsonObject { ["task"] = task.Kind, ["outcome"] = command.Outcome, ["moves"] = JournalWriter.Moves(result.Moves) };
            if (task.Opinion is { } opinion)
            {
                data["opinion"] = opinion;
            }

            db.Record(acting, "task.decided", data, task.ItemId, task.InstanceId, task.Id);
            await db.SaveChangesAsync(cancellationToken);
            return new Outcome.Done();
        }
        catch (Exception error) when (error is ItemRuleException or IllegalMoveException or FormatException)
        {
            db.ChangeTracker.Clear();
            return new Outcome.RuleBroken((error as ItemRuleException)?.Rule, error.Message);
        }
    }

    private static JsonObject Payload(Command command)
    {
        var payload = (JsonObject?)command.Data?.DeepClone() ?? [];
        payload["outcome"] = command.Outcome;
        payload["by"] = command.By.Id.ToString("N");
        if (!string.IsNullOrWhiteSpace(command.Opinion))
        {
            payload["opinion"] = command.Opinion.Trim();
        }

        return payload;
    }

    private async Task<Outcome> AlreadyDecidedAsync(WorkTask task, CancellationToken cancellationToken)
    {
        var name = task.ClosedBy is { } by
            ? await db.Users.Where(person => person.Id == by).Select(person => person.DisplayName).SingleOrDefaultAsync(cancellationToken)
            : null;
        return new Outcome.AlreadyDecided(name, task.ClosedAt, task.Outcome);
    }

    /// <param name="TaskId">The task's own id.</param>
    /// <param name="By">Who decides.</param>
    /// <param name="Outcome">One of the task's outcomes.</param>
    /// <param name="Opinion">意见: required by some outcomes.</param>
    /// <param name="Data">What the outcome carries besides: newDueOn, reason, stageGoal, nextReviewOn, assignTo.</param>
    public sealed record Command(Guid TaskId, Viewer By, string Outcome, string? Opinion = null, JsonObject? Data = null);

    public abstract record Outcome
    {
        private Outcome() { }

        public sealed record Done : Outcome;

        /// <summary>No such task, or none the viewer may know of.</summary>
        public sealed record NoSuchTask : Outcome;

        /// <summary>The viewer sees the item, but the task is somebody else's.</summary>
        public sealed record NotYours : Outcome;

        /// <summary>Who decided it, when and how; who is null when the workflow itself ended it.</summary>
        public sealed record AlreadyDecided(string? By, DateTimeOffset? At, string? Decision) : Outcome;

        /// <summary>回避: the viewer did this kind of task on the same item and so must not do this one.</summary>
        public sealed record MustDiffer(string Kind) : Outcome;

        public sealed record OpinionTooShort(int AtLeast) : Outcome;

        /// <summary>The measures, by number, that have no evidence yet.</summary>
        public sealed record EvidenceMissing(IReadOnlyList<int> Measures) : Outcome;

        public sealed record NoSuchOutcome(IReadOnlyList<string> Allowed) : Outcome;

        /// <summary>The item does not take this decision now; the rule is null when the lifecycle itself forbids it.</summary>
        public sealed record RuleBroken(ItemRule? Rule, string Message) : Outcome;
    }
}
