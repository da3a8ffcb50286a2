using System.Text.Json.Nodes;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Items;

/// <summary>What a workflow's expressions may know of its item, as it is now: <c>getInput('Item')</c>.</summary>
internal static class ItemFacts
{
    public static JsonObject Of(RectificationItem item, Round round, DateOnly today) => new()
    {
        ["Item"] = new JsonObject
        {
            ["id"] = item.Id.ToString(),
            ["number"] = item.Number,
            ["title"] = item.Title,
            ["timeLimit"] = item.TimeLimit.ToString(),
            ["status"] = item.Status.ToString(),
            ["dueOn"] = Day(item.DueOn),
            ["originalDueOn"] = Day(item.OriginalDueOn),
            ["returnedCount"] = item.ReturnedCount,
            ["reopenedCount"] = item.ReopenedCount,
            ["longTermSince"] = Day(item.LongTermSince),
            ["nextReviewOn"] = Day(item.NextReviewOn),
            ["cleanReviews"] = item.CleanReviews,
            ["reviewEveryMonths"] = round.Settings.ReviewEveryMonths,
            ["cleanReviewsToEnd"] = round.Settings.CleanReviewsToEnd,
            ["today"] = Day(today),
        },
    };

    private static JsonValue? Day(DateOnly? day) =>
        day is { } known ? JsonValue.Create(known.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)) : null;
}
