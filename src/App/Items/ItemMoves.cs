using System.Globalization;
using System.Text.Json.Nodes;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Items;

/// <summary>What moved: for the journal and the mail that tells about it.</summary>
public sealed record MovedItem(ItemTrigger Trigger, ItemStatus From, ItemStatus To, ItemMove Move);

/// <summary>Carries out the workflow's command "item.move" on the item itself.</summary>
internal static class ItemMoves
{
    /// <summary>The command's name.</summary>
    public const string Command = "item.move";

    /// <summary>
    /// Moves the item. Throws <see cref="IllegalMoveException"/> or <see cref="ItemRuleException"/> before anything has
    /// changed, and <see cref="FormatException"/> when the command itself is malformed.
    /// </summary>
    public static MovedItem Apply(RectificationItem item, Round round, JsonObject arguments, ItemMove bare)
    {
        var trigger = Enum.TryParse<ItemTrigger>(Text(arguments, "trigger"), ignoreCase: true, out var known)
            ? known
            : throw new FormatException($"'{Text(arguments, "trigger")}' is no move of an item.");
        var move = bare with
        {
            Opinion = Text(arguments, "opinion"),
            Reason = Text(arguments, "reason"),
            StageGoal = Text(arguments, "stageGoal"),
            NewDueOn = Day(arguments, "newDueOn") ?? DefaultDueOn(trigger, bare.On, round),
            NextReviewOn = Day(arguments, "nextReviewOn") ?? DefaultReviewOn(trigger, bare.On, round),
            ExpectedFinalOn = Day(arguments, "expectedFinalOn"),
            AssignTo = Text(arguments, "assignTo") is { } id && Guid.TryParse(id, out var person) ? new PersonId(person) : null,
        };
        var from = item.Status;
        item.Apply(trigger, move);
        return new(trigger, from, item.Status, move);
    }

    private static DateOnly? DefaultDueOn(ItemTrigger trigger, DateOnly today, Round round) =>
        trigger is ItemTrigger.ReviewFailed ? DueDates.AfterReopening(today, round.Settings) : null;

    private static DateOnly? DefaultReviewOn(ItemTrigger trigger, DateOnly today, Round round) =>
        trigger is ItemTrigger.ApproveStage or ItemTrigger.ReviewClean ? DueDates.NextReview(today, round.Settings) : null;

    private static string? Text(JsonObject arguments, string name) =>
        arguments.TryGetPropertyValue(name, out var node) && node is JsonValue value && value.TryGetValue<string>(out var text)
        && !string.IsNullOrWhiteSpace(text)
            ? text
            : null;

    private static DateOnly? Day(JsonObject arguments, string name)
    {
        if (Text(arguments, name) is not { } text)
        {
            return null;
        }

        // A form sends a day; an expression may send an instant, whose day is meant.
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
                ? DateOnly.FromDateTime(instant.DateTime)
                : throw new FormatException($"{name}: '{text}' is no day; write it as 2023-12-31.");
    }
}
