using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.Web.Pages.Items;

/// <summary>The stages every item passes, for the line at the head of its page.</summary>
public static class ItemSteps
{
    /// <summary>The stages with "past", "now" or "ahead"; empty for an item that was withdrawn.</summary>
    public static IReadOnlyList<(string Text, string State)> Of(RectificationItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item.Status is ItemStatus.Withdrawn)
        {
            return [];
        }

        string[] stages = item.TimeLimit is TimeLimitKind.LongTerm || item.LongTermSince is not null || item.Status is ItemStatus.LongTerm
            ? ["分派", "落实整改", "核查", "审批销号", "长期坚持", "销号"]
            : ["分派", "落实整改", "核查", "审批销号", "销号"];
        var now = item.Status switch
        {
            ItemStatus.Registered => -1,
            ItemStatus.Assigning => 0,
            ItemStatus.Implementing or ItemStatus.DecidingExtension or ItemStatus.DecidingConversion => 1,
            ItemStatus.Verifying => 2,
            ItemStatus.AwaitingClosure => 3,
            ItemStatus.LongTerm => 4,
            _ => stages.Length,
        };
        return [.. stages.Select((text, at) => (text, at < now ? "past" : at == now ? "now" : "ahead"))];
    }
}
