using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Engine.Migration;

/// <summary>
/// Which parts of what a person is asked differ between two versions, so that a task takes over those and keeps the rest
/// as it was when it opened.
/// </summary>
public static class TaskFields
{
    /// <summary>The names of the parts that differ.</summary>
    public static ImmutableArray<string> Differing(TaskRequest old, TaskRequest now)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(now);
        return
        [
            .. Differ(old.Kind != now.Kind, nameof(TaskRequest.Kind)),
            .. Differ(old.Title != now.Title, nameof(TaskRequest.Title)),
            .. Differ(old.Assignee != now.Assignee, nameof(TaskRequest.Assignee)),
            .. Differ(!old.Outcomes.SequenceEqual(now.Outcomes), nameof(TaskRequest.Outcomes)),
            .. Differ(old.Instructions != now.Instructions, nameof(TaskRequest.Instructions)),
            .. Differ(old.DueOn != now.DueOn, nameof(TaskRequest.DueOn)),
            .. Differ(old.DueInWorkingDays != now.DueInWorkingDays, nameof(TaskRequest.DueInWorkingDays)),
            .. Differ(!Same(old.ReminderOffsets, now.ReminderOffsets), nameof(TaskRequest.ReminderOffsets)),
            .. Differ(old.ReminderPlan != now.ReminderPlan, nameof(TaskRequest.ReminderPlan)),
            .. Differ(old.Ladder != now.Ladder, nameof(TaskRequest.Ladder)),
            .. Differ(old.EvidenceRequired != now.EvidenceRequired, nameof(TaskRequest.EvidenceRequired)),
            .. Differ(!old.MustDifferFrom.SequenceEqual(now.MustDifferFrom), nameof(TaskRequest.MustDifferFrom)),
            .. Differ(!old.OpinionRequiredFor.SequenceEqual(now.OpinionRequiredFor), nameof(TaskRequest.OpinionRequiredFor)),
            .. Differ(!JsonNode.DeepEquals(old.Data, now.Data), nameof(TaskRequest.Data)),
        ];
    }

    /// <summary>What was asked, with these parts as they are asked now.</summary>
    public static TaskRequest Take(TaskRequest asked, TaskRequest now, IReadOnlyCollection<string> parts)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(now);
        ArgumentNullException.ThrowIfNull(parts);
        return new TaskRequest(
            parts.Contains(nameof(TaskRequest.Kind)) ? now.Kind : asked.Kind,
            parts.Contains(nameof(TaskRequest.Title)) ? now.Title : asked.Title,
            parts.Contains(nameof(TaskRequest.Assignee)) ? now.Assignee : asked.Assignee,
            parts.Contains(nameof(TaskRequest.Outcomes)) ? now.Outcomes : asked.Outcomes)
        {
            Instructions = parts.Contains(nameof(TaskRequest.Instructions)) ? now.Instructions : asked.Instructions,
            DueOn = parts.Contains(nameof(TaskRequest.DueOn)) ? now.DueOn : asked.DueOn,
            DueInWorkingDays = parts.Contains(nameof(TaskRequest.DueInWorkingDays)) ? now.DueInWorkingDays : asked.DueInWorkingDays,
            ReminderOffsets = parts.Contains(nameof(TaskRequest.ReminderOffsets)) ? now.ReminderOffsets : asked.ReminderOffsets,
            ReminderPlan = parts.Contains(nameof(TaskRequest.ReminderPlan)) ? now.ReminderPlan : asked.ReminderPlan,
            Ladder = parts.Contains(nameof(TaskRequest.Ladder)) ? now.Ladder : asked.Ladder,
            EvidenceRequired = parts.Contains(nameof(TaskRequest.EvidenceRequired)) ? now.EvidenceRequired : asked.EvidenceRequired,
            MustDifferFrom = parts.Contains(nameof(TaskRequest.MustDifferFrom)) ? now.MustDifferFrom : asked.MustDifferFrom,
            OpinionRequiredFor = parts.Contains(nameof(TaskRequest.OpinionRequiredFor)) ? now.OpinionRequiredFor : asked.OpinionRequiredFor,
            Data = parts.Contains(nameof(TaskRequest.Data)) ? now.Data : asked.Data,
        };
    }

    private static ImmutableArray<string> Differ(bool differs, string name) => differs ? [name] : [];

    private static bool Same(ImmutableArray<int>? one, ImmutableArray<int>? other) =>
        one is null || other is null ? one is null && other is null : one.Value.SequenceEqual(other.Value);
}
